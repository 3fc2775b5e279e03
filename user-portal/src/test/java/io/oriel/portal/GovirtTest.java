package io.oriel.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.access.ObjectKind;
import io.oriel.broker.access.Subject;
import io.oriel.broker.operation.PermissionAdmin;
import io.oriel.broker.operation.VmWish;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.VmDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * libgovirt, the half of {@code remote-viewer ovirt://} that speaks REST, unmodified and driven by introspection; and what it
 * does on the wire that a server could stumble over.
 */
class GovirtTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final Path LIBRARY = Path.of("/usr/lib/x86_64-linux-gnu/girepository-1.0/GoVirt-1.0.typelib");

    private static Rig rig;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it
    private Path directory;

    @BeforeAll
    static void people() {
        rig = Rig.running();
        rig.person("govirt", "Gisela Ovirt");
    }

    private List<String> govirt(String name, String action) throws IOException, InterruptedException {
        return govirt("govirt@internal", Rig.password("govirt"), name, action);
    }

    private List<String> govirt(String user, String password, String name, String action)
            throws IOException, InterruptedException {
        Needs.file("govirt", LIBRARY);
        var script = directory.resolve("govirt.py");
        try (var in = GovirtTest.class.getResourceAsStream("/govirt.py")) {
            Files.write(script, in == null ? new byte[0] : in.readAllBytes());
        }
        var said = directory.resolve("said");
        var program = new ProcessBuilder(
                        PYTHON.toString(),
                        script.toString(),
                        "localhost:" + rig.settings().port(),
                        rig.state().resolve("ca.pem").toString(),
                        user,
                        password,
                        name,
                        action)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        var ended = program.waitFor(120, TimeUnit.SECONDS);
        program.destroyForcibly();
        var lines = Files.readAllLines(said);
        assertThat(ended && program.exitValue() == 0)
                .as(String.join("\n", lines))
                .isTrue();
        return lines;
    }

    @Test
    void aDesktopIsTakenFromAPoolAndItsTicketShown() throws Exception {
        // Given
        rig.pool("govirt-pool", 1, 1, "govirt");

        // When
        assertThat(govirt("govirt-pool", "allocate")).contains("pool govirt-pool 1 1", "allocated True");
        Eventually.is(
                "it has a display",
                () -> rig.estate()
                        .vms()
                        .byName("govirt-pool-1")
                        .orElseThrow()
                        .state()
                        .restName()
                        .equals("up"));
        var said = govirt("govirt-pool-1", "ticket");

        // Then
        var front = rig.settings().front();
        assertThat(said)
                .contains("vms govirt-pool-1", "found govirt-pool-1", "state up", "ticketed True", "ticket 43 120");
        assertThat(said)
                .anyMatch(line -> line.startsWith("display " + front.publicName() + " ")
                        && line.endsWith(" CN=" + front.publicName()));
        assertThat(said).contains("drives True");
    }

    @Test
    void aServerIsStartedAndStopped() throws Exception {
        // Given
        var nothing = Optional.<String>empty();
        var wish = new VmWish(
                Optional.of("govirt-server"),
                new VmWish.Place(nothing, nothing, Optional.of("plain"), false, nothing, Optional.empty()),
                new VmWish.Machine(Optional.empty(), Optional.of(64L), Optional.empty(), Optional.empty()),
                new VmWish.Begin(Optional.empty(), Optional.empty(), nothing, Optional.empty()),
                new VmWish.Words(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        VmWish.Availability.UNSAID,
                        Optional.empty()),
                Optional.empty(),
                Optional.empty(),
                List.of());
        var vm = rig.broker().vms().create(Rig.ADMIN, wish).vm().vm().id();
        var gisela = Optional.of(Subject.user("govirt@internal"));
        rig.broker()
                .permissions()
                .grant(
                        Rig.ADMIN,
                        new PermissionAdmin.Wish(
                                gisela,
                                Optional.of("UserVmManager"),
                                Optional.of(ObjectKind.VM),
                                Optional.of(vm.toString())));
        Eventually.is(
                "its disk is made",
                () -> rig.estate()
                                .vms()
                                .tended(vm)
                                .orElseThrow()
                                .upkeep()
                                .disk()
                                .use()
                        != VmDisk.Use.MISSING);

        // When
        assertThat(govirt("govirt-server", "start")).contains("state down", "started True");

        // Then
        Eventually.is("it is up", () -> state(vm).equals("up"));
        assertThat(govirt("admin@internal", rig.adminPassword(), "govirt-server", "site"))
                .anyMatch(line -> line.startsWith("host True "))
                .contains("cluster True Default", "center True Default")
                .anyMatch(line -> line.startsWith("storage True "));
        assertThat(govirt("govirt-server", "stop")).contains("state up", "stopped True");
        Eventually.is("it is down", () -> state(vm).equals("down"));
    }

    private static String state(VmId vm) {
        return rig.estate().vms().find(vm).orElseThrow().state().restName();
    }

    @Test
    void aBodyThatAGetAnnouncesIsNotWaitedFor() throws Exception {
        var basic = "Authorization: Basic "
                + Base64.getEncoder()
                        .encodeToString(("govirt@internal:" + Rig.password("govirt")).getBytes(StandardCharsets.UTF_8))
                + "\r\n";
        for (var body : new String[] {"", "<action></action>"}) {
            // When: as its first request, and as its second with the password
            var first = answer("", body);
            var second = answer(basic, body);

            // Then: both are answered, and the connection has an end
            assertThat(first).startsWith("HTTP/1.1 401 ").contains("WWW-Authenticate: Basic realm=", "<fault>");
            assertThat(second).startsWith("HTTP/1.1 200 ").contains("<api>", "onnection: close");
        }
    }

    /** All that comes until the server ends the connection. */
    private static String answer(String authorization, String body) throws IOException {
        try (var socket = Visitor.trusting(rig.state().resolve("ca.pem"))
                .getSocketFactory()
                .createSocket("localhost", rig.settings().port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("GET /ovirt-engine/api HTTP/1.1\r\nHost: localhost\r\n" + authorization
                                    + "Content-Type: application/xml\r\nContent-Length: 17\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
