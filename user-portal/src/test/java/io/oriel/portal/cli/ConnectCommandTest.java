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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a thin client types, and what is shown again and again. */
class ConnectCommandTest {
    private static final String FILE = "[virt-viewer]\\ntype=spice\\n";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it
    private Path directory;

    @SuppressWarnings("NullAway.Init") // made before each test
    private HttpServer server;

    private final List<String> heard = new ArrayList<>();
    private final CountDownLatch thrice = new CountDownLatch(3);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            var said = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var path = exchange.getRequestURI().getPath();
            var answer = switch (path) {
                case "/api/v1/login" -> "{\"user\":\"alice\",\"token\":\"t\",\"expiresInSeconds\":9}";
                case "/api/v1/desktops/connect" ->
                    said.contains("demo-1")
                            ? "{\"desktop\":\"demo-1\",\"fileName\":\"demo-1.vv\",\"file\":\"" + FILE + "\"}"
                            : "{\"desktop\":\"demo-1\",\"againSeconds\":1}";
                default -> "[{\"name\":\"demo\"}]";
            };
            if (!path.endsWith("login")) {
                heard.add(path + " " + said);
                thrice.countDown();
            }
            var bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            try (var stream = exchange.getResponseBody()) {
                stream.write(bytes);
            }
        });
        server.start();
        Files.writeString(directory.resolve("password"), "secret\n");
        Files.writeString(
                directory.resolve("cli.properties"),
                "url=http://127.0.0.1:%d\nuser=alice\npassword-file=%s\n"
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

    private Path viewer(String script) throws IOException {
        var program = directory.resolve("viewer");
        Files.writeString(program, "#!/bin/sh\n" + script);
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void aPoolsNameOpensADesktopOfItInTheViewerWhenItIsUp() throws IOException {
        // Given
        var viewer = viewer("cp \"$1\" " + directory + "/seen; stat -c %a \"$1\" >" + directory + "/mode; echo \"$1\" >"
                + directory + "/where\n");
        // When
        int status = run("connect", "demo", "--viewer", viewer.toString());
        // Then
        assertThat(status).describedAs(err.toString()).isZero();
        assertThat(err.toString()).isEqualTo("desktop demo-1 is starting …\n");
        assertThat(heard)
                .containsExactly(
                        "/api/v1/desktops/connect {\"name\":\"demo\"}",
                        "/api/v1/desktops/connect {\"name\":\"demo-1\"}");
        assertThat(directory.resolve("seen")).hasContent("[virt-viewer]\ntype=spice\n");
        assertThat(directory.resolve("mode")).hasContent("600");
        assertThat(Path.of(Files.readString(directory.resolve("where")).strip()))
                .doesNotExist();
    }

    @Test
    void aViewerThatFailsOrIsNotThereIsSaid() throws IOException {
        assertThat(run("connect", "demo-1", "--viewer", viewer("exit 7").toString()))
                .isEqualTo(OrielCli.FAILED);
        assertThat(err.toString()).contains("ended with status 7");
        assertThat(run("connect", "demo-1", "--viewer", directory + "/none")).isEqualTo(OrielCli.FAILED);
        assertThat(err.toString()).contains("cannot be started").contains("--viewer");
    }

    @Test
    void theFileIsWrittenForItsOwnerOnly() throws IOException {
        var file = directory.resolve("demo.vv");
        assertThat(run("connect", "demo-1", "--file", file.toString())).isZero();
        assertThat(file).hasContent("[virt-viewer]\ntype=spice\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aListIsShownAgainUntilThePersonEndsIt() throws InterruptedException {
        // When
        var watching = Thread.ofPlatform().start(() -> run("pool", "list", "--watch"));
        assertThat(thrice.await(60, TimeUnit.SECONDS)).isTrue();
        watching.interrupt();
        // Then
        watching.join(60_000);
        assertThat(watching.isAlive()).isFalse();
        assertThat(out.toString().lines().filter(line -> line.contains("demo"))).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void whatChangesSomethingIsNotDoneAgainAndAgain() {
        assertThat(run("pool", "delete", "demo", "--watch")).isEqualTo(OrielCli.WRONG_USE);
        assertThat(err.toString()).contains("--watch");
        assertThat(heard).isEmpty();
    }

    @Test
    void everyShellHasItsCompletion() {
        assertThat(run("completion", "bash")).isZero();
        assertThat(out.toString()).contains("complete -F").contains("give-back").contains("snapshot");
        out.getBuffer().setLength(0);
        assertThat(run("completion", "fish")).isZero();
        assertThat(out.toString())
                .contains("-a 'give-back' -d 'Gives a desktop back to its pool and ends its session.'")
                .contains("__fish_seen_subcommand_from vm; and not __fish_seen_subcommand_from")
                .contains(" -l watch");
        assertThat(run("completion", "csh")).isEqualTo(OrielCli.WRONG_USE);
    }
}
