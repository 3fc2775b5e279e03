package io.oriel.loadtest.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** websockify, which noVNC comes with: a process for each connection. */
public final class Websockify {
    private final Path directory;
    private final BenchTls tls;

    public Websockify(Path directory, BenchTls tls) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.tls = tls;
    }

    public Contestant start(String name, boolean secured, int console) throws IOException {
        int port = Contestant.freePort();
        var command = new ArrayList<>(Cpu.onTheOther());
        command.add("websockify");
        if (secured) {
            command.addAll(List.of("--ssl-only", "--cert=" + tls.server()));
        }
        command.addAll(List.of("127.0.0.1:" + port, "127.0.0.1:" + console));
        return Contestant.start(name, command, port, () -> "", directory.resolve(port + ".log"));
    }
}
