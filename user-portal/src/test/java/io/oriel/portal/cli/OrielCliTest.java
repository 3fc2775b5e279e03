package io.oriel.portal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line against a server that only notes what it is asked. */
class OrielCliTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it
    private Path directory;

    @SuppressWarnings("NullAway.Init") // made before each test
    private HttpServer server;

    private final List<String> heard = new ArrayList<>();
    private final List<String> proofs = new ArrayList<>();
    private final Set<String> stale = new HashSet<>();
    private int logins;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private int status = 200;
    private String body = "[]";
    private final Deque<String> bodies = new ArrayDeque<>();
    private final Set<String> correlations = new HashSet<>();

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", this::answer);
        server.start();
        Files.writeString(directory.resolve("password"), "secret\n");
        Files.writeString(directory.resolve("new"), "hunter2\n");
        Files.writeString(
                directory.resolve("cli.properties"),
                "url=http://127.0.0.1:%d\nuser=admin@internal\npassword-file=%s\n"
                        .formatted(server.getAddress().getPort(), directory.resolve("password")));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var said = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        proofs.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        if (exchange.getRequestMethod().equals("POST")
                && exchange.getRequestURI().getPath().equals("/api/v1/login")) {
            logins++;
            send(
                    exchange,
                    201,
                    "{\"user\":\"admin@internal\",\"token\":\"t%d\",\"expiresInSeconds\":43200}".formatted(logins));
            return;
        }
        if (stale.contains(proofs.getLast())) {
            send(exchange, 401, "{\"detail\":\"The token has run out.\"}");
            return;
        }
        heard.add((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + said).strip());
        correlations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Correlation-Id")));
        send(exchange, status, bodies.isEmpty() ? body : bodies.removeFirst());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (var stream = exchange.getResponseBody()) {
            stream.write(bytes);
        }
    }

    private int run(String... args) {
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--connection", directory.resolve("cli.properties").toString()));
        return OrielCli.run(new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
    }

    @Test
    void thePasswordIsShownOnceAndItsTokenFromThenOn() throws IOException {
        // When
        run("host", "list");
        run("host", "list");
        stale.add("Bearer t1");
        var later = run("host", "list");

        // Then
        assertThat(later).as(err.toString()).isZero();
        assertThat(proofs)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("Basic "),
                        kept -> assertThat(kept).isEqualTo("Bearer t1"),
                        again -> assertThat(again).isEqualTo("Bearer t1"),
                        refused -> assertThat(refused).isEqualTo("Bearer t1"),
                        anew -> assertThat(anew).startsWith("Basic "),
                        renewed -> assertThat(renewed).isEqualTo("Bearer t2"));
        var kept = directory.resolve("cli.token");
        assertThat(kept).hasContent("t2");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-------");
    }

    @Test
    void loginKeepsATokenForTheCommandsAfterItAndLogoutEndsIt() throws IOException {
        // Given
        System.setProperty("oriel.cli.config", directory.resolve("config").toString());
        try {
            var login = LoginFile.ours();
            login.write(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), Optional.empty(), "mine");

            // When
            var list = OrielCli.run(new PrintWriter(out, true), new PrintWriter(err, true), "host", "list");
            stale.add("Bearer mine");
            var late = OrielCli.run(new PrintWriter(out, true), new PrintWriter(err, true), "host", "list");
            stale.clear();
            body = "";
            var logout = OrielCli.run(new PrintWriter(out, true), new PrintWriter(err, true), "logout");

            // Then
            assertThat(list).as(err.toString()).isZero();
            assertThat(proofs).contains("Bearer mine");
            assertThat(late).isEqualTo(3);
            assertThat(err.toString()).contains("log in again");
            assertThat(logout).isZero();
            assertThat(heard.getLast()).isEqualTo("DELETE /api/v1/login");
            assertThat(login.exists()).isFalse();
        } finally {
            System.clearProperty("oriel.cli.config");
        }
    }

    @Test
    void sessionsAreListedWithTheirTimesAndWhatTheyCarried() {
        // Given
        body = """
                [{"id":"1","user":"alice@internal","vm":"2","vmName":"demo-1","protocol":"RFB","state":"active",
                  "gateway":"gw1","clientAddress":"192.0.2.7","lastedSeconds":3600,"idleSeconds":42,
                  "roundTripMicros":12345,"bytesToClient":1000,"bytesToDesktop":20},
                 {"id":"3","user":"bob@internal","vm":"4","vmName":"demo-2","protocol":"SPICE","state":"pending",
                  "gateway":"gw1","clientAddress":"192.0.2.8","lastedSeconds":2,"idleSeconds":null,
                  "roundTripMicros":null,"bytesToClient":0,"bytesToDesktop":0}]""";

        // When
        var result = run("session", "list");

        // Then
        assertThat(result).as(err.toString()).isZero();
        assertThat(heard).containsExactly("GET /api/v1/sessions");
        assertThat(out.toString().lines().map(line -> line.replaceAll(" {2,}", "|")))
                .containsExactly(
                        "ID|VM NAME|USER|PROTOCOL|STATE|GATEWAY|CLIENT ADDRESS|LASTED SECONDS|IDLE SECONDS"
                                + "|ROUND TRIP MICROS|BYTES TO CLIENT|BYTES TO DESKTOP",
                        "1|demo-1|alice@internal|RFB|active|gw1|192.0.2.7|3600|42|12345|1000|20",
                        "3|demo-2|bob@internal|SPICE|pending|gw1|192.0.2.8|2|-|-|0|0");
    }

    @Test
    void aSessionIsCutAndAGatewayDrained() {
        // Given
        body = "{}";

        // When
        assertThat(run("session", "cut", "1", "3")).as(err.toString()).isZero();
        assertThat(run("gateway", "drain", "gw1", "--minutes", "90"))
                .as(err.toString())
                .isZero();
        assertThat(run("gateway", "activate", "gw1")).as(err.toString()).isZero();

        // Then
        assertThat(heard)
                .containsExactly(
                        "POST /api/v1/sessions/1/cut {}",
                        "POST /api/v1/sessions/3/cut {}",
                        "POST /api/v1/gateways/gw1/drain {\"seconds\":5400}",
                        "POST /api/v1/gateways/gw1/activate {}");
    }

    @Test
    void theJoinCommandStandsAloneOnStandardOutput() {
        // Given
        body = """
                {"host":{"name":"h1"},"join":{"code":"https://c:1/join/f/t","command":"oriel host-agent --join 'x'",\
                "validSeconds":900,"caution":"Only this machine reaches it."}}""";

        // When
        var exit = run("host", "add", "h1", "--address", "10.0.0.1", "--port", "9000", "--cluster", "Default");

        // Then
        assertThat(exit).as(err.toString()).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("oriel host-agent --join 'x'\n");
        assertThat(err.toString()).contains("within 15 minutes, once", "Only this machine");
        assertThat(heard)
                .containsExactly(
                        "POST /api/v1/hosts {\"name\":\"h1\",\"address\":\"10.0.0.1\",\"port\":9000,\"cluster\":\"Default\"}");
        out.getBuffer().setLength(0);
        assertThat(run("host", "add", "h1", "--address", "10.0.0.1", "--json")).isZero();
        assertThat(out.toString()).startsWith("{\"host\":{\"name\":\"h1\"}");
    }

    @Test
    void listsAsTableNamesAndJson() {
        // Given
        body =
                "[{\"name\":\"alice@internal\",\"displayName\":\"Alice\\u001b[31m\",\"locked\":false,\"groups\":[\"a\",\"b\"]}]";

        // Then
        assertThat(run("user", "list")).isZero();
        assertThat(out.toString().lines().toList())
                .containsExactly("NAME   DISPLAY NAME  LOCKED  GROUPS", "alice  Alice?[31m    false   a,b");
        out.getBuffer().setLength(0);
        assertThat(run("user", "list", "-o", "name")).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("alice\n");
        out.getBuffer().setLength(0);
        assertThat(run("user", "list", "-o", "json")).isZero();
        assertThat(out.toString()).startsWith("[{\"name\":\"alice\"").contains("\"locked\":false");
    }

    @Test
    void sendsWhatWasAskedFor() {
        // Given
        status = 204;
        body = "";

        // When
        run(
                "user",
                "add",
                "alice",
                "--name",
                "Alice",
                "--password-file",
                directory.resolve("new").toString());
        run("user", "lock", "a/b");
        run("group", "member", "g", "alice", "bob");
        run("group", "member", "g", "bob", "--remove");
        run("pool", "create", "p", "--template", "t", "--size", "3", "--group", "g");

        // Then
        assertThat(heard)
                .containsExactly(
                        "POST /api/v1/users {\"name\":\"alice\",\"displayName\":\"Alice\",\"password\":\"hunter2\"}",
                        "PUT /api/v1/users/a%2Fb/locked {\"locked\":true}",
                        "PUT /api/v1/groups/g/members/alice {}",
                        "PUT /api/v1/groups/g/members/bob {}",
                        "DELETE /api/v1/groups/g/members/bob",
                        "POST /api/v1/pools {\"name\":\"p\",\"description\":\"\",\"template\":\"t\",\"size\":3,"
                                + "\"prestarted\":0,\"maxPerUser\":1,\"stateless\":true,\"vcpus\":1,\"memoryMiB\":1024,"
                                + "\"groups\":[\"g\"]}");
    }

    @Test
    void whatMayNotPassForSomeIsSetAndShown() {
        // Given
        body = "{}";

        // When
        run("pool", "channels", "p", "--group", "guests@corp", "--person", "bob", "--refuse", "USB,clipboard_out");
        run("pool", "channels", "--group", "guests@corp", "--refuse", "none");
        run("pool", "edit", "p", "--second-viewer", "refuse");
        var half = run("pool", "channels", "p", "--group", "g");
        body = "[{\"kind\":\"group\",\"name\":\"guests@corp\",\"refused\":[\"usb\"]}]";
        run("pool", "channels", "p");

        // Then
        assertThat(heard)
                .containsExactly(
                        "PUT /api/v1/pools/p/channels/groups/guests%40corp {\"refused\":[\"usb\",\"clipboard_out\"]}",
                        "PUT /api/v1/pools/p/channels/users/bob {\"refused\":[\"usb\",\"clipboard_out\"]}",
                        "PUT /api/v1/channels/groups/guests%40corp {\"refused\":[]}",
                        "PATCH /api/v1/pools/p {\"policy\":{\"secondViewer\":\"refuse\"}}",
                        "GET /api/v1/pools/p/channels");
        assertThat(half).isEqualTo(2);
        assertThat(out.toString()).contains("guests@corp", "usb");
    }

    @Test
    void poolsAreChangedRolledOutAndBackAndDeleted() {
        // Given
        body = "{\"name\":\"p\",\"template\":\"t\",\"templateVersion\":2,\"outdated\":3,\"user\":\"bob@internal\"}";

        // When
        run("pool", "edit", "p", "--size", "5", "--idle", "600", "--on-idle", "lock", "--refresh", "7");
        run("pool", "edit", "p", "--type", "dedicated", "--use-latest", "--refuse", "USB,files");
        run("pool", "rollout", "p", "--template", "t:2");
        run("pool", "rollback", "p");
        run("pool", "resume", "p");
        run("pool", "take-back", "p", "p-1");
        run("pool", "access", "p", "--group", "g", "--person", "bob@corp");
        run("pool", "access", "p", "--group", "g", "--remove");
        run("pool", "delete", "win-??", "--force");
        var nothing = run("pool", "edit", "p");

        // Then
        assertThat(heard)
                .containsExactly(
                        "PATCH /api/v1/pools/p {\"size\":5,\"policy\":{\"idleSeconds\":600,\"onIdle\":\"lock\","
                                + "\"refresh\":\"every_days\",\"refreshDays\":7}}",
                        "PATCH /api/v1/pools/p {\"type\":\"dedicated\",\"useLatest\":true,"
                                + "\"policy\":{\"refusedChannels\":[\"usb\",\"files\"]}}",
                        "POST /api/v1/pools/p/rollout {\"template\":\"t\",\"version\":2}",
                        "POST /api/v1/pools/p/rollback {}",
                        "POST /api/v1/pools/p/resume {}",
                        "POST /api/v1/pools/p/desktops/p-1/take-back {}",
                        "PUT /api/v1/pools/p/groups/g {}",
                        "PUT /api/v1/pools/p/users/bob%40corp {}",
                        "DELETE /api/v1/pools/p/groups/g",
                        "DELETE /api/v1/pools/win-%3F%3F?force=true");
        assertThat(nothing).isEqualTo(2);
        assertThat(out.toString()).contains("3 desktops are still of another one", "taken back from bob@internal");
    }

    @Test
    void aTemplateThatIsFetchedIsWaitedForAndSaysWhyItFails() {
        // Given
        body = "{\"name\":\"t\",\"version\":2,\"state\":\"illegal\",\"progress\":10,\"trouble\":\"it answers 404\"}";

        // When
        var failed = run("template", "import", "https://x.example/i.qcow2", "--name", "t", "--new-version");
        body = "{\"name\":\"t\",\"version\":3,\"state\":\"ok\",\"progress\":100}";
        var made = run("template", "from-vm", "server1", "--name", "t", "--new-version");
        run("template", "delete", "t:2", "old");

        // Then
        assertThat(failed).isEqualTo(1);
        assertThat(err.toString()).contains("template t version 2 could not be made: it answers 404");
        assertThat(made).isZero();
        assertThat(out.toString()).contains("template t version 3 made");
        assertThat(heard)
                .containsExactly(
                        "POST /api/v1/templates/fetch {\"name\":\"t\",\"newVersion\":true,"
                                + "\"url\":\"https://x.example/i.qcow2\"}",
                        "POST /api/v1/templates/from-vm {\"name\":\"t\",\"newVersion\":true,\"vm\":\"server1\"}",
                        "DELETE /api/v1/templates/t/versions/2",
                        "DELETE /api/v1/templates/old");
    }

    @Test
    void anImageIsSentAsItIs() throws IOException {
        // Given
        var image = Files.writeString(directory.resolve("x.qcow2"), "QFI bytes");

        // When
        var exit = run("template", "import", image.toString(), "--name", "my image");

        // Then
        assertThat(exit).as(err.toString()).isZero();
        assertThat(heard).containsExactly("POST /api/v1/templates?name=my%20image QFI bytes");
    }

    @Test
    void whatTheServerRefusesIsSaidAndEndsWithThree() {
        // Given
        status = 409;
        body = "{\"title\":\"Conflict\",\"detail\":\"user alice exists\"}";

        // Then
        assertThat(run("group", "add", "alice")).isEqualTo(3);
        assertThat(err.toString()).isEqualToIgnoringNewLines("oriel: user alice exists\n");
    }

    @Test
    void aFaultOfTheServerEndsWithOne() {
        // Given
        status = 503;
        body = "<html>";

        // Then
        assertThat(run("host", "list")).isEqualTo(1);
        assertThat(err.toString()).contains("the server answered 503");
    }

    @Test
    void wrongUseEndsWithTwo() {
        assertThat(run("user", "add")).isEqualTo(2);
        assertThat(run("nonsense")).isEqualTo(2);
        assertThat(run("user", "list", "-o", "xml")).isEqualTo(2);
        assertThat(run("template", "import", "/none.qcow2", "--name", "n")).isEqualTo(2);
        assertThat(heard).isEmpty();
    }

    @Test
    void aServerThatIsNotThereEndsWithOne() {
        // Given
        server.stop(0);

        // Then
        assertThat(run("host", "list")).isEqualTo(1);
        assertThat(err.toString()).contains("cannot be reached");
    }

    @Test
    void whatKeepsAHostFromBeingEmptiedIsToldInWords() {
        // Given
        bodies.add("{\"host\":\"h1\",\"state\":\"up\",\"possible\":false,\"hindrances\":[{\"vm\":\"db\",\"reason\":"
                + "\"it is pinned to its host\"}],\"vms\":[{\"name\":\"db\",\"state\":\"up\",\"priority\":50},"
                + "{\"name\":\"web\",\"state\":\"migrating\",\"progress\":30}]}");

        // When
        var told = run("host", "drain", "h1");

        // Then
        assertThat(told).isZero();
        assertThat(heard.getFirst()).startsWith("GET /api/v1/hosts/h1/drain");
        assertThat(out.toString())
                .contains("host h1 is up; it cannot be emptied", "  vm db: it is pinned to its host")
                .containsPattern("web +migrating +- +30");
    }

    @Test
    void waitingFollowsTheJobsOfThisCommandToTheirEnds() {
        // Given
        var job = "{\"id\":\"j1\",\"text\":\"maintenance of host h1\",\"state\":\"%s\",\"percent\":50,\"steps\":"
                + "[{\"text\":\"empty it\",\"state\":\"running\",\"note\":\"2 vms left\"}]%s}";
        bodies.add("{\"name\":\"h1\",\"state\":\"preparing_for_maintenance\"}");
        bodies.add("[" + job.formatted("running", "") + "]");
        bodies.add("[" + job.formatted("running", "") + "]");
        bodies.add("[" + job.formatted("failed", ",\"reason\":\"vm web-1 cannot leave\"") + "]");

        // When
        var failed = run("host", "maintenance", "h1", "--wait");

        // Then
        assertThat(failed).isEqualTo(1);
        assertThat(err.toString())
                .containsOnlyOnce("maintenance of host h1: empty it (2 vms left)")
                .contains("oriel: maintenance of host h1: vm web-1 cannot leave");
        assertThat(heard.get(1))
                .startsWith("GET /api/v1/jobs?correlation="
                        + correlations.iterator().next());
        assertThat(correlations).as("of all requests of one command").hasSize(1);

        // And when
        bodies.add(job.formatted("running", ""));
        bodies.add(job.formatted("done", ""));
        var done = run("job", "show", "j1", "--watch");

        // Then
        assertThat(done).isZero();
        assertThat(out.toString())
                .contains("maintenance of host h1")
                .contains("NOTE")
                .contains("2 vms left");
    }

    @Test
    void realityIsListedAndDecidedAbout() {
        // Given
        bodies.add("{\"findings\":[{\"id\":\"u1\",\"kind\":\"orphan_image\",\"place\":\"nfs\",\"bytes\":5},"
                + "{\"id\":\"u2\",\"kind\":\"external_vm\",\"name\":\"web\",\"place\":\"h1\"}],"
                + "\"unseen\":[\"host h2 is Maintenance\"]}");
        bodies.add("{\"job\":\"j1\"}");
        bodies.add("{\"job\":\"j2\"}");

        // When
        var listed = run("reality", "list", "--kind", "external_vm", "-o", "name");
        var adopted = run("reality", "adopt", "u2", "--name", "web-2");
        var quarantined = run("reality", "quarantine", "u1", "--storage", "nfs");
        var forgotten = run("reality", "forget", "u3");

        // Then
        assertThat(List.of(listed, adopted, quarantined, forgotten)).containsOnly(0);
        assertThat(out.toString()).startsWith("u2" + System.lineSeparator()).contains("see job j1");
        assertThat(err.toString()).contains("not seen: host h2 is Maintenance");
        assertThat(heard)
                .containsExactly(
                        "GET /api/v1/reality",
                        "POST /api/v1/reality/adopt {\"vm\":\"u2\",\"name\":\"web-2\"}",
                        "POST /api/v1/reality/quarantine {\"image\":\"u1\",\"storage\":\"nfs\"}",
                        "POST /api/v1/reality/forget {\"vm\":\"u3\"}");
    }

    @Test
    void helpNamesTheExitStatus() {
        assertThat(OrielCli.run(new PrintWriter(out, true), new PrintWriter(err, true), "--help"))
                .isZero();
        assertThat(out.toString()).contains("user", "template", "refused by the server");
    }
}
