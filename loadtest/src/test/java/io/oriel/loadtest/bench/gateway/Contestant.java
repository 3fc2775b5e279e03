package io.oriel.loadtest.bench.gateway;

import io.oriel.loadtest.lab.Command;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A running proxy: its process, where it listens, and what opens its door.
 *
 * @param secret what a client shows for a new session: a fresh ticket, or any password where nobody asks
 */
public record Contestant(String name, Process process, int port, Supplier<String> secret) implements AutoCloseable {

    /** Starts a program that listens on this port, and waits until it does. */
    static Contestant start(String name, List<String> command, int port, Supplier<String> secret, Path log)
            throws IOException {
        var process = Command.of(command).start(log);
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!listens(port)) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                process.destroyForcibly();
                throw new IOException(name + " does not listen:\n" + Files.readString(log));
            }
            LockSupport.parkNanos(2_000_000);
        }
        return new Contestant(name, process, port, secret);
    }

    /** Processor seconds taken so far. */
    public double cpu() {
        return Cpu.seconds(process.toHandle());
    }

    static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
