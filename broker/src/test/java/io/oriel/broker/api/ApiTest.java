package io.oriel.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.Await;
import io.oriel.broker.House;
import io.oriel.broker.directory.User;
import io.oriel.pool.estate.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.server.WebFilter;

/** The API over the whole broker; who acts is said by the test, as the security filter would. */
class ApiTest {
    @TempDir
    static Path temp;

    private static House house;
    private static WebTestClient admin;
    private static WebTestClient alice;
    private static WebTestClient nobody;

    @BeforeAll
    static void open() {
        house = new House(temp);
        admin = client(Optional.of(House.ADMIN));
        alice = client(Optional.of(new User(new UserId("alice@internal"), "Alice", Set.of(), false)));
        nobody = client(Optional.empty());
    }

    @AfterAll
    static void close() {
        house.close();
    }

    @Test
    void shouldKeepPeopleAndGroups() {
        // When
        post("users", "{\"name\":\"dora\",\"displayName\":\"Dora\",\"password\":\"dora-secret\"}")
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.name")
                .isEqualTo("dora@internal");
        post("groups", "{\"name\":\"staff\"}").expectStatus().isCreated();
        put("groups/staff/members/dora", "{}").expectStatus().isNoContent();
        put("users/dora/locked", "{\"locked\":true}").expectStatus().isNoContent();
        put("users/dora@internal/password", "{\"password\":\"another-secret\"}")
                .expectStatus()
                .isNoContent();

        // Then
        get("users")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$[?(@.name=='dora@internal')].locked")
                .isEqualTo(true)
                .jsonPath("$[?(@.name=='dora@internal')].groups[0]")
                .isEqualTo("staff");
        get("groups").expectBody().jsonPath("$[0].members[0]").isEqualTo("dora@internal");
        delete("groups/staff/members/dora").expectStatus().isNoContent();
        delete("users/dora").expectStatus().isNoContent();
        delete("users/dora")
                .expectStatus()
                .isNotFound()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("not_found")
                .jsonPath("$.object")
                .isEqualTo("users/dora");
        get("events?max=5")
                .expectBody()
                .jsonPath("$[0].text")
                .isEqualTo("user dora@internal deleted by admin@internal");
    }

    @Test
    void shouldNameEveryFieldThatIsWrong() {
        post("users", "{\"name\":\" \"}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("invalid")
                .jsonPath("$.errors.length()")
                .isEqualTo(2)
                .jsonPath("$.errors[0].field")
                .isEqualTo("name")
                .jsonPath("$.errors[1].rule")
                .isEqualTo("required");
        post("pools", "{\"name\":\"x\",\"size\":5000,\"prestarted\":-1}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[*].field")
                .value(fields -> assertThat(fields.toString()).contains("size", "template", "prestarted"));
        post("users", "{not json")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.detail")
                .value(detail -> assertThat(detail.toString()).doesNotContain("json"));
    }

    @Test
    void shouldImportATemplateAndMakeAPoolOfIt() {
        // When
        upload("templates?name=small", house.image).expectStatus().isCreated();
        upload("templates?name=small", house.image).expectStatus().isEqualTo(409);
        post(
                        "pools",
                        "{\"name\":\"team\",\"template\":\"small\",\"size\":2,\"prestarted\":1,\"memoryMiB\":64,"
                                + "\"groups\":[\"staff\",\"people@corp\"]}")
                .expectStatus()
                .isCreated();
        Await.until(
                "a desktop is up",
                () -> house.estate
                                .pools()
                                .count(house.estate
                                        .pools()
                                        .byName("team")
                                        .orElseThrow()
                                        .id())
                                .ready()
                        == 1);

        // Then
        get("templates").expectBody().jsonPath("$[0].name").isEqualTo("small");
        get("pools")
                .expectBody()
                .jsonPath("$[0].name")
                .isEqualTo("team")
                .jsonPath("$[0].template")
                .isEqualTo("small")
                .jsonPath("$[0].ready")
                .isEqualTo(1)
                .jsonPath("$[0].groups")
                .value(groups -> assertThat(groups).isEqualTo(List.of("people@corp", "staff@internal")));
        get("hosts").expectBody().jsonPath("$[0].state").isEqualTo("up");
        post("pools", "{\"name\":\"other\",\"template\":\"none\"}")
                .expectStatus()
                .isNotFound();
        post("pools", "{\"name\":\"team\",\"template\":\"small\"}")
                .expectStatus()
                .isEqualTo(409);
    }

    @Test
    void jobsAndEventsCarryTheRequestTheyCameFrom() {
        // When
        admin.post()
                .uri("/api/v1/templates?name=traced")
                .header("Correlation-Id", "req-4711")
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .bodyValue(new org.springframework.core.io.FileSystemResource(house.image))
                .exchange()
                .expectStatus()
                .isCreated()
                .expectHeader()
                .valueEquals("Correlation-Id", "req-4711");
        var made = admin.post()
                .uri("/api/v1/pools")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"name\":\"traced\",\"template\":\"traced\",\"size\":1,\"prestarted\":1,\"memoryMiB\":64}")
                .header("Correlation-Id", "a b\u00e9")
                .exchange()
                .expectStatus()
                .isCreated()
                .returnResult(String.class);
        var fresh = String.valueOf(made.getResponseHeaders().getFirst("Correlation-Id"));

        // Then
        get("jobs?correlation=req-4711")
                .expectBody()
                .jsonPath("$.length()")
                .isEqualTo(1)
                .jsonPath("$[0].kind")
                .isEqualTo("template_import")
                .jsonPath("$[0].state")
                .isEqualTo("done")
                .jsonPath("$[0].percent")
                .isEqualTo(100)
                .jsonPath("$[0].user")
                .isEqualTo("admin@internal");
        assertThat(fresh).hasSize(36);
        Await.until(
                "the pool's job is done",
                () -> house.estate.jobs().of(fresh).stream()
                        .allMatch(job -> job.state().rowName().equals("done")));
        get("events?max=1000")
                .expectBody()
                .jsonPath("$[?(@.correlation=='req-4711')].text")
                .value(texts -> assertThat(texts.toString()).contains("template traced version 1 was made"))
                .jsonPath("$[?(@.correlation=='" + fresh + "')].text")
                .value(texts -> assertThat(texts.toString())
                        .as("what the leader did for the pool too")
                        .contains("pool traced was made", "vm traced-1: ", "PoweringUp"));
        var id = house.estate.jobs().of(fresh).getFirst().id();
        get("jobs/" + id).expectBody().jsonPath("$.steps[1].state").isEqualTo("done");
        get("jobs/1").expectStatus().isNotFound();
        get("jobs?max=0").expectStatus().isBadRequest();
    }

    @Test
    void realityIsComparedAndAnImageOfNobodyIsQuarantinedOnRequest() {
        // Given
        upload("templates?name=lost", house.image).expectStatus().isCreated();
        var lost = house.estate.templates().byName("lost").orElseThrow().disk();
        house.database()
                .jdbc()
                .sql("delete from pool.template where name = 'lost'")
                .update();

        // When, Then
        get("reality")
                .expectBody()
                .jsonPath("$.findings[?(@.id=='" + lost + "')].kind")
                .isEqualTo("orphan_image")
                .jsonPath("$.findings[?(@.id=='" + lost + "')].place")
                .isEqualTo("local");
        post("reality/quarantine", "{\"image\":\"x\",\"storage\":\"\"}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors.length()")
                .isEqualTo(2);
        post("reality/adopt", "{\"vm\":\"" + lost + "\"}").expectStatus().isNotFound();
        post("reality/forget", "{\"vm\":\"" + lost + "\"}").expectStatus().isNotFound();
        post("reality/quarantine", "{\"image\":\"" + lost + "\"}")
                .expectStatus()
                .isAccepted();
        Await.until(
                "its job is done",
                () -> house.estate.jobs().latest(1).getFirst().state().rowName().equals("done"));
        get("reality")
                .expectBody()
                .jsonPath("$.findings[?(@.id=='" + lost + "')].kind")
                .isEqualTo("quarantined_image");
        post("reality/quarantine", "{\"image\":\"" + lost + "\"}")
                .expectStatus()
                .isNotFound();
    }

    @Test
    void A18_imagesThatReachOutsideAreRefusedAndNothingIsLeftBehind() throws IOException {
        // Given
        var backed = Files.readAllBytes(house.image);
        backed[15] = 1; // a backing file's offset
        var withBacking = Files.write(temp.resolve("backed.qcow2"), backed);
        var noImage = Files.writeString(temp.resolve("noise.qcow2"), "not an image");

        // Then
        for (var file : List.of(withBacking, noImage)) {
            upload("templates?name=evil", file)
                    .expectStatus()
                    .isBadRequest()
                    .expectBody()
                    .jsonPath("$.code")
                    .isEqualTo("bad_image");
        }
        upload("templates?name=../evil", house.image).expectStatus().isBadRequest();
        assertThat(house.estate.templates().byName("evil")).isEmpty();
        try (var left = Files.list(Files.createDirectories(temp.resolve("uploads")))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void shouldAddAHostAndAGatewayAndShowTheirJoinCommandsOnce() {
        // When
        post("hosts", "{\"name\":\"silent-h9\",\"address\":\"10.9.9.9\",\"port\":9446}")
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.host.state")
                .isEqualTo("unassigned")
                .jsonPath("$.join.validSeconds")
                .isEqualTo(900)
                .jsonPath("$.join.command")
                .value(command -> assertThat(String.valueOf(command))
                        .matches("oriel host-agent --join"
                                + " 'https://desk\\.example\\.org:\\d+/join/[0-9a-f]{64}/[\\w-]{43}"
                                + "\\?host=silent-h9&address=10\\.9\\.9\\.9&port=9446'"))
                .jsonPath("$.join.caution")
                .value(caution -> assertThat(String.valueOf(caution)).contains("oriel.control.listen"));
        post("gateways", "{\"name\":\"gw9\",\"publicName\":\"gw9.example.org\",\"port\":443}")
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.join.command")
                .value(command -> assertThat(String.valueOf(command)).endsWith("?name=gw9.example.org&port=443'"));

        // Then
        get("hosts/silent-h9")
                .expectBody()
                .jsonPath("$.address")
                .isEqualTo("10.9.9.9")
                .jsonPath("$.join")
                .doesNotExist();
        get("gateways/gw9").expectBody().jsonPath("$.state").isEqualTo("unassigned");
        post("hosts", "{\"name\":\"silent-h9\",\"address\":\"10.9.9.10\"}")
                .expectStatus()
                .isEqualTo(409);
        post("hosts", "{\"name\":\"a b\",\"address\":\"<x>\",\"port\":70000}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors.length()")
                .isEqualTo(3);
        post("hosts", "{\"name\":\"h10\",\"address\":\"h10\",\"cluster\":\"None\"}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[0].field")
                .isEqualTo("cluster");
        post("hosts/silent-h9/token", "{\"bootKey\":true,\"address\":\"10.9.9.9\"}")
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.validSeconds")
                .doesNotExist();
        get("hosts/silent-h9").expectBody().jsonPath("$.bootKeys").isEqualTo(1);
        post("hosts/silent-h9/approve", "{}").expectStatus().isNotFound();
        delete("hosts/silent-h9").expectStatus().isNoContent();
        delete("gateways/gw9").expectStatus().isNoContent();
        get("hosts/silent-h9").expectStatus().isNotFound();
        assertThat(house.broker.view().events(House.ADMIN, 100).toString())
                .contains("host silent-h9 added by admin@internal", "gateway gw9 removed")
                .doesNotContain("/join/");
    }

    @Test
    void aTokenActsForItsPersonUntilItEnds() {
        // Given
        house.broker.people().addUser(House.ADMIN, "tess", "Tess", "tess-secret");
        var tess = new User(new UserId("tess@internal"), "Tess", Set.of("staff@internal"), true);
        var tokens = house.broker.tokens();

        // When
        var token = tokens.grant(tess).value();
        var other = tokens.grant(tess).value();

        // Then
        assertThat(token).hasSize(43);
        assertThat(tokens.user(token).orElseThrow().groups()).containsExactly("staff@internal");
        assertThat(tokens.user(token).orElseThrow().superUser())
                .as("only the configuration makes administrators")
                .isFalse();
        assertThat(tokens.user(token.substring(1) + "A")).isEmpty();
        tokens.end(other);
        assertThat(tokens.user(other)).isEmpty();
        house.broker.people().setPassword(House.ADMIN, "tess", "another-secret");
        assertThat(tokens.user(token)).as("a new password ends them").isEmpty();
        var late = tokens.grant(tess).value();
        house.database()
                .jdbc()
                .sql("update broker.api_token set expires_at = now()")
                .update();
        assertThat(tokens.user(late)).isEmpty();
        post("login", "{}")
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.expiresInSeconds")
                .isEqualTo(43_200)
                .jsonPath("$.user")
                .isEqualTo("admin@internal");
    }

    @Test
    void A13_everyRouteRefusesWhoIsNoAdministrator() {
        var routes = List.of(
                "GET users",
                "POST users",
                "DELETE users/bob",
                "PUT users/bob/password",
                "PUT users/bob/locked",
                "GET groups",
                "POST groups",
                "DELETE groups/staff",
                "PUT groups/staff/members/bob",
                "DELETE groups/staff/members/bob",
                "GET templates",
                "POST templates?name=x",
                "GET templates/x/versions",
                "GET templates/x/versions/1",
                "DELETE templates/x",
                "DELETE templates/x/versions/1",
                "GET pools",
                "POST pools",
                "GET pools/x",
                "PATCH pools/x",
                "DELETE pools/x",
                "POST pools/x/rollout",
                "POST pools/x/rollback",
                "POST pools/x/resume",
                "GET pools/x/desktops",
                "POST pools/x/desktops/y/take-back",
                "PUT pools/x/groups/staff",
                "DELETE pools/x/groups/staff",
                "PUT pools/x/users/bob",
                "DELETE pools/x/users/bob",
                "GET hosts",
                "POST hosts",
                "GET hosts/simulated",
                "POST hosts/simulated/token",
                "POST hosts/simulated/approve",
                "POST hosts/simulated/reject",
                "POST hosts/simulated/maintenance",
                "GET hosts/simulated/drain",
                "GET hosts/simulated/simulate",
                "POST hosts/simulated/confirm-rebooted",
                "POST hosts/simulated/activate",
                "DELETE hosts/simulated/boot-keys",
                "DELETE hosts/simulated",
                "GET gateways",
                "POST gateways",
                "GET gateways/none",
                "POST gateways/none/token",
                "DELETE gateways/none",
                "POST gateways/none/drain",
                "POST gateways/none/activate",
                "GET sessions",
                "GET sessions/00000000-0000-0000-0000-000000000001",
                "POST sessions/00000000-0000-0000-0000-000000000001/cut",
                "GET jobs",
                "GET reality",
                "POST reality/adopt",
                "POST reality/quarantine",
                "POST reality/forget",
                "GET jobs/00000000-0000-0000-0000-000000000001",
                "GET events");
        var lists = Set.of("GET templates", "GET hosts", "GET sessions", "GET jobs", "GET events");
        var sees = Set.of(
                "GET templates/x/versions",
                "GET templates/x/versions/1",
                "GET hosts/simulated",
                "GET hosts/simulated/drain",
                "GET hosts/simulated/simulate",
                "GET sessions/00000000-0000-0000-0000-000000000001",
                "GET jobs/00000000-0000-0000-0000-000000000001");
        for (var route : routes) {
            assertThat(status(alice, route))
                    .as(route)
                    .isEqualTo(lists.contains(route) ? 200 : sees.contains(route) ? 404 : 403);
            assertThat(status(nobody, route)).as(route).isEqualTo(401);
        }
    }

    @Test
    void shouldShowHowLongSessionsHaveLastedAndSinceWhenNobodyHasTyped() {
        // Given
        house.database().jdbc().sql("""
            insert into broker.session (id, user_id, vm_id, vm_name, gateway_id, protocol, client_address,
                state, redeemed_at, began_at, last_input_at)
            values (gen_random_uuid(), 'alice@internal', gen_random_uuid(), 'shown-1', :gateway, 'RFB',
                '192.0.2.7', 'active', now(), now() - interval '2 hours', now() - interval '5 minutes')\
            """).param("gateway", house.gateway()).update();

        // Then
        get("sessions")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$[?(@.vmName=='shown-1' && @.lastedSeconds >= 7200 && @.lastedSeconds < 7500)]")
                .isNotEmpty()
                .jsonPath("$[?(@.vmName=='shown-1' && @.idleSeconds >= 300 && @.idleSeconds < 600)]")
                .isNotEmpty();
    }

    private static int status(WebTestClient client, String route) {
        var parts = route.split(" ", 2);
        var body = parts[1].startsWith("templates")
                ? "bytes"
                : "{\"name\":\"x\",\"password\":\"x\",\"locked\":true,\"template\":\"x\"}";
        var type = parts[1].startsWith("templates") ? MediaType.APPLICATION_OCTET_STREAM : MediaType.APPLICATION_JSON;
        var request = client.method(HttpMethod.valueOf(parts[0])).uri("/api/v1/" + parts[1]);
        return (parts[0].equals("GET") ? request : request.contentType(type).bodyValue(body))
                .exchange()
                .returnResult(String.class)
                .getStatus()
                .value();
    }

    private static WebTestClient.ResponseSpec get(String path) {
        return admin.get().uri("/api/v1/" + path).exchange();
    }

    private static WebTestClient.ResponseSpec post(String path, String body) {
        return admin.post()
                .uri("/api/v1/" + path)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    private static WebTestClient.ResponseSpec put(String path, String body) {
        return admin.put()
                .uri("/api/v1/" + path)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    private static WebTestClient.ResponseSpec delete(String path) {
        return admin.delete().uri("/api/v1/" + path).exchange();
    }

    private static WebTestClient.ResponseSpec upload(String path, Path file) {
        return admin.post()
                .uri("/api/v1/" + path)
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .bodyValue(new org.springframework.core.io.FileSystemResource(file))
                .exchange();
    }

    private static WebTestClient client(Optional<User> actor) {
        var broker = house.broker;
        WebFilter door = (exchange, chain) -> {
            actor.ifPresent(user -> exchange.getAttributes().put(Actor.ATTRIBUTE, user));
            return chain.filter(exchange);
        };
        var controllers = Stream.of(
                        new UsersController(broker.people()),
                        new GroupsController(broker.people()),
                        new PoolsController(broker.pools()),
                        new TemplatesController(broker.templates(), new Uploads(temp.resolve("uploads"))),
                        new LoginController(broker.tokens()),
                        new HostsController(broker.hosts()),
                        new GatewaysController(broker.gatewayAdmin()),
                        new JobsController(broker.jobs()),
                        new RealityController(broker.reality()),
                        new EventsController(broker.view(), broker.events()),
                        new SessionsController(broker.sessions()))
                .map(it -> CausedControllers.caused(it, broker::rights));
        return WebTestClient.bindToController(controllers.toArray())
                .controllerAdvice(new ErrorAdvice())
                .blockingExecution(blocking ->
                        blocking.setExecutor(new TaskExecutorAdapter(Executors.newVirtualThreadPerTaskExecutor())))
                .webFilter(new CorrelationFilter(), door)
                .configureClient()
                .responseTimeout(Duration.ofSeconds(60))
                .build();
    }
}
