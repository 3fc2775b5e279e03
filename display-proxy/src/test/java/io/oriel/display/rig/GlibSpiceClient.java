package io.oriel.display.rig;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A real SPICE client, spice-gtk's own library, driven by {@code spice/client.py}. */
public final class GlibSpiceClient implements AutoCloseable {
    public static final Path PYTHON = Path.of("/usr/bin/python3");
    public static final Path LIBRARY =
            Path.of("/usr/lib/x86_64-linux-gnu/girepository-1.0/SpiceClientGLib-2.0.typelib");

    private final Process process;
    private final Writer commands;
    private final List<String> events = new CopyOnWriteArrayList<>();

    private GlibSpiceClient(Process process, String password) throws IOException {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofVirtual().start(() -> {
            try (var lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines().forEach(events::add);
            } catch (IOException e) {
                events.add("lost");
            }
        });
        say(password);
    }

    /** Connects to the gateway with this password; {@code proxy} may be empty. Opens what shows a desktop and no more. */
    public static GlibSpiceClient connect(TestGateway gateway, String password, String proxy) throws IOException {
        return connect(gateway, proxy.isEmpty() ? gateway.port() : 8444, new Words(password, proxy, ""));
    }

    /** Connects to a hop before the gateway. */
    public static GlibSpiceClient connect(TestGateway gateway, RecordingHop hop, String password) throws IOException {
        return connect(gateway, hop.port(), new Words(password, "", ""));
    }

    /** Connects with this password and opens every channel it is told of. */
    public static GlibSpiceClient connectEvery(TestGateway gateway, String password) throws IOException {
        return connect(gateway, gateway.port(), new Words(password, "", "every"));
    }

    private record Words(String password, String proxy, String channels) {}

    private static GlibSpiceClient connect(TestGateway gateway, int port, Words words) throws IOException {
        try {
            var resource = GlibSpiceClient.class.getResource("/spice/client.py");
            var script = Path.of(Objects.requireNonNull(resource).toURI());
            var process = new ProcessBuilder(
                            PYTHON.toString(),
                            script.toString(),
                            "localhost",
                            String.valueOf(port),
                            gateway.certificates().ca().toString(),
                            words.proxy(),
                            words.channels())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new GlibSpiceClient(process, words.password());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Presses and releases the key with this PC scan code. */
    public void key(int scanCode) throws IOException {
        say("key " + scanCode);
    }

    /** Offers a text to the desktop, as when the person copies something. */
    public void offer(String text) throws IOException {
        say("offer " + text);
    }

    /** Takes back what was offered. */
    public void release() throws IOException {
        say("release");
    }

    /** Asks for the desktop's clipboard, as when the person pastes. */
    public void paste() throws IOException {
        say("paste");
    }

    /** Sends a file to the desktop. */
    public void send(Path file) throws IOException {
        say("send " + file);
    }

    /** What it has seen so far, one event a line. */
    public List<String> events() {
        return events;
    }

    /** Waits for an event that begins so. */
    public void awaitEvent(String beginning) {
        TestGateway.eventually(() -> events.stream().anyMatch(event -> event.startsWith(beginning)));
    }

    private void say(String line) throws IOException {
        commands.write(line + "\n");
        commands.flush();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
