package io.oriel.loadtest.bench;

import io.oriel.host.api.HostId;
import io.oriel.host.http.RemoteHostAgent;
import io.oriel.loadtest.lab.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The host agent as the launcher runs it: the same jar, the same JVM, its start recorded once beforehand. */
final class AgentProgram implements AutoCloseable {
    /** The launcher's, for an agent. */
    private static final List<String> FLAGS =
            List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-XX:TieredStopAtLevel=1");

    private static final Duration IDLE = Duration.ofSeconds(6);

    private final Path jar;
    private final Path state;
    private final Path cache;
    private final Path log;
    private final BenchCertificates certificates;
    private final int port;
    private @Nullable Process process;

    AgentProgram(Path home, Path files, BenchCertificates certificates) throws IOException {
        jar = home.resolve("host-agent/target/dist/host-agent.jar");
        state = Files.createDirectories(files.resolve("agent"));
        state.toFile().setExecutable(true, false);
        cache = files.resolve("agent.aot");
        log = files.resolve("agent.log");
        this.certificates = certificates;
        certificates.enrol(state.resolve("tls"));
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
    }

    Path state() {
        return state;
    }

    /** Starts and ends once, so that libvirtd runs and the JVM's cache is made. */
    void makeCache() throws Exception {
        launch(List.of("-XX:AOTCacheOutput=" + cache));
        awaitServing();
        residentWhenIdle();
        stop();
    }

    /** Starts it and answers after how many seconds it served. */
    double start() throws Exception {
        long begun = System.nanoTime();
        launch(Files.exists(cache) ? List.of("-XX:AOTCache=" + cache) : List.of());
        awaitServing();
        return (System.nanoTime() - begun) / 1e9;
    }

    private void launch(List<String> more) throws IOException {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(FLAGS);
        words.addAll(more);
        words.addAll(List.of(
                "-Xlog:disable",
                "-jar",
                jar.toString(),
                "--oriel.state=" + state,
                "--oriel.agent.port=" + port,
                "--oriel.accelerator=tcg"));
        process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private void awaitServing() throws IOException {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!isServing()) {
            if (System.nanoTime() > deadline || !running().isAlive()) {
                throw new IOException("the agent does not serve:\n" + Files.readString(log));
            }
        }
    }

    private boolean isServing() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return pauseShortly();
        }
    }

    /** A refused connection returns at once: not all of a core is to be spent on asking. */
    private static boolean pauseShortly() {
        try {
            TimeUnit.MILLISECONDS.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    RemoteHostAgent connect() {
        return new RemoteHostAgent(
                URI.create("https://127.0.0.1:" + port), new HostId(certificates.host()), certificates.control());
    }

    /** Megabytes of it in memory after some seconds with a control plane that listens. */
    double residentWhenIdle() throws Exception {
        try (var agent = connect();
                var events = agent.events(agent.report().sequence())) {
            long end = System.nanoTime() + IDLE.toNanos();
            while (System.nanoTime() < end) {
                events.next(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
            return Files.readAllLines(Path.of("/proc/" + running().pid() + "/status")).stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    / 1024.0;
        }
    }

    private Process running() {
        var there = process;
        if (there == null) {
            throw new IllegalStateException("the agent was not started");
        }
        return there;
    }

    void stop() {
        var ending = running();
        ending.destroy();
        Await.until("the agent has ended", Duration.ofMinutes(2), () -> !ending.isAlive());
    }

    /** Ends it, and with it the guests and the libvirtd that it started. */
    @Override
    public void close() throws IOException {
        if (process == null) {
            return;
        }
        stop();
        var guests = state.resolve("libvirt/run/qemu");
        if (Files.isDirectory(guests)) {
            try (var pids = Files.newDirectoryStream(guests, "*.pid")) {
                for (var pid : pids) {
                    ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                            .ifPresent(ProcessHandle::destroy);
                }
            }
        }
        var pid = state.resolve("libvirt/run/libvirtd.pid");
        if (Files.exists(pid)) {
            ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                    .filter(it -> it.info()
                            .command()
                            .filter(c -> c.endsWith("libvirtd"))
                            .isPresent())
                    .ifPresent(libvirtd -> {
                        libvirtd.destroy();
                        Await.until("libvirtd has ended", Duration.ofSeconds(20), () -> !libvirtd.isAlive());
                    });
        }
    }
}
