package io.oriel.loadtest.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** haproxy with one thread, as its manual has it for each kind of work. */
public final class Haproxy {
    /** What it does with what it is sent. */
    public enum Work {
        /** Plain on both sides. */
        PLAIN,
        /** Ends TLS towards a plain console. */
        ENDS_TLS,
        /** Ends TLS and speaks TLS to the console, whose certificate it verifies. */
        TLS_BOTH_SIDES,
        /** Ends TLS and answers every request itself. */
        ANSWERS
    }

    private final Path directory;
    private final BenchTls tls;

    public Haproxy(Path directory, BenchTls tls) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.tls = tls;
    }

    /** @param buffers bytes of each of its buffers; empty as it comes */
    public Contestant start(String name, Work work, int console, Optional<Integer> buffers) throws IOException {
        int port = Contestant.freePort();
        var file = directory.resolve(port + ".cfg");
        Files.writeString(file, configuration(work, port, console, buffers));
        var command = new ArrayList<>(Cpu.onTheOther());
        command.addAll(List.of("haproxy", "-db", "-f", file.toString()));
        return Contestant.start(name, command, port, () -> "password", directory.resolve(port + ".log"));
    }

    private String configuration(Work work, int port, int console, Optional<Integer> buffers) {
        var secured = " ssl crt " + tls.server() + " curves X25519";
        var verified = " ssl verify required ca-file " + tls.ca() + " verifyhost localhost no-ssl-reuse";
        return """
                global
                  nbthread 1
                  maxconn 9500
                  ssl-default-bind-options ssl-min-ver TLSv1.3 no-tls-tickets
                  ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256
                  ssl-default-server-options ssl-min-ver TLSv1.3 no-tls-tickets
                  ssl-default-server-ciphersuites TLS_AES_128_GCM_SHA256
                  tune.ssl.cachesize 0
                  %s
                defaults
                  mode %s
                  timeout connect 5s
                  timeout client 1h
                  timeout server 1h
                listen bench
                  bind 127.0.0.1:%d%s
                  %s
                """.formatted(
                buffers.map(bytes -> "tune.bufsize " + bytes).orElse(""),
                work == Work.ANSWERS ? "http" : "tcp",
                port,
                work == Work.PLAIN ? "" : secured,
                work == Work.ANSWERS
                        ? "http-request return status 200 content-type text/plain string ok"
                        : "server console 127.0.0.1:" + console + (work == Work.TLS_BOTH_SIDES ? verified : ""));
    }
}
