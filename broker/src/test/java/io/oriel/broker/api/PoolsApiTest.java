package io.oriel.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.Await;
import io.oriel.broker.House;
import io.oriel.broker.directory.User;
import io.oriel.pool.estate.UserId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.server.WebFilter;

/** Pools and templates as an administrator's program sees them. */
class PoolsApiTest {
    @TempDir
    static Path temp;

    private static House house;
    private static WebTestClient admin;
    private static WebTestClient alice;

    @BeforeAll
    static void open() {
        house = new House(temp);
        admin = client(House.ADMIN);
        alice = client(new User(new UserId("alice@internal"), "Alice", Set.of(), false));
    }

    @AfterAll
    static void close() {
        house.close();
    }

    @Test
    void aPoolIsMadeChangedRolledOutAndBackAndDeleted() {
        // Given
        upload("templates?name=gold").expectStatus().isCreated();
        // When
        ask(
                        "POST",
                        "pools",
                        "{\"name\":\"Büro-??\",\"type\":\"floating\",\"template\":\"gold\",\"size\":3,\"prestarted\":1,"
                                + "\"memoryMiB\":64,\"policy\":{\"idleSeconds\":600,\"onIdle\":\"lock\","
                                + "\"refusedChannels\":[\"usb\",\"files\"]},\"users\":[\"alice\"]}")
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("automatic")
                .jsonPath("$.stateless")
                .isEqualTo(true)
                .jsonPath("$.templateVersion")
                .isEqualTo(1)
                .jsonPath("$.policy.idleSeconds")
                .isEqualTo(600)
                .jsonPath("$.policy.onIdle")
                .isEqualTo("lock")
                .jsonPath("$.policy.unusedSeconds")
                .isEqualTo(631)
                .jsonPath("$.policy.refusedChannels")
                .value(words -> assertThat(words).isEqualTo(List.of("files", "usb")));
        awaitReady("Büro-??", 1);
        upload("templates?name=gold").expectStatus().isEqualTo(409);
        upload("templates?name=gold&newVersion=true")
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.version")
                .isEqualTo(2);

        // Then
        ask("PATCH", "pools/{name}", "{\"size\":2,\"policy\":{\"idleSeconds\":0,\"onIdle\":\"nothing\"}}", "Büro-??")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.size")
                .isEqualTo(2)
                .jsonPath("$.policy.idleSeconds")
                .isEqualTo(0)
                .jsonPath("$.policy.unusedSeconds")
                .isEqualTo(631);
        ask("POST", "pools/{name}/rollout", "{}", "Büro-??")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.templateVersion")
                .isEqualTo(2)
                .jsonPath("$.previous")
                .isEqualTo("gold version 1");
        ask("DELETE", "templates/gold", "")
                .expectStatus()
                .isEqualTo(409)
                .expectBody()
                .jsonPath("$.detail")
                .value(detail -> assertThat(detail.toString()).contains("pool Büro-??"));
        ask("POST", "pools/{name}/rollback", "{}", "Büro-??")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.templateVersion")
                .isEqualTo(1);
        ask("GET", "templates/gold/versions", "")
                .expectBody()
                .jsonPath("$[0].version")
                .isEqualTo(2)
                .jsonPath("$[0].latest")
                .isEqualTo(true)
                .jsonPath("$[1].latest")
                .isEqualTo(false);
        ask("DELETE", "pools/{name}", "", "Büro-??").expectStatus().isAccepted();
        Await.until(
                "the pool is gone", () -> house.estate.pools().byName("Büro-??").isEmpty());
        ask("GET", "pools/{name}", "", "Büro-??").expectStatus().isNotFound();
        ask("DELETE", "templates/gold", "").expectStatus().isAccepted();
        Await.until(
                "both versions are gone",
                () -> house.estate.templates().versions("gold").isEmpty());
    }

    @Test
    void everyFaultOfARequestIsNamedWithItsField() {
        ask(
                        "POST",
                        "pools",
                        "{\"name\":\"a/b\",\"type\":\"some\",\"size\":5000,\"prestarted\":-1,\"stateless\":true,"
                                + "\"policy\":{\"onIdle\":\"explode\",\"refresh\":\"never\"}}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[*].field")
                .value(fields -> assertThat(fields.toString())
                        .contains("name", "type", "size", "prestarted", "template", "onIdle", "refresh"));
        ask("PATCH", "pools/none", "{}").expectStatus().isNotFound();
    }

    @Test
    void aDesktopIsTakenBackAndAPoolOpenedAndClosedToPeople() {
        // Given
        upload("templates?name=own").expectStatus().isCreated();
        ask(
                        "POST",
                        "pools",
                        "{\"name\":\"own\",\"type\":\"dedicated\",\"template\":\"own\",\"size\":1,\"memoryMiB\":64}")
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("manual")
                .jsonPath("$.policy.refresh")
                .isEqualTo("never");
        var pool = house.estate.pools().byName("own").orElseThrow();
        house.estate.pools().claim(pool.id(), new UserId("alice@internal"));
        // When, Then
        ask("GET", "pools/own/desktops", "")
                .expectBody()
                .jsonPath("$[0].name")
                .isEqualTo("own-1")
                .jsonPath("$[0].user")
                .isEqualTo("alice@internal");
        ask("DELETE", "pools/own", "")
                .expectStatus()
                .isEqualTo(409)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("in_use");
        ask("POST", "pools/own/desktops/own-1/take-back", "{}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.user")
                .isEqualTo("alice@internal");
        ask("POST", "pools/own/desktops/own-1/take-back", "{}").expectStatus().isEqualTo(409);
        ask("PUT", "pools/own/groups/staff", "{}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.groups[0]")
                .isEqualTo("staff@internal");
        ask("DELETE", "pools/own/groups/staff", "")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.groups.length()")
                .isEqualTo(0);
        ask("PATCH", "pools/own", "{\"description\":\"late\",\"version\":0}")
                .expectStatus()
                .isEqualTo(409);
        ask("POST", "pools/own/rollback", "{}").expectStatus().isEqualTo(409);
    }

    @Test
    void whatMayPassIsRefusedToPeopleAndGroupsInOnePoolOrEverywhere() {
        // Given
        upload("templates?name=ruled").expectStatus().isCreated();
        ask(
                        "POST",
                        "pools",
                        "{\"name\":\"ruled\",\"template\":\"ruled\",\"size\":1,\"memoryMiB\":64,"
                                + "\"policy\":{\"secondViewer\":\"refuse\"}}")
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.policy.secondViewer")
                .isEqualTo("refuse");
        // When
        ask("PUT", "channels/groups/guests@corp", "{\"refused\":[\"usb\",\"Clipboard-Out\"]}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.refused")
                .value(words -> assertThat(words).isEqualTo(List.of("clipboard_out", "usb")));
        ask("PUT", "pools/ruled/channels/users/bob", "{\"refused\":[\"files\"]}")
                .expectStatus()
                .isOk();
        // Then
        ask("GET", "pools/ruled/channels", "")
                .expectBody()
                .jsonPath("$[0].name")
                .isEqualTo("guests@corp")
                .jsonPath("$[0].pool")
                .doesNotExist()
                .jsonPath("$[1].name")
                .isEqualTo("bob@internal")
                .jsonPath("$[1].pool")
                .isEqualTo("ruled");
        assertThat(house.estate.events().latest(100))
                .extracting(event -> event.text())
                .contains(
                        "clipboard_out, usb refused to group guests@corp in every pool by admin@internal",
                        "files refused to user bob@internal in pool ruled by admin@internal");
        ask("PUT", "channels/people/bob", "{\"refused\":[\"laser\"]}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[*].field")
                .value(fields -> assertThat(fields.toString()).contains("whose", "refused"));
        ask("PUT", "pools/none/channels/users/bob", "{\"refused\":[]}")
                .expectStatus()
                .isNotFound();
        alice.put()
                .uri("/api/v1/channels/users/alice")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"refused\":[]}")
                .exchange()
                .expectStatus()
                .isForbidden();
        // When
        ask("DELETE", "channels/groups/guests@corp", "").expectStatus().isOk();
        ask("DELETE", "pools/ruled", "").expectStatus().isAccepted();
        // Then
        ask("GET", "channels", "").expectBody().jsonPath("$.length()").isEqualTo(0);
    }

    @Test
    void aTemplateIsMadeOfWhatIsNamedOrRefusedByField() {
        ask("POST", "templates/fetch", "{\"url\":\"file:///etc/passwd\"}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[*].field")
                .value(fields -> assertThat(fields.toString()).contains("name", "url"));
        ask("POST", "templates/from-vm", "{\"name\":\"x\",\"vm\":\"none\"}")
                .expectStatus()
                .isNotFound();
        ask("POST", "templates/from-vm", "{\"name\":\"x\",\"vm\":\"none\",\"storage\":\"none\"}")
                .expectStatus()
                .isNotFound();
        for (var path : List.of("templates/fetch", "templates/from-vm")) {
            alice.post()
                    .uri("/api/v1/" + path)
                    .contentType(MediaType.APPLICATION_JSON)
                    .bodyValue("{}")
                    .exchange()
                    .expectStatus()
                    .isForbidden();
        }
    }

    private static void awaitReady(String pool, int count) {
        var id = house.estate.pools().byName(pool).orElseThrow().id();
        Await.until(
                count + " desktops are ready",
                () -> house.estate.pools().count(id).ready() == count);
    }

    private static WebTestClient.ResponseSpec ask(String method, String path, String body, Object... names) {
        var request = admin.method(HttpMethod.valueOf(method)).uri("/api/v1/" + path, names);
        return (body.isEmpty()
                        ? request
                        : request.contentType(MediaType.APPLICATION_JSON).bodyValue(body))
                .exchange();
    }

    private static WebTestClient.ResponseSpec upload(String path) {
        return admin.post()
                .uri("/api/v1/" + path)
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .bodyValue(new FileSystemResource(house.image))
                .exchange();
    }

    private static WebTestClient client(User actor) {
        WebFilter door = (exchange, chain) -> {
            exchange.getAttributes().put(Actor.ATTRIBUTE, actor);
            return chain.filter(exchange);
        };
        return WebTestClient.bindToController(
                        gated(new PoolsController(house.broker.pools())),
                        gated(new ChannelsController(house.broker.channels())),
                        gated(new TemplatesController(house.broker.templates(), new Uploads(temp.resolve("uploads")))))
                .controllerAdvice(new ErrorAdvice())
                .blockingExecution(blocking ->
                        blocking.setExecutor(new TaskExecutorAdapter(Executors.newVirtualThreadPerTaskExecutor())))
                .webFilter(door)
                .configureClient()
                .responseTimeout(Duration.ofSeconds(60))
                .build();
    }

    private static Object gated(Object controller) {
        return CausedControllers.caused(controller, house.broker::rights);
    }
}
