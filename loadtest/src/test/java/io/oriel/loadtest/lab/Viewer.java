package io.oriel.loadtest.lab;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;

/** A thin client: {@code remote-viewer} on a screen of its own (Xvfb), in the client's namespace. */
public final class Viewer implements AutoCloseable {
    private final String display;
    private final Path directory;
    private final Process screen;
    private final Process viewer;

    /** Opens a connection file. */
    public Viewer(Namespaces network, int displayNumber, Path connectionFile, Path directory) {
        this(displayNumber, directory, network.onClient("remote-viewer", "--debug", connectionFile.toString()));
    }

    /** Opens a connection file that leads through this machine's own network. */
    public Viewer(int displayNumber, Path connectionFile, Path directory) {
        this(displayNumber, directory, List.of("remote-viewer", "--debug", connectionFile.toString()));
    }

    /** Runs these words, which open the viewer. */
    public Viewer(int displayNumber, Path directory, List<String> words) {
        this.display = ":" + displayNumber;
        this.directory = directory;
        screen = Command.of("Xvfb", display, "-screen", "0", "1280x900x24", "-nolisten", "tcp")
                .start(directory.resolve("xvfb.log"));
        Await.until(
                "the screen is there",
                Duration.ofSeconds(30),
                () -> Files.exists(Path.of("/tmp/.X11-unix/X" + displayNumber)));
        viewer = Command.of(words)
                .with("DISPLAY", display)
                .with("HOME", directory.toString())
                .with("XDG_RUNTIME_DIR", directory.toString())
                .with("GDK_BACKEND", "x11")
                .start(directory.resolve("viewer.log"));
    }

    public boolean isOpen() {
        return viewer.isAlive();
    }

    /** What a person would see now. */
    public BufferedImage see() {
        var file = directory.resolve("screen.png");
        Command.of("import", "-window", "root", file.toString())
                .with("DISPLAY", display)
                .run()
                .orFail();
        try {
            return ImageIO.read(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Clicks into the middle of the screen and types. */
    public void type(String text) {
        xdotool("mousemove", "500", "400", "click", "1");
        xdotool("type", "--delay", "150", text);
        xdotool("key", "Return");
    }

    private void xdotool(String... words) {
        var all = new java.util.ArrayList<String>();
        all.add("xdotool");
        all.addAll(java.util.List.of(words));
        Command.of(all).with("DISPLAY", display).run().orFail();
    }

    @Override
    public void close() {
        viewer.destroy();
        screen.destroy();
    }
}
