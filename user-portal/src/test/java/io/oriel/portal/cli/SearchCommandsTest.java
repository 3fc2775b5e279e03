package io.oriel.portal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What searching, bookmarks and tags send and print. */
class SearchCommandsTest {
    private static final String FOUND = """
            {"query":"Vms: status = up","thing":"vms","total":7,"page":1,"size":2,"columns":["cluster","ip","memory"],
             "rows":[{"id":"1","name":"web","state":"up","values":{"cluster":"east","ip":["10.0.0.1","10.0.0.2"],"memory":2048}},
                     {"id":"2","name":"db","state":"up","values":{"cluster":"east","memory":512}}]}""";
    private static final String FAULT = """
            {"status":400,"detail":"Vms have no field nme","code":"invalid",
             "errors":[{"field":"q","rule":"invalid_condition_filed","message":"Vms have no field nme","start":5,"end":8}]}""";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it
    private Path directory;

    @SuppressWarnings("NullAway.Init") // made before each test
    private HttpServer server;

    private final List<String> heard = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String body = "{}";
    private int status = 200;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            var said = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var login = exchange.getRequestURI().getPath().equals("/api/v1/login");
            if (!login) {
                heard.add((exchange.getRequestMethod() + " "
                                + URLDecoder.decode(exchange.getRequestURI().toString(), StandardCharsets.UTF_8)
                                + " " + said)
                        .strip());
            }
            var bytes = (login ? "{\"user\":\"admin@internal\",\"token\":\"t\",\"expiresInSeconds\":9}" : body)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(login ? 201 : status, bytes.length);
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

    @Test
    void whatIsFoundIsATable() {
        // Given
        body = FOUND;
        // When
        int exit = run("search", "Vms: status = up", "--max", "2");
        // Then
        assertThat(exit).isZero();
        assertThat(heard).containsExactly("GET /api/v1/search?q=Vms: status = up&size=2");
        assertThat(out.toString().lines())
                .containsExactly(
                        "NAME  STATE  CLUSTER  IP                 MEMORY",
                        "web   up     east     10.0.0.1,10.0.0.2  2048",
                        "db    up     east     -                  512");
        assertThat(err.toString().strip()).isEqualTo("2 of 7 on page 1");
    }

    @Test
    void namesArePipedOn() {
        // Given
        body = FOUND;
        // When
        run("search", "Vms:", "status", "=", "up", "-o", "name", "--page", "3");
        // Then
        assertThat(out.toString().lines()).containsExactly("web", "db");
        assertThat(heard).containsExactly("GET /api/v1/search?q=Vms: status = up&size=100&page=3");
    }

    @Test
    void aMarkStandsUnderWhatIsWrong() {
        // Given
        body = FAULT;
        status = 400;
        // When
        int exit = run("search", "Vms: nme = x");
        // Then
        assertThat(exit).isEqualTo(OrielCli.WRONG_USE);
        assertThat(err.toString().lines())
                .containsExactly("oriel: Vms have no field nme", "  Vms: nme = x", "       ^^^");
    }

    @Test
    void whatMayStandNextIsWholeTexts() {
        // Given
        body = "{\"candidates\":[{\"text\":\"status\",\"kind\":\"field\",\"description\":\"\",\"start\":5}]}";
        // When
        run("search", "--complete", "-o", "name", "Vms: st");
        // Then
        assertThat(out.toString().lines()).containsExactly("Vms: status");
        assertThat(heard).containsExactly("GET /api/v1/search/complete?q=Vms: st");
    }

    @Test
    void bookmarksAndTagsSendWhatIsSaid() {
        // When
        run("bookmark", "add", "busy", "Vms: cpu_usage > 85", "--shared");
        run("bookmark", "edit", "busy", "--name", "hot");
        run("bookmark", "delete", "hot");
        run("tag", "add", "room-1", "--parent", "school");
        run("tag", "edit", "room-1", "--parent", "");
        run("tag", "put", "room-1", "vm", "a", "b");
        run("tag", "take", "room-1", "user", "alice@internal");
        // Then
        assertThat(heard)
                .containsExactly(
                        "POST /api/v1/bookmarks {\"name\":\"busy\",\"query\":\"Vms: cpu_usage > 85\",\"shared\":true}",
                        "PATCH /api/v1/bookmarks/busy {\"name\":\"hot\"}",
                        "DELETE /api/v1/bookmarks/hot",
                        "POST /api/v1/tags {\"name\":\"room-1\",\"parent\":\"school\"}",
                        "PATCH /api/v1/tags/room-1 {\"parent\":\"\"}",
                        "PUT /api/v1/tags/room-1/vms/a {}",
                        "PUT /api/v1/tags/room-1/vms/b {}",
                        "DELETE /api/v1/tags/room-1/users/alice@internal");
        assertThat(run("tag", "put", "room-1", "planet", "mars")).isEqualTo(OrielCli.WRONG_USE);
    }

    @Test
    void tagsStandAfterWhatTheyArePartOf() {
        // Given
        body = "[{\"name\":\"a\",\"parent\":\"z\",\"description\":\"\",\"carriers\":1},"
                + "{\"name\":\"m\",\"description\":\"\",\"carriers\":0},"
                + "{\"name\":\"z\",\"description\":\"\",\"carriers\":2}]";
        // When
        run("tag", "list", "-o", "name");
        // Then
        assertThat(out.toString().lines()).containsExactly("m", "z", "a");
    }
}
