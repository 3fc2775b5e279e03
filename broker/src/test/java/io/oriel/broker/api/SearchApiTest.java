package io.oriel.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.House;
import io.oriel.broker.directory.User;
import io.oriel.pool.estate.UserId;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.server.WebFilter;

/** Searching, completion, bookmarks and tags, over the whole broker, as an administrator and as people. */
class SearchApiTest {
    private static final User ALICE = new User(new UserId("alice@internal"), "Alice", Set.of("users@internal"), false);
    private static final User BOB = new User(new UserId("bob@internal"), "Bob", Set.of(), false);

    @TempDir
    static Path temp;

    private static House house;
    private static WebTestClient admin;
    private static WebTestClient alice;
    private static WebTestClient bob;

    @BeforeAll
    static void open() {
        house = new House(temp);
        house.broker.people().addUser(House.ADMIN, "alice", "Alice Example", "a long password");
        house.broker.people().addUser(House.ADMIN, "bob", "Bob", "a long password");
        house.pool("office", 2, 1, "users@internal");
        house.pool("lab", 1, 1, "nobody@internal");
        house.database()
                .jdbc()
                .sql("update pool.vm set assigned_to = 'alice@internal', assigned_at = now() where name = 'office-1'")
                .update();
        admin = client(House.ADMIN);
        alice = client(ALICE);
        bob = client(BOB);
    }

    @AfterAll
    static void close() {
        house.close();
    }

    @Test
    void anAdministratorFindsEverything() {
        search(admin, "Vms: pool = office sortby name desc")
                .jsonPath("$.total")
                .isEqualTo(2)
                .jsonPath("$.rows[*].name")
                .value(names -> assertThat(names).isEqualTo(List.of("office-2", "office-1")))
                .jsonPath("$.query")
                .isEqualTo("Vms: pool = office sortby name desc")
                .jsonPath("$.columns[0]")
                .isEqualTo("cluster")
                .jsonPath("$.rows[0].values.cluster")
                .isEqualTo("Default");
        search(admin, "Hosts: status = up").jsonPath("$.rows[0].name").isEqualTo("simulated");
        search(admin, "Users: vms.name = office-1 and name = alice")
                .jsonPath("$.rows[*].id")
                .value(ids -> assertThat(ids).isEqualTo(List.of("alice@internal")));
        get(admin, "search?q=" + encoded("Vms: sortby name") + "&page=2&size=2")
                .jsonPath("$.rows.length()")
                .isEqualTo(1)
                .jsonPath("$.page")
                .isEqualTo(2);
    }

    /** Nothing else is found, by no detour: what is not theirs is not there to be asked about. */
    @Test
    void peopleFindOnlyWhatIsTheirs() {
        search(alice, "Vms:")
                .jsonPath("$.rows[*].name")
                .value(it -> assertThat(it).isEqualTo(List.of("office-1")));
        search(alice, "Pools:")
                .jsonPath("$.rows[*].name")
                .value(it -> assertThat(it).isEqualTo(List.of("office")));
        search(alice, "Users:")
                .jsonPath("$.rows[*].id")
                .value(it -> assertThat(it).isEqualTo(List.of("alice@internal")));
        for (var text : List.of(
                "Vms: name = office-2",
                "Vms: hosts.name = *",
                "Vms: host = *",
                "Vms: templates.name = *",
                "Hosts:",
                "Templates:",
                "Clusters:",
                "DataCenter:",
                "Storage:",
                "Disks: storage = *",
                "Networks:",
                "Nic:",
                "Groups:",
                "Users: vms.name = office-2",
                "Pools: name = lab")) {
            search(alice, text).jsonPath("$.total").isEqualTo(0);
            search(bob, text).jsonPath("$.total").isEqualTo(0);
        }
        for (var text : List.of("Vms:", "Vms: events.message = *", "Events:", "Job:")) {
            search(bob, text).jsonPath("$.total").isEqualTo(0);
        }
        search(alice, "Events: event_vm = office-2").jsonPath("$.total").isEqualTo(0);
        search(bob, "Pools:").jsonPath("$.total").isEqualTo(0);
        get(alice, "search/complete?q=" + encoded("Vms: name = "))
                .jsonPath("$.candidates[*].text")
                .value(it -> assertThat(it).isEqualTo(List.of("office-1")));
        get(bob, "search/complete?q=" + encoded("Vms: hosts.name = "))
                .jsonPath("$.candidates.length()")
                .isEqualTo(0);
    }

    @Test
    void aFaultSaysWhere() {
        exchange(admin, "GET", "search?q=" + encoded("Vms: nme = x"), "")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("invalid")
                .jsonPath("$.errors[0].rule")
                .isEqualTo("invalid_condition_filed")
                .jsonPath("$.errors[0].start")
                .isEqualTo(5)
                .jsonPath("$.errors[0].end")
                .isEqualTo(8)
                .jsonPath("$.detail")
                .value(it -> assertThat(it.toString()).startsWith("Vms have no field nme; fields are name, status,"));
        exchange(admin, "GET", "search?q=Vms:&size=0", "").expectStatus().isBadRequest();
        exchange(admin, "GET", "search?q=Vms:&page=0", "").expectStatus().isBadRequest();
        exchange(admin, "GET", "search", "").expectStatus().isBadRequest();
        exchange(client(Optional.empty()), "GET", "search?q=Vms:", "")
                .expectStatus()
                .isUnauthorized();
    }

    @Test
    void theCaretIsOffered() {
        get(admin, "search/complete?q=" + encoded("Vms: sta = up") + "&caret=8")
                .jsonPath("$.candidates[*].text")
                .value(it -> assertThat(it).isEqualTo(List.of("status")))
                .jsonPath("$.candidates[0].start")
                .isEqualTo(5)
                .jsonPath("$.parts[0].kind")
                .isEqualTo("thing")
                .jsonPath("$.fault.start")
                .isEqualTo(5);
    }

    @Test
    void bookmarksCountWhatTheirOwnersSee() {
        // Given
        send(admin, "POST", "bookmarks", "{\"name\":\"all\",\"query\":\"Vms: office\",\"shared\":true}")
                .expectStatus()
                .isCreated();
        send(alice, "POST", "bookmarks", "{\"name\":\"mine\",\"query\":\"Vms: status = *\"}")
                .expectStatus()
                .isCreated();
        // Then
        get(admin, "bookmarks").jsonPath("$[?(@.name=='all')].count").isEqualTo(2);
        get(alice, "bookmarks")
                .jsonPath("$[*].name")
                .value(it -> assertThat(it).isEqualTo(List.of("mine", "all")))
                .jsonPath("$[?(@.name=='all')].count")
                .isEqualTo(1);
        get(bob, "bookmarks").jsonPath("$[*].name").value(it -> assertThat(it).isEqualTo(List.of("all")));
        // When, Then
        send(alice, "PATCH", "bookmarks/all", "{\"query\":\"Vms:\"}")
                .expectStatus()
                .isForbidden();
        send(alice, "POST", "bookmarks", "{\"name\":\"x\",\"query\":\"Vms:\",\"shared\":true}")
                .expectStatus()
                .isForbidden();
        send(alice, "POST", "bookmarks", "{\"name\":\"mine\",\"query\":\"Vms:\"}")
                .expectStatus()
                .isEqualTo(409);
        send(alice, "POST", "bookmarks", "{\"name\":\" \",\"query\":\"Vms: nme = x\"}")
                .expectStatus()
                .isBadRequest();
        send(bob, "DELETE", "bookmarks/mine", "").expectStatus().isNotFound();
        send(alice, "PATCH", "bookmarks/mine", "{\"name\":\"ours\"}")
                .expectStatus()
                .isOk();
        send(alice, "DELETE", "bookmarks/ours", "").expectStatus().isNoContent();
        send(admin, "DELETE", "bookmarks/all", "").expectStatus().isNoContent();
        get(alice, "bookmarks").jsonPath("$.length()").isEqualTo(0);
    }

    @Test
    void tagsAreATreeThatIsSearched() {
        // When
        send(admin, "POST", "tags", "{\"name\":\"school\",\"description\":\"all rooms\"}")
                .expectStatus()
                .isCreated();
        send(admin, "POST", "tags", "{\"name\":\"room-1\",\"parent\":\"school\"}")
                .expectStatus()
                .isCreated();
        send(admin, "PUT", "tags/room-1/vms/office-2", "").expectStatus().isNoContent();
        send(admin, "PUT", "tags/room-1/hosts/simulated", "").expectStatus().isNoContent();
        send(admin, "PUT", "tags/school/users/alice@internal", "")
                .expectStatus()
                .isNoContent();
        // Then
        search(admin, "Vms: tag = school").jsonPath("$.rows[0].name").isEqualTo("office-2");
        search(admin, "Hosts: tag = school").jsonPath("$.total").isEqualTo(1);
        search(admin, "Users: tag = school").jsonPath("$.rows[0].id").isEqualTo("alice@internal");
        get(admin, "tags").jsonPath("$[?(@.parent=='school')].carriers").isEqualTo(2);
        send(admin, "PATCH", "tags/school", "{\"parent\":\"room-1\"}")
                .expectStatus()
                .isBadRequest();
        send(admin, "PUT", "tags/room-1/vms/nowhere", "").expectStatus().isNotFound();
        send(admin, "PUT", "tags/room-1/planets/mars", "").expectStatus().isNotFound();
        send(admin, "DELETE", "tags/room-1/vms/office-2", "").expectStatus().isNoContent();
        search(admin, "Vms: tag = school").jsonPath("$.total").isEqualTo(0);
        send(admin, "DELETE", "tags/school", "").expectStatus().isNoContent();
        get(admin, "tags")
                .jsonPath("$[?(@.name=='room-1')].name")
                .isEqualTo("room-1")
                .jsonPath("$[?(@.parent=='school')]")
                .isEmpty();
        for (var route : List.of("GET tags", "POST tags", "PATCH tags/x", "DELETE tags/x", "PUT tags/x/vms/office-1")) {
            var parts = route.split(" ");
            send(alice, parts[0], parts[1], "{\"name\":\"x\"}").expectStatus().isForbidden();
        }
    }

    private static WebTestClient.BodyContentSpec search(WebTestClient client, String text) {
        return get(client, "search?q=" + encoded(text));
    }

    private static WebTestClient.BodyContentSpec get(WebTestClient client, String path) {
        return exchange(client, "GET", path, "").expectStatus().isOk().expectBody();
    }

    private static WebTestClient.ResponseSpec send(WebTestClient client, String method, String path, String body) {
        return exchange(client, method, path, body);
    }

    private static WebTestClient.ResponseSpec exchange(WebTestClient client, String method, String path, String body) {
        var request = client.method(HttpMethod.valueOf(method)).uri(URI.create("/api/v1/" + path));
        return (body.isEmpty() || method.equals("GET")
                        ? request
                        : request.contentType(MediaType.APPLICATION_JSON).bodyValue(body))
                .exchange();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static WebTestClient client(User actor) {
        return client(Optional.of(actor));
    }

    private static WebTestClient client(Optional<User> actor) {
        var broker = house.broker;
        WebFilter door = (exchange, chain) -> {
            actor.ifPresent(user -> exchange.getAttributes().put(Actor.ATTRIBUTE, user));
            return chain.filter(exchange);
        };
        return WebTestClient.bindToController(
                        new SearchController(broker.search()),
                        new BookmarksController(broker.bookmarks()),
                        new TagsController(broker.tags()))
                .controllerAdvice(new ErrorAdvice())
                .blockingExecution(blocking ->
                        blocking.setExecutor(new TaskExecutorAdapter(Executors.newVirtualThreadPerTaskExecutor())))
                .webFilter(door)
                .configureClient()
                .responseTimeout(Duration.ofSeconds(60))
                .build();
    }
}
