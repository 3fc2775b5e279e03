package io.oriel.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.HostId;
import io.oriel.host.http.RemoteHostAgent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is started by the launcher: a process, its exit code and what it says. */
class HostAgentMainTest {

    private static final Pattern READY = Pattern.compile("msg=\"ready on port (\\d+)\"");
    private static final long DEADLINE_SECONDS = 120;

    @TempDir
    Path directory;

    private final List<Process> started = new ArrayList<>();

    private Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                HostAgentMain.class.getName()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output().toFile())
                .start();
        started.add(process);
        return process;
    }

    private Path output() {
        return directory.resolve("output");
    }

    private static int exitOf(Process process) throws InterruptedException {
        assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @AfterEach
    void kill() {
        started.forEach(Process::destroyForcibly);
    }

    private int readyPort(Process process) throws IOException, InterruptedException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (System.nanoTime() < deadline) {
            var ready = READY.matcher(Files.readString(output()));
            if (ready.find()) {
                return Integer.parseInt(ready.group(1));
            }
            assertThat(process.waitFor(50, TimeUnit.MILLISECONDS))
                    .as("ended instead of being ready: %s", Files.readString(output()))
                    .isFalse();
        }
        throw new AssertionError("not ready: " + Files.readString(output()));
    }

    @Test
    void joinsServesAndStopsWithSuccess() throws Exception {
        // Given
        var host = UUID.randomUUID();
        var state = directory.resolve("state");
        try (var control = new ControlPlaneStandIn(directory, host)) {
            // When
            var process = start(
                    "--oriel.state=" + state,
                    "--oriel.agent.port=0",
                    "--oriel.simulate=true",
                    "--oriel.stop-guests=true",
                    "--oriel.join=" + control.joinFile());
            var address = URI.create("https://127.0.0.1:" + readyPort(process));
            try (var agent = new RemoteHostAgent(address, new HostId(host), control.tls())) {
                // Then
                assertThat(agent.report().facts().accelerator()).isEqualTo("simulated");
            }
            process.destroy();
            assertThat(exitOf(process)).isZero();
        }
        assertThat(state.resolve("tls/agent.pem")).exists();
    }

    @Test
    void configCheckShowsValuesAndOrigins() throws Exception {
        // When
        var process = start("config", "check", "--oriel.state=" + directory, "--oriel.agent.port=7");

        // Then
        assertThat(exitOf(process)).isZero();
        assertThat(output()).content().containsPattern("oriel\\.agent\\.port +7 +argument");
    }

    @Test
    void unknownKeyRefusesTheStartAndNamesTheNearest() throws Exception {
        // When
        var process = start("--oriel.agent.prot=7");

        // Then
        assertThat(exitOf(process)).isEqualTo(2);
        assertThat(output()).content().contains("oriel.agent.prot", "did you mean \"oriel.agent.port\"");
    }

    @Test
    void hostThatHasNotJoinedSaysWhatToDo() throws Exception {
        // When
        var process = start("--oriel.state=" + directory.resolve("state"), "--oriel.simulate=true");

        // Then
        assertThat(exitOf(process)).isEqualTo(1);
        assertThat(output()).content().contains("set oriel.join to its join file");
    }
}
