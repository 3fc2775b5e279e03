package io.oriel.display.rig;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.certs.identity.PeerIdentity;
import io.oriel.display.DisplayProxyMain;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** The gateway program as its own process, with its own control plane. */
public final class GatewayProcess implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("\\bport=(\\d+)");

    private final TestCertificates certificates;
    private final Process process;
    private final Path log;
    private final int port;

    private GatewayProcess(TestCertificates certificates, Process process, Path log) {
        this.certificates = certificates;
        this.process = process;
        this.log = log;
        TestGateway.eventually(() -> log().contains("ready"));
        var ready =
                log().lines().filter(line -> line.contains("ready")).findFirst().orElseThrow();
        var found = PORT.matcher(ready);
        assertThat(found.find()).isTrue();
        port = Integer.parseInt(found.group(1));
    }

    public static GatewayProcess start(TestCertificates certificates, Path directory, URI control) throws IOException {
        var tls = Files.createDirectories(directory.resolve("state/tls"));
        move(certificates.peer("gateway", new PeerIdentity.Gateway(UUID.randomUUID())), tls.resolve("gateway.pem"));
        move(certificates.server("public"), tls.resolve("public.pem"));
        Files.copy(certificates.ca(), tls.resolve("ca.pem"));
        var log = directory.resolve("gateway.log");
        var process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DisplayProxyMain.class.getName(),
                        "--oriel.state=" + directory.resolve("state"),
                        "--oriel.gateway.port=0",
                        "--oriel.gateway.metrics-port=0",
                        "--oriel.control.url=" + control))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            return new GatewayProcess(certificates, process, log);
        } catch (AssertionError notReady) {
            process.destroyForcibly();
            throw notReady;
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A TLS connection to its port. */
    public Socket secure() throws IOException {
        try {
            var socket = certificates.clientContext().getSocketFactory().createSocket("localhost", port);
            socket.setSoTimeout(60_000);
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What it has logged. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException notYet) {
            return "";
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
