package io.oriel.display.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;

/** {@code remote-viewer}, the program people have, on a screen of its own. */
public final class RemoteViewer implements AutoCloseable {
    public static final Path PROGRAM = Path.of("/usr/bin/remote-viewer");
    public static final Path SCREEN = Path.of("/usr/bin/Xvfb");
    public static final Path CAMERA = Path.of("/usr/bin/import");
    public static final Path HANDS = Path.of("/usr/bin/xdotool");

    /** A guest's picture is half of the screen. */
    private static final double PICTURE = 0.4;
    /** It takes seconds to open, and a machine that is busy many. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;
    private final Process screen;
    private final String display;
    private final Process viewer;

    /**
     * Opens a connection file with these keys beside the usual ones.
     *
     * @param directory for its files; it sees no other home
     */
    public RemoteViewer(Path directory, Path ca, Map<String, String> keys) throws IOException {
        this.directory = directory;
        screen = new ProcessBuilder(
                        SCREEN.toString(), "-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        display = ":"
                + new BufferedReader(new InputStreamReader(screen.getInputStream(), StandardCharsets.UTF_8)).readLine();
        var lines = new ArrayList<>(List.of("[virt-viewer]", "type=spice"));
        keys.forEach((key, value) -> lines.add(key + "=" + value));
        lines.add("ca=" + Files.readString(ca).strip().replace("\n", "\\n"));
        var file = Files.write(directory.resolve("desktop.vv"), lines);
        viewer = program(PROGRAM, "--debug", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("viewer.log").toFile())
                .start();
    }

    /** Waits until this colour fills a guest's picture on its screen. */
    public void await(int colour) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (share(colour) < PICTURE) {
            assertThat(System.nanoTime()).as("%06x is not seen", colour).isLessThan(end);
        }
    }

    /** How much of its screen has this colour, 0 to 1. */
    private double share(int colour) {
        var picture = see();
        int hits = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                hits += (picture.getRGB(x, y) & 0xffffff) == colour ? 1 : 0;
            }
        }
        return (double) hits / (picture.getWidth() * picture.getHeight());
    }

    private BufferedImage see() {
        var file = directory.resolve("screen.png");
        run(CAMERA, "-window", "root", file.toString());
        try {
            return ImageIO.read(file.toFile());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Clicks into the middle and presses a key. */
    public void key(String name) {
        run(HANDS, "mousemove", "400", "320", "click", "1");
        run(HANDS, "key", name);
    }

    private void run(Path program, String... words) {
        try {
            var process = program(program, words).inheritIO().start();
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(program + " failed");
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private ProcessBuilder program(Path program, String... words) {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(Map.of(
                        "DISPLAY",
                        display,
                        "HOME",
                        directory.toString(),
                        "XDG_RUNTIME_DIR",
                        directory.toString(),
                        "GDK_BACKEND",
                        "x11"));
        return builder;
    }

    @Override
    public void close() {
        viewer.destroy();
        screen.destroy();
    }
}
