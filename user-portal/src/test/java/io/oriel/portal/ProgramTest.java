package io.oriel.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as its launcher sees it: what it prints, what it writes, how it ends. */
class ProgramTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it
    private Path directory;

    @Test
    void anUnknownKeyRefusesTheStartAndNamesTheNearest() throws IOException, InterruptedException {
        // When
        var program = start("--oriel.portal.prot=1");
        var said = new String(program.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertThat(program.waitFor()).isEqualTo(2);
        assertThat(said).contains("oriel.portal.prot", "oriel.portal.port");
    }

    @Test
    void configCheckPrintsValuesAndOriginsAndNoSecret() throws IOException, InterruptedException {
        // Given
        var secret = Files.writeString(directory.resolve("db.password"), "canary-of-the-database");

        // When
        var program = start("config", "check", "--oriel.portal.port=9999", "--oriel.db.password-file=" + secret);
        var said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertThat(program.waitFor()).isZero();
        assertThat(said)
                .contains("oriel.portal.port", "9999", "oriel.public-name")
                .doesNotContain("canary");
    }

    @Test
    void startsWritesItsFilesAndEndsPromptlyWithAnOpenStream() throws IOException, InterruptedException {
        // Given
        var rig = Rig.running();
        rig.person("paula", "Paula Program");
        var database = rig.database("program");
        var port = Rig.freePort();
        var program = start(
                "--oriel.state=" + directory.resolve("state"),
                "--oriel.portal.port=" + port,
                "--oriel.control.port=" + Rig.freePort(),
                "--oriel.db.url=" + database.url(),
                "--oriel.db.user=" + database.user(),
                "--oriel.db.password-file=" + Files.writeString(directory.resolve("pw"), database.password()),
                "--oriel.appliance=true",
                "--oriel.storage=" + directory.resolve("storage"));
        var log = program.errorReader(StandardCharsets.UTF_8);
        try {
            awaitReady(log, port);

            // Then
            var state = directory.resolve("state");
            assertThat(state.resolve("ca.pem")).content().contains("BEGIN CERTIFICATE");
            assertThat(state.resolve("cli.properties"))
                    .content()
                    .contains("url=https://127.0.0.1:" + port, "user=admin@internal", "password-file=");
            assertThat(state.resolve("join/host.join")).content().contains("ca-fingerprint=", "token=");
            assertThat(state.resolve("join/gateway.join")).content().contains("control=https://127.0.0.1:");
            for (var secret : List.of("cli.properties", "admin.password", "join/host.join", "join/gateway.join")) {
                assertThat(java.nio.file.attribute.PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(state.resolve(secret))))
                        .as(secret)
                        .isEqualTo("rw-------");
            }

            // When
            var stream = openStream(port, state);
            var began = System.nanoTime();
            program.destroy();

            // Then
            assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began))
                    .isLessThan(10);
            assertThat(program.exitValue()).isZero();
            assertThat(stream.body().reduce("", (all, line) -> line)).isNotNull();
        } finally {
            program.destroyForcibly();
        }
    }

    private static HttpResponse<java.util.stream.Stream<String>> openStream(int port, Path state) throws IOException {
        var admin = new Visitor("https://localhost:" + port, state.resolve("ca.pem"));
        assertThat(admin.logIn(
                                "admin",
                                Files.readString(state.resolve("admin.password"))
                                        .strip())
                        .statusCode())
                .isEqualTo(303);
        return admin.stream("/desktops/stream");
    }

    private static void awaitReady(BufferedReader log, int port) throws IOException {
        var seen = new StringBuilder();
        for (var line = log.readLine(); line != null; line = log.readLine()) {
            seen.append(line).append('\n');
            if (line.contains("msg=\"ready at https://localhost:" + port + "\"")) {
                return;
            }
        }
        throw new AssertionError("it ended:\n" + seen);
    }

    private static Process start(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PortalMain.class.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("ORIEL_"));
        return builder.start();
    }
}
