package io.oriel.portal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands about VMs send, and how they wait. */
class VmCommandsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it
    private Path directory;

    @SuppressWarnings("NullAway.Init") // made before each test
    private HttpServer server;

    private final List<String> heard = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** One answer after another; the last one stays. */
    private final Deque<String> answers = new ArrayDeque<>(List.of("{}"));

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            var said = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var login = exchange.getRequestURI().getPath().equals("/api/v1/login");
            var answer = "{\"user\":\"admin@internal\",\"token\":\"t\",\"expiresInSeconds\":9}";
            if (!login) {
                heard.add((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + said).strip());
                answer = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
            }
            var bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(login ? 201 : 200, bytes.length);
            try (var stream = exchange.getResponseBody()) {
                stream.write(bytes);
            }
        });
        server.start();
        Files.writeString(directory.resolve("password"), "secret\n");
        Files.writeString(
                directory.resolve("cli.properties"),
                "url=http://127.0.0.1:%d\nuser=admin@internal\npassword-file=%s\n"
                        .formatted(server.getAddress().getPort(), directory.resolve("password")));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int run(String... args) {
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--connection", directory.resolve("cli.properties").toString()));
        return OrielCli.run(new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
    }

    private void answers(String... next) {
        answers.clear();
        answers.addAll(List.of(next));
    }

    @Test
    void onlyWhatIsSaidIsSent() throws IOException {
        // Given
        var told = Files.writeString(directory.resolve("user-data"), "#cloud-config\n");
        // When
        run(
                "vm",
                "create",
                "db",
                "--template",
                "debian",
                "--full",
                "--cpus",
                "2",
                "--disk",
                "data:20G:nfs",
                "--nic",
                "lan@52:54:00:00:00:09");
        run("vm", "create", "raw", "--disk-size", "1G", "--no-nic", "--protected", "--user-data", told.toString());
        run(
                "vm",
                "edit",
                "db",
                "--memory",
                "4096",
                "--no-auto-start",
                "--priority",
                "50",
                "--tag",
                "a",
                "--tag",
                "b",
                "--cdrom",
                "");
        run("vm", "run-once", "db", "--boot", "cdrom,disk", "--cdrom", "nfs/debian.iso");
        run("vm", "delete", "db", "--keep-disks");
        run("vm", "disk", "add", "db", "more", "--size", "512M");
        run("vm", "disk", "delete", "db", "more");
        run("vm", "nic", "add", "db", "--mac", "52:54:00:00:00:0a");
        run("vm", "nic", "delete", "db", "52:54:00:00:00:0a");
        run("vm", "snapshot", "create", "db", "before");
        run("vm", "snapshot", "revert", "db", "before");
        run("vm", "migrate", "db", "--to", "h2");
        run("vm", "cancel-migration", "db");
        // Then
        assertThat(err.toString()).isEmpty();
        assertThat(heard)
                .containsExactly(
                        "POST /api/v1/vms {\"vcpus\":2,\"name\":\"db\",\"template\":\"debian\",\"source\":\"full\","
                                + "\"disks\":[{\"name\":\"data\",\"bytes\":21474836480,\"storage\":\"nfs\"}],"
                                + "\"nics\":[{\"network\":\"lan\",\"mac\":\"52:54:00:00:00:09\"}]}",
                        "POST /api/v1/vms {\"guarded\":true,\"cloudInit\":{\"userData\":\"#cloud-config\\n\"},"
                                + "\"name\":\"raw\",\"diskBytes\":1073741824,\"source\":\"blank\",\"nics\":[]}",
                        "PATCH /api/v1/vms/db {\"memoryMiB\":4096,\"cdrom\":\"\",\"autoStart\":false,\"priority\":50,\"tags\":[\"a\",\"b\"]}",
                        "POST /api/v1/vms/db/run-once {\"boot\":[\"cdrom\",\"disk\"],\"cdrom\":\"nfs/debian.iso\",\"paused\":false}",
                        "DELETE /api/v1/vms/db?keepDisks=true",
                        "POST /api/v1/vms/db/disks {\"name\":\"more\",\"bytes\":536870912}",
                        "DELETE /api/v1/vms/db/disks/more?delete=true",
                        "POST /api/v1/vms/db/nics {\"mac\":\"52:54:00:00:00:0a\"}",
                        "DELETE /api/v1/vms/db/nics/52%3A54%3A00%3A00%3A00%3A0a",
                        "POST /api/v1/vms/db/snapshots {\"name\":\"before\"}",
                        "POST /api/v1/vms/db/snapshots/before/revert {}",
                        "GET /api/v1/vms/db",
                        "POST /api/v1/vms/db/migrate {\"host\":\"h2\"}",
                        "POST /api/v1/vms/db/cancel-migration {}");
    }

    @Test
    void whatNeedsARestartIsNamed() {
        // Given
        answers("{\"name\":\"db\",\"needsRestart\":[\"vcpus\",\"heads\"]}");
        // When
        run("vm", "edit", "db", "--cpus", "4");
        // Then
        assertThat(out.toString()).contains("vm db is changed").contains("after its next start: [vcpus, heads]");
    }

    @Test
    void waitingEndsWhenItIsDone() {
        // Given
        answers(
                "{\"id\":\"1\",\"state\":\"down\",\"doing\":null}",
                "{\"id\":\"1\",\"state\":\"wait_for_launch\",\"doing\":\"start_vm\"}",
                "{\"id\":\"1\",\"state\":\"up\",\"doing\":null}");
        // When
        int status = run("vm", "start", "db", "--wait");
        // Then
        assertThat(status).isZero();
        assertThat(out.toString()).contains("vm db is up");
    }

    @Test
    void waitingEndsWithTheReasonWhenItCannotBe() {
        // Given
        answers(
                "{\"id\":\"1\",\"state\":\"down\",\"trouble\":null}",
                "{\"id\":\"1\",\"state\":\"down\",\"trouble\":\"no host can run it\"}");
        // When
        int status = run("vm", "start", "db", "--wait");
        // Then
        assertThat(status).isEqualTo(1);
        assertThat(err.toString()).contains("no host can run it");
    }

    @Test
    void listsAreFilteredAndAVmIsShown() {
        // Given
        answers(
                "[{\"name\":\"a\",\"state\":\"up\",\"tags\":[\"web\"]},{\"name\":\"b\",\"state\":\"down\",\"tags\":[]}]");
        // When
        run("vm", "list", "--tag", "web", "-o", "name");
        answers("{\"name\":\"a\",\"nics\":[{\"mac\":\"52:54:00:00:00:01\"}],\"tags\":[\"web\"]}");
        run("vm", "nic", "list", "a");
        int wrong = run("vm", "create", "x", "--disk-size", "many");
        // Then
        assertThat(out.toString().lines()).contains("a").doesNotContain("b");
        assertThat(out.toString()).contains("52:54:00:00:00:01");
        assertThat(wrong).isEqualTo(2);
        assertThat(err.toString()).contains("a size is a number");
    }
}
