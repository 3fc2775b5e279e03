package io.oriel.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.display.rig.ControlPlaneServer;
import io.oriel.display.rig.InMemoryGrants;
import io.oriel.display.rig.TestCertificates;
import io.oriel.display.rig.TestGateway;
import io.oriel.display.rig.WebSocketClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program itself, as its own process. */
class DisplayProxyMainTest {
    @TempDir
    Path directory;

    private Process program(Path log, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DisplayProxyMain.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    @Test
    void anUnknownKeyRefusesTheStartAndNamesTheNearest() throws Exception {
        // Given
        var log = directory.resolve("log");
        // When
        var process = program(log, "--oriel.gatway.port=1");
        // Then
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(Files.readString(log)).contains("oriel.gatway.port").contains("oriel.gateway.port");
    }

    @Test
    void itStartsAnswersAndStopsWithZero() throws Exception {
        // Given
        var certificates = new TestCertificates(directory);
        var tls = Files.createDirectories(directory.resolve("state/tls"));
        move(certificates.peer("gateway", new PeerIdentity.Gateway(UUID.randomUUID())), tls.resolve("gateway.pem"));
        move(certificates.server("public"), tls.resolve("public.pem"));
        Files.copy(certificates.ca(), tls.resolve("ca.pem"));
        var grants = new InMemoryGrants();
        var control = certificates.peer("control", new PeerIdentity.ControlPlane(UUID.randomUUID()));
        var log = directory.resolve("log");
        try (var server = new ControlPlaneServer(grants, TlsMaterial.load(control, certificates.ca()), 0)) {
            // When
            var process = program(
                    log,
                    "--oriel.state=" + directory.resolve("state"),
                    "--oriel.gateway.port=0",
                    "--oriel.gateway.metrics-port=0",
                    "--oriel.control.url=" + server.address());
            try {
                TestGateway.eventually(() -> read(log).contains("ready"));
                TestGateway.eventually(() -> !grants.reports().isEmpty());
                var context = certificates.clientContext().getSocketFactory();
                int port = value(log, "port");
                try (var client = new WebSocketClient(context.createSocket("localhost", port));
                        var operator = new WebSocketClient(new Socket("127.0.0.1", value(log, "metrics")))) {
                    // Then
                    var health = client.request("GET /health HTTP/1.1\r\nHost: g\r\n\r\n");
                    assertThat(health.status()).isEqualTo(200);
                    assertThat(health.head()).contains("access-control-allow-origin: *");
                    assertThat(operator.request("GET /metrics HTTP/1.1\r\nHost: g\r\n\r\n")
                                    .status())
                            .isEqualTo(200);
                }
                process.destroy(); // SIGTERM
                assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private static int value(Path log, String key) {
        Matcher found = Pattern.compile("\\b" + key + "=(\\d+)").matcher(read(log));
        assertThat(found.find()).isTrue();
        return Integer.parseInt(found.group(1));
    }
}
