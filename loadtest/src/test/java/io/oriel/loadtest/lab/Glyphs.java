package io.oriel.loadtest.lab;

import java.awt.Point;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Finds text on a screen by the guest's own font, pixel by pixel: the 8×16 characters that the virtual machine's video
 * BIOS carries, in cells of eight or nine dots. Nothing is guessed: each dot of each cell must have the text's colour
 * or the background's.
 */
public final class Glyphs {
    private static final Path VIDEO_BIOS = Path.of("/usr/share/seabios/vgabios-stdvga.bin");
    private static final byte[] LETTER_A = HexFormat.of().parseHex("000010386cc6c6fec6c6c6c600000000");
    private static final int HEIGHT = 16;

    private final byte[] font;

    private Glyphs(byte[] font) {
        this.font = font;
    }

    /** The font of the video BIOS that qemu gives its guests. */
    public static Glyphs ofGuest() {
        try {
            var bios = Files.readAllBytes(VIDEO_BIOS);
            for (int at = 'A' * HEIGHT; at + (256 - 'A') * HEIGHT <= bios.length; at++) {
                if (Arrays.equals(bios, at, at + HEIGHT, LETTER_A, 0, HEIGHT)) {
                    return new Glyphs(Arrays.copyOfRange(bios, at - 'A' * HEIGHT, at + (256 - 'A') * HEIGHT));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("no 8×16 font in " + VIDEO_BIOS);
    }

    /** Where a word stands on the screen: the first cell's upper left corner. */
    public Optional<Point> find(String word, BufferedImage screen) {
        int width = screen.getWidth();
        int height = screen.getHeight();
        var pixels = screen.getRGB(0, 0, width, height, null, 0, width);
        var letters = word.getBytes(StandardCharsets.US_ASCII);
        for (int cell = 8; cell <= 9; cell++) {
            for (int y = 0; y + HEIGHT <= height; y++) {
                for (int x = 0; x + letters.length * cell <= width; x++) {
                    if (standsAt(letters, cell, pixels, width, x, y)) {
                        return Optional.of(new Point(x, y));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private boolean standsAt(byte[] letters, int cell, int[] pixels, int width, int x, int y) {
        int background = pixels[y * width + x];
        Integer ink = null;
        for (int i = 0; i < letters.length; i++) {
            for (int row = 0; row < HEIGHT; row++) {
                int bits = font[(letters[i] & 0xff) * HEIGHT + row];
                for (int column = 0; column < cell; column++) {
                    int colour = pixels[(y + row) * width + x + i * cell + column];
                    boolean inked = column < 8 && (bits & (0x80 >> column)) != 0;
                    if (!inked && colour != background) {
                        return false;
                    }
                    if (inked) {
                        if (colour == background || (ink != null && ink != colour)) {
                            return false;
                        }
                        ink = colour;
                    }
                }
            }
        }
        return ink != null;
    }
}
