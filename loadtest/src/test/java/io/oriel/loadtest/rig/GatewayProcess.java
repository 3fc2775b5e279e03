package io.oriel.loadtest.rig;

import io.oriel.display.DisplayProxyMain;
import io.oriel.loadtest.lab.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The gateway's program, in a process of its own. */
public final class GatewayProcess implements AutoCloseable {
    private final Path state;
    private final int port;
    private final Process process;

    private GatewayProcess(Path state, URI control, List<String> more) throws IOException {
        this.state = Files.createDirectories(state);
        port = freePort();
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DisplayProxyMain.class.getName(),
                "--oriel.state=" + state,
                "--oriel.listen=127.0.0.1",
                "--oriel.public-name=localhost",
                "--oriel.gateway.port=" + port,
                "--oriel.gateway.metrics-port=0",
                "--oriel.control.url=" + control));
        words.addAll(more);
        process = Command.of(words).start(log());
    }

    /** Starts one that joins the rig as its only gateway. */
    public static GatewayProcess join(Rig rig, Path state) throws IOException {
        var row = rig.broker().gateways().ensure("gateway", "localhost", 8444);
        var code = Files.createDirectories(state).resolve("gateway.join");
        Files.writeString(
                code, rig.broker().joins().forGateway(row.id(), rig.control()).properties());
        return new GatewayProcess(state, rig.control(), List.of("--oriel.join=" + code));
    }

    /** Starts one with the same keys and certificates: to the control plane both are one gateway. */
    public GatewayProcess twin(Rig rig, Path itsState) throws IOException {
        var from = state.resolve("tls");
        var to = Files.createDirectories(itsState.resolve("tls"));
        try (var files = Files.list(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return new GatewayProcess(itsState, rig.control(), List.of());
    }

    /** Where clients connect. */
    public int port() {
        return port;
    }

    /** What it said so far, for the message of a failure. */
    public String said() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return state.resolve("log");
    }

    private static int freePort() throws IOException {
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
