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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands about the estate's frame send, and how an explanation reads. */
class SiteCommandsTest {
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
                heard.add((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + said).strip());
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
        run("datacenter", "add", "dc2", "--description", "far away");
        run("cluster", "add", "c2", "--datacenter", "dc2", "--policy", "power_saving", "--param", "LowUtilization=5");
        run("cluster", "edit", "c2", "--cpu-level", "", "--param", "LowUtilization");
        run("network", "add", "blue", "--bridge", "br0", "--vlan", "7");
        run("network", "edit", "blue", "--datacenter", "dc2", "--no-required");
        run("storage", "add", "nfs", "--path", "/srv/nfs", "--shared");
        run("storage", "edit", "nfs", "--name", "disks");
        run("affinity", "add", "g", "--vms-rule", "soft:negative", "--vm", "a", "--vm", "b", "--priority", "2.5");
        run("affinity", "member", "g", "--host", "h1", "--remove");
        run("affinity", "delete", "g", "h/2");
        // Then
        assertThat(heard)
                .as(err.toString())
                .containsExactly(
                        "POST /api/v1/datacenters {\"name\":\"dc2\",\"description\":\"far away\"}",
                        "POST /api/v1/clusters {\"name\":\"c2\",\"dataCenter\":\"dc2\",\"policy\":\"power_saving\","
                                + "\"parameters\":{\"LowUtilization\":\"5\"}}",
                        "PATCH /api/v1/clusters/c2 {\"cpuLevel\":\"\",\"parameters\":{\"LowUtilization\":\"\"}}",
                        "POST /api/v1/networks {\"name\":\"blue\",\"bridge\":\"br0\",\"vlan\":7,\"required\":false}",
                        "PATCH /api/v1/networks/blue?dataCenter=dc2 {\"required\":false}",
                        "POST /api/v1/storage {\"name\":\"nfs\",\"path\":\"/srv/nfs\",\"shared\":true}",
                        "PATCH /api/v1/storage/nfs {\"name\":\"disks\"}",
                        "POST /api/v1/affinity {\"name\":\"g\",\"priority\":2.5,\"vmRule\":\"soft:negative\","
                                + "\"vms\":[\"a\",\"b\"]}",
                        "POST /api/v1/affinity/g/members {\"hosts\":[\"h1\"],\"remove\":true}",
                        "DELETE /api/v1/affinity/g",
                        "DELETE /api/v1/affinity/h%2F2");
        assertThat(run("storage", "edit", "nfs")).isEqualTo(OrielCli.WRONG_USE);
        assertThat(err.toString()).contains("say what is to change");
    }

    @Test
    void storageIsListedWithWhereItIs() {
        // Given
        body = "[{\"name\":\"local\",\"dataCenter\":\"Default\",\"path\":\"/srv\",\"shared\":false,\"host\":\"h1\","
                + "\"prepared\":true}]";
        // When
        run("storage", "list");
        // Then
        assertThat(out.toString().lines())
                .containsExactly(
                        "NAME   DATA CENTER  PATH  SHARED  HOST  PREPARED",
                        "local  Default      /srv  false   h1    true");
    }

    @Test
    void anExplanationIsATableWithAReasonForEachHost() {
        // Given
        body = """
                {"vm":"web","state":"down","question":"start","policy":"none","hosts":[
                 {"host":"h2","verdict":"chosen","sum":1,"weights":[
                  {"name":"EvenDistributionCPU","factor":2,"rank":0},{"name":"EvenDistributionMemory","factor":1,"rank":1}]},
                 {"host":"h1","verdict":"refused","filter":"Memory","reason":"has 0 MiB free, 64 are needed","weights":[]}]}""";
        // When
        var exit = run("vm", "why-not", "web");
        // Then
        assertThat(exit).as(err.toString()).isZero();
        assertThat(heard).containsExactly("GET /api/v1/vms/web/why-not");
        assertThat(out.toString().lines())
                .containsExactly(
                        "web is down; policy none; asked for a start",
                        "HOST  VERDICT  SUM  WHY",
                        "h2    chosen   1    EvenDistributionCPU 0×2, EvenDistributionMemory 1×1",
                        "h1    refused  -    Memory: has 0 MiB free, 64 are needed");
    }

    @Test
    void eachGroupHasHelp() {
        for (var group : List.of("datacenter", "cluster", "network", "storage", "affinity", "vm")) {
            assertThat(OrielCli.run(new PrintWriter(out, true), new PrintWriter(err, true), group, "--help"))
                    .isZero();
        }
        assertThat(out.toString()).contains("Data centers", "why-not", "member");
    }
}
