package io.oriel.loadtest.bench.gateway;

import io.oriel.loadtest.lab.Command;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** How long spice-gtk takes until every channel of a session is open. */
public final class SessionSetUp {
    private static final String AT_MOST_SECONDS = "20";

    private final Path directory;
    private final Path ca;

    public SessionSetUp(Path directory, Path ca) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.ca = ca;
    }

    /** Milliseconds over TLS. @param password what the client shows: a ticket, or the console's own */
    public double secured(int port, String password) throws IOException {
        var file = directory.resolve("bench.vv");
        Files.writeString(
                file,
                "[virt-viewer]\ntype=spice\nhost=localhost\ntls-port=%d\npassword=%s\nca=%s\n"
                        .formatted(port, password, Files.readString(ca).replace("\n", "\\n")));
        return run(List.of(file.toString(), AT_MOST_SECONDS));
    }

    /** Milliseconds without TLS. */
    public double plain(int port, String password) {
        return run(List.of("127.0.0.1:" + port, password, AT_MOST_SECONDS));
    }

    private static double run(List<String> arguments) {
        try {
            var script = Path.of(
                    Objects.requireNonNull(SessionSetUp.class.getResource("/io/oriel/loadtest/spice_session.py"))
                            .toURI());
            var words = new java.util.ArrayList<>(List.of("/usr/bin/python3", script.toString()));
            words.addAll(arguments);
            var out = Command.of(words).with("LEAVE", "1").run().orFail().strip();
            return Double.parseDouble(out.substring(out.lastIndexOf('\n') + 1).split(" ")[0]);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
