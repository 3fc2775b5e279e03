package io.oriel.host.sim;

import io.oriel.host.screen.Picture;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a simulated VM shows: its name, that it is simulated, the time, and what was typed. */
final class TestCard {
    static final int WIDTH = 640;
    static final int HEIGHT = 400;

    private static final int MARGIN = 32;
    private static final int BACKGROUND = 0x11181f;
    private static final int STRONG = 0xf2f5f7;
    private static final int SOFT = 0x8fa1b0;
    private static final int TYPED = 0x9fd8b4;
    private static final int TYPED_SCALE = 2;
    private static final int TYPED_TOP = 176;
    private static final int TYPED_LINES = 8;
    private static final List<Integer> BARS =
            List.of(0xd9dde0, 0xd8c26a, 0x6ac2c9, 0x79b87f, 0xb77fb4, 0xc77b6b, 0x5f7fb8);
    private static final int BARS_HEIGHT = 20;

    /** Characters in a line of typed text. */
    static final int LINE_LENGTH = (WIDTH - 2 * MARGIN) / (Glyphs.ADVANCE * TYPED_SCALE);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private TestCard() {}

    /** Draws the card; {@code typed} may have line ends. */
    static Picture draw(String title, Instant now, String typed) {
        var picture = new Picture(WIDTH, HEIGHT);
        picture.fill(0, 0, WIDTH, HEIGHT, BACKGROUND);
        int fitting = (WIDTH - 2 * MARGIN) / (Glyphs.ADVANCE * 4);
        Glyphs.write(picture, MARGIN, 32, 4, STRONG, title.substring(0, Math.min(title.length(), fitting)));
        Glyphs.write(picture, MARGIN, 80, 2, SOFT, "Simulated desktop: no hypervisor runs here");
        Glyphs.write(picture, MARGIN, 112, 2, SOFT, TIME.format(now));
        picture.fill(MARGIN, 148, WIDTH - 2 * MARGIN, 1, SOFT);
        typed(picture, typed);
        bars(picture);
        return picture;
    }

    private static void typed(Picture picture, String typed) {
        var lines = typed.lines().flatMap(TestCard::wrapped).toList();
        if (typed.isEmpty() || typed.endsWith("\n")) {
            lines = Stream.concat(lines.stream(), Stream.of("")).toList();
        }
        var shown = lines.subList(Math.max(0, lines.size() - TYPED_LINES), lines.size());
        int step = Glyphs.LINE * TYPED_SCALE + 4;
        for (int i = 0; i < shown.size(); i++) {
            Glyphs.write(picture, MARGIN, TYPED_TOP + i * step, TYPED_SCALE, TYPED, shown.get(i));
        }
        int column = shown.getLast().length() * Glyphs.ADVANCE * TYPED_SCALE;
        picture.fill(MARGIN + column, TYPED_TOP + (shown.size() - 1) * step + 14, 10, 2, TYPED);
    }

    private static Stream<String> wrapped(String line) {
        return IntStream.rangeClosed(0, Math.max(0, line.length() - 1) / LINE_LENGTH)
                .mapToObj(i -> line.substring(i * LINE_LENGTH, Math.min(line.length(), (i + 1) * LINE_LENGTH)));
    }

    private static void bars(Picture picture) {
        int width = (WIDTH - 2 * MARGIN) / BARS.size();
        for (int i = 0; i < BARS.size(); i++) {
            picture.fill(MARGIN + i * width, HEIGHT - MARGIN - BARS_HEIGHT, width, BARS_HEIGHT, BARS.get(i));
        }
    }
}
