package io.oriel.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server program that a test started on loopback; ends with the test. */
public final class Program implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Process process;

    private Program(Process process) {
        this.process = process;
    }

    /** Starts it and waits until its port takes connections. */
    public static Program start(Path log, int port, List<String> command) {
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            var program = new Program(process);
            long end = System.nanoTime() + DEADLINE.toNanos();
            while (!accepts(port)) {
                if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                    program.close();
                    throw new AssertionError(command.getFirst() + " did not start: " + Files.readString(log));
                }
            }
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A port nobody has now. */
    public static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it at once, as by kill -9. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }

    private static boolean accepts(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
