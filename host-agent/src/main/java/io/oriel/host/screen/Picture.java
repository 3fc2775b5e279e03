package io.oriel.host.screen;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Pixels, 24 bits each, row by row. Mutable and used by one thread at a time.
 *
 * <p>PNG as in RFC 2083: signature, IHDR, one IDAT, IEND; colour type 2, no interlace. Every row is filtered by "up":
 * screens repeat themselves downwards.
 */
public final class Picture {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
    private static final byte FILTER_UP = 2;
    private static final int MAX_SIDE = 16_384;

    private final int width;
    private final int height;
    private final byte[] rgb;

    /** A black picture. */
    public Picture(int width, int height) {
        this(width, height, new byte[checked(width) * checked(height) * 3]);
    }

    private Picture(int width, int height, byte[] rgb) {
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    private static int checked(int side) {
        if (side < 1 || side > MAX_SIDE) {
            throw new IllegalArgumentException("a picture's side of " + side + " pixels");
        }
        return side;
    }

    /**
     * Reads a binary PPM ("P6", 8 bits), which is what qemu writes.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Picture fromPpm(byte[] ppm) {
        var in = ByteBuffer.wrap(ppm);
        if (!"P6".equals(word(in))) {
            throw new IllegalArgumentException("not a binary PPM");
        }
        int width = number(in);
        int height = number(in);
        int most = number(in);
        var picture = new Picture(width, height);
        if (most != 255 || in.remaining() < picture.rgb.length) {
            throw new IllegalArgumentException("a PPM of another depth, or cut short");
        }
        in.get(picture.rgb);
        return picture;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The colour at a place as 0xRRGGBB. */
    public int at(int x, int y) {
        int i = (y * width + x) * 3;
        return (rgb[i] & 0xff) << 16 | (rgb[i + 1] & 0xff) << 8 | rgb[i + 2] & 0xff;
    }

    /** Whether a row is the same in another picture of the same width. */
    public boolean sameRow(Picture other, int y) {
        int from = y * width * 3;
        int to = from + width * 3;
        return Arrays.equals(rgb, from, to, other.rgb, from, to);
    }

    /** Sets one pixel; outside the picture nothing happens. */
    public void set(int x, int y, int colour) {
        if (x < 0 || y < 0 || x >= width || y >= height) {
            return;
        }
        int i = (y * width + x) * 3;
        rgb[i] = (byte) (colour >> 16);
        rgb[i + 1] = (byte) (colour >> 8);
        rgb[i + 2] = (byte) colour;
    }

    /** Fills a rectangle. */
    public void fill(int x, int y, int w, int h, int colour) {
        for (int row = y; row < y + h; row++) {
            for (int column = x; column < x + w; column++) {
                set(column, row, colour);
            }
        }
    }

    /** The picture as PNG. */
    public byte[] png() {
        var out = new ByteArrayOutputStream(rgb.length / 16 + 256);
        out.writeBytes(SIGNATURE);
        var header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        chunk(
                out,
                "IHDR",
                header.put((byte) 8)
                        .put((byte) 2)
                        .put((byte) 0)
                        .put((byte) 0)
                        .put((byte) 0)
                        .array());
        chunk(out, "IDAT", deflated());
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private byte[] deflated() {
        int stride = width * 3;
        var row = new byte[stride + 1];
        row[0] = FILTER_UP;
        var out = new ByteArrayOutputStream(rgb.length / 16 + 256);
        var buffer = new byte[8192];
        try (var deflater = new Deflater(Deflater.BEST_SPEED)) {
            for (int y = 0; y < height; y++) {
                for (int i = 0; i < stride; i++) {
                    int above = y == 0 ? 0 : rgb[(y - 1) * stride + i];
                    row[i + 1] = (byte) (rgb[y * stride + i] - above);
                }
                deflater.setInput(row);
                drain(deflater, buffer, out);
            }
            deflater.finish();
            drain(deflater, buffer, out);
        }
        return out.toByteArray();
    }

    private static void drain(Deflater deflater, byte[] buffer, ByteArrayOutputStream out) {
        while (!deflater.needsInput() || deflater.getTotalOut() == 0 || !deflater.finished()) {
            int n = deflater.deflate(buffer);
            if (n == 0) {
                return;
            }
            out.write(buffer, 0, n);
        }
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] content) {
        var crc = new CRC32();
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        crc.update(name);
        crc.update(content);
        out.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
        out.writeBytes(name);
        out.writeBytes(content);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static int number(ByteBuffer in) {
        return Integer.parseInt(word(in));
    }

    /** The next word, and exactly one blank after it: pixels begin right there. */
    private static String word(ByteBuffer in) {
        var word = new StringBuilder();
        while (in.hasRemaining() && word.length() < 16) {
            int c = in.get();
            if (c > ' ') {
                word.append((char) c);
            } else if (!word.isEmpty()) {
                break;
            }
        }
        return word.toString();
    }
}
