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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands about roles, permissions and events send, and how their answers read. */
class AccessCommandsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it
    private Path directory;

    @SuppressWarnings("NullAway.Init") // made before each test
    private HttpServer server;

    private final List<String> heard = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String body = "{}";

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            var said = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var login = exchange.getRequestURI().getPath().equals("/api/v1/login");
            if (!login) {
                var last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
                heard.add((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + said
                                + (last == null ? "" : last))
                        .strip());
            }
            var bytes = (login ? "{\"user\":\"admin@internal\",\"token\":\"t\",\"expiresInSeconds\":9}" : body)
                    .getBytes(StandardCharsets.UTF_8);
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

    @Test
    void onlyWhatIsSaidIsSent() {
        // When
        run("role", "add", "Starter", "--group", "run_vm", "--group", "stop_vm");
        run("role", "edit", "Starter", "--description", "starts things");
        run("role", "delete", "Starter");
        run("permission", "grant", "UserRole", "--group", "staff", "--on", "pool", "office");
        run("permission", "grant", "SuperUser", "--person", "bob@corp", "--on", "system");
        run("permission", "revoke", "0000", "--force");
        run("event", "dismiss", "17");
        // Then
        assertThat(heard)
                .as(err.toString())
                .containsExactly(
                        "POST /api/v1/roles {\"name\":\"Starter\",\"administrative\":false,"
                                + "\"actionGroups\":[\"run_vm\",\"stop_vm\"]}",
                        "PATCH /api/v1/roles/Starter {\"description\":\"starts things\"}",
                        "DELETE /api/v1/roles/Starter",
                        "POST /api/v1/permissions {\"role\":\"UserRole\",\"group\":\"staff\",\"kind\":\"pool\","
                                + "\"name\":\"office\"}",
                        "POST /api/v1/permissions {\"role\":\"SuperUser\",\"user\":\"bob@corp\",\"kind\":\"system\"}",
                        "DELETE /api/v1/permissions/0000?force=true",
                        "DELETE /api/v1/events/17");
        assertThat(run("permission", "grant", "UserRole", "--on", "pool", "office"))
                .isEqualTo(OrielCli.WRONG_USE);
    }

    @Test
    void permissionsAreListedOnAnObject() {
        // Given
        body = "[{\"id\":\"1\",\"user\":\"bob@corp\",\"role\":\"UserRole\",\"kind\":\"vm\",\"object\":\"web-1\"}]";
        // When
        run("permission", "list", "--on", "vm", "web-1");
        run("permission", "list", "--own");
        // Then
        assertThat(heard).containsExactly("GET /api/v1/vms/web-1/permissions", "GET /api/v1/permissions/own");
        assertThat(out.toString()).contains("ROLE", "bob@corp", "web-1");
        assertThat(run("permission", "list", "--on", "house", "1")).isEqualTo(OrielCli.WRONG_USE);
    }

    @Test
    void aFeedIsHeardAndGoneOnWith() {
        // Given
        body = ":\n\n"
                + "id:7.1\n"
                + "event:event\n"
                + "data:{\"id\":1,\"text\":\"one\"}\n\n"
                + "id:7.2\n"
                + "event:event\n"
                + "data:{\"id\":2,\"text\":\"two\"}\n\n";
        var events = new ArrayList<Map<String, Object>>();
        var server = new Server(
                java.net.URI.create(
                        "http://127.0.0.1:" + this.server.getAddress().getPort() + "/"),
                Optional.empty(),
                new Credentials.Password("admin@internal", "secret"));
        // When
        var last = server.follow("events/stream?", Optional.empty(), events::add);
        server.follow("events/stream?", last, events::add);
        // Then
        assertThat(last).contains("7.2");
        assertThat(events).extracting(it -> it.get("text")).containsExactly("one", "two", "one", "two");
        assertThat(heard).containsExactly("GET /api/v1/events/stream", "GET /api/v1/events/stream 7.2");
    }

    @Test
    void aLogThatWasTouchedIsNamedAndEndsWithAStatus() {
        // Given
        body = "{\"whole\":false,\"ranges\":3,\"deletedEvents\":0,\"firstBad\":{\"number\":4,\"events\":2,"
                + "\"first\":\"2026-11-30T01:00:00Z\",\"last\":\"2026-11-30T01:00:01Z\",\"deleted\":false}}";
        // Then
        assertThat(run("audit", "verify")).isEqualTo(OrielCli.FAILED);
        assertThat(err.toString()).contains("range 4, 2 events from 2026-11-30T01:00:00Z");
    }
}
