package io.oriel.loadtest.bench.gateway;

import io.oriel.certs.tls.TlsMaterial;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Grant;
import io.oriel.display.grant.Passage;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.Ticket;
import io.oriel.display.rig.ControlPlaneServer;
import io.oriel.display.rig.InMemoryGrants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** The gateway as the launcher runs it, but on one processor, with a control plane in this JVM. */
public final class GatewayProgram implements AutoCloseable {
    /** The launcher's, for a gateway. */
    static final List<String> FLAGS = List.of(
            "-Xmx256m",
            "-XX:MaxDirectMemorySize=512m",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-Xlog:disable");

    private final Path directory;
    private final Path jar;
    private final Path state;
    private final Path cache;
    private final InMemoryGrants grants = new InMemoryGrants();
    private final ControlPlaneServer control;
    private final SecureRandom random = new SecureRandom();

    public GatewayProgram(Path home, Path directory, BenchTls tls) throws IOException {
        this.directory = Files.createDirectories(directory);
        jar = home.resolve("display-proxy/target/dist/display-proxy.jar");
        state = directory.resolve("state");
        cache = directory.resolve("cache.aot");
        tls.enrol(state.resolve("tls"));
        control = new ControlPlaneServer(grants, TlsMaterial.load(tls.control(), tls.ca()), 0);
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * Starts and ends it once, so that its later starts have the cache that the launcher makes. It listens a little before
     * it is ready, and the cache of a start that was broken off crashes the JVM that reads it.
     */
    public void makeCache() throws Exception {
        try (var recorded = run("recorded", Cpu.anywhere(), List.of("-XX:AOTCacheOutput=" + cache), () -> "")) {
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!Files.readString(log()).contains("msg=ready")) {
                if (System.nanoTime() > deadline || !recorded.process().isAlive()) {
                    throw new IOException("the gateway is not ready:\n" + Files.readString(log()));
                }
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    /** Starts one on the whole machine; it listens when this returns. */
    public Contestant start() throws IOException {
        return run("the gateway", Cpu.anywhere(), List.of(), () -> "");
    }

    /** Starts one on its one processor, whose tickets open this console. */
    public Contestant start(String name, Supplier<ConsoleTarget> console) throws IOException {
        return run(name, Cpu.onTheOther(), List.of("-XX:ActiveProcessorCount=1"), () -> ticket(console));
    }

    private Contestant run(String name, List<String> where, List<String> more, Supplier<String> secret)
            throws IOException {
        int port = Contestant.freePort();
        var command = new ArrayList<>(where);
        command.add(java());
        command.addAll(FLAGS);
        command.addAll(more);
        if (Files.exists(cache)) {
            command.add("-XX:AOTCache=" + cache);
        }
        command.addAll(List.of(
                "-jar",
                jar.toString(),
                "--oriel.state=" + state,
                "--oriel.gateway.port=" + port,
                "--oriel.gateway.metrics-port=0",
                "--oriel.control.url=" + control.address()));
        return Contestant.start(name, command, port, secret, log());
    }

    private Path log() {
        return directory.resolve("log");
    }

    private String ticket(Supplier<ConsoleTarget> console) {
        var ticket = Ticket.random(random);
        var target = console.get();
        grants.issue(
                ticket,
                new Grant(
                        new SessionId(UUID.randomUUID()),
                        "bench",
                        target,
                        ChannelPolicy.without(forbidden(target.protocol())),
                        List.of(Clients.ORIGIN),
                        16),
                console);
        return ticket.value();
    }

    /** Clipboard and files, so that the agent's messages are read; but of RFB the messages that carry commands here. */
    private static List<Passage> forbidden(DisplayProtocol protocol) {
        return protocol == DisplayProtocol.RFB
                ? List.of(Passage.CLIPBOARD_TO_CLIENT, Passage.FILES)
                : List.of(Passage.CLIPBOARD_TO_CLIENT, Passage.CLIPBOARD_TO_DESKTOP, Passage.FILES);
    }

    /** A console of this JVM. @param pin empty for a plain one */
    public static ConsoleTarget console(DisplayProtocol protocol, int port, String pin) {
        return new ConsoleTarget(new UUID(0, 1), protocol, "127.0.0.1", port, pin, "password");
    }

    @Override
    public void close() {
        control.close();
    }
}
