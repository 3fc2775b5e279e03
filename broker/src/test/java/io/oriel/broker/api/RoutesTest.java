package io.oriel.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.Await;
import io.oriel.broker.House;
import io.oriel.broker.access.ObjectKind;
import io.oriel.broker.access.Predefined;
import io.oriel.broker.access.Subject;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.AffinityAdmin;
import io.oriel.broker.operation.ClusterAdmin;
import io.oriel.broker.operation.DataCenterAdmin;
import io.oriel.broker.operation.NetworkAdmin;
import io.oriel.broker.operation.PermissionAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.estate.UserId;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/** Every route of the API, walked as every predefined role. */
class RoutesTest {
    @TempDir
    static Path temp;

    private static House house;
    private static Api api;
    private static List<Route> routes;

    /** A route and the method it leads to. */
    record Route(HttpMethod verb, String pattern, Method method) {
        List<UseCase> useCases() {
            return Gate.useCases(method);
        }

        /** A path of this route, about things of these names. */
        String path(Map<String, String> names) {
            var path = pattern;
            for (var name : names.entrySet()) {
                path = path.replace(name.getKey(), name.getValue());
            }
            return path.replace("{number}", "1").replaceAll("\\{[^}]*}", "none") + "?name=none";
        }

        boolean names() {
            return pattern.contains("{");
        }
    }

    @BeforeAll
    static void open() {
        house = new House(temp);
        api = new Api(house, temp);
        routes = api.routes().getHandlerMethods().entrySet().stream()
                .flatMap(entry -> entry.getKey().getMethodsCondition().getMethods().stream()
                        .flatMap(verb -> entry.getKey().getPatternsCondition().getPatterns().stream()
                                .map(pattern -> new Route(
                                        verb.asHttpMethod(),
                                        pattern.getPatternString(),
                                        entry.getValue().getMethod()))))
                .sorted(Comparator.comparing(Route::pattern)
                        .thenComparing(it -> it.verb().name()))
                .toList();
        furnish();
    }

    @AfterAll
    static void close() {
        api.close();
        house.close();
    }

    /** One of everything in the data center Default; and another data center, where people have their roles. */
    private static void furnish() {
        var broker = house.broker;
        var site = broker.site();
        house.pool("pool-f", 1, 1, "staff@internal");
        site.networks()
                .add(
                        House.ADMIN,
                        Optional.empty(),
                        new NetworkAdmin.Wish(
                                Optional.of("net-f"), Optional.of("br-f"), Optional.empty(), Optional.empty()));
        site.dataCenters().add(House.ADMIN, new DataCenterAdmin.Wish(Optional.of("south"), Optional.empty()));
        site.clusters()
                .add(
                        House.ADMIN,
                        new ClusterAdmin.Wish(
                                Optional.of("south"),
                                Optional.empty(),
                                Optional.of("south"),
                                Optional.empty(),
                                Optional.empty(),
                                Map.of()));
        broker.people().addUser(House.ADMIN, "user-f", "", "user-f-secret");
        broker.people().addGroup(House.ADMIN, "group-f");
        api.as(Optional.of(House.ADMIN))
                .post()
                .uri("/api/v1/vms")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"name\":\"vm-f\",\"diskBytes\":1048576}")
                .exchange()
                .expectStatus()
                .isCreated();
        site.affinity()
                .add(
                        House.ADMIN,
                        new AffinityAdmin.Wish(
                                Optional.of("group-f"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("negative"),
                                Optional.empty(),
                                List.of("vm-f"),
                                List.of()));
        broker.gatewayAdmin().add(House.ADMIN, "gateway-f", "gw.example.org", 8444);
        Await.until("the vm is there", () -> house.estate.vms().byName("vm-f").isPresent());
    }

    private static User person(String name) {
        house.broker.people().addUser(House.ADMIN, name, "", name + "-secret");
        return new User(new UserId(name + "@internal"), name, Set.of(), false);
    }

    private static void give(User user, Predefined role, ObjectKind kind, String object) {
        house.broker
                .permissions()
                .grant(
                        House.ADMIN,
                        new PermissionAdmin.Wish(
                                Optional.of(Subject.user(user.id().value())),
                                Optional.of(role.role().name()),
                                Optional.of(kind),
                                Optional.of(object)));
    }

    private static Answer send(User actor, Route route, String path) {
        var result = api.as(Optional.of(actor))
                .method(route.verb())
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{}")
                .exchange()
                .returnResult(byte[].class);
        if (MediaType.TEXT_EVENT_STREAM.isCompatibleWith(
                result.getResponseHeaders().getContentType())) {
            result.getResponseBody().take(0).blockLast(); // it has no end, and nothing happens meanwhile
            return new Answer(result.getStatus().value(), "");
        }
        var body = result.getResponseBodyContent();
        return new Answer(result.getStatus().value(), body == null ? "" : new String(body, StandardCharsets.UTF_8));
    }

    private record Answer(int status, String body) {}

    /** Operations name the object; the gate does not know it. */
    private static boolean refusedAtTheGate(Answer answer) {
        return answer.status() == 403 && !answer.body().contains(" on ");
    }

    @Test
    void everyRouteHasARule() {
        assertThat(routes).hasSizeGreaterThan(100);
        assertThat(routes.stream().filter(it -> it.useCases().isEmpty()).map(it -> it.verb() + " " + it.pattern()))
                .isEmpty();
    }

    @Test
    void theMatrixOfRolesAndRoutesIsWhatTheTableSays() throws Exception {
        // Given
        var lines = new ArrayList<String>();
        var people = new ArrayList<User>();
        for (var role : Predefined.values()) {
            var person = person(
                    "system-" + role.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
            give(person, role, ObjectKind.SYSTEM, "system");
            people.add(person);
            lines.add("%2d %s".formatted(people.size(), role.role().name()));
        }

        for (var route : routes) {
            var line = new StringBuilder();
            for (var person : people) {
                // When: nothing of this name is there, so that what is allowed does nothing
                var answer = send(person, route, route.path(Map.of()));

                // Then
                var may = route.useCases().stream()
                        .anyMatch(it -> house.broker.rights().mayAnywhere(person, it));
                assertThat(!refusedAtTheGate(answer))
                        .as("%s as %s: %s", route, person.id(), answer)
                        .isEqualTo(may);
                assertThat(answer.status())
                        .as("%s as %s: %s", route, person.id(), answer)
                        .isLessThan(500);
                line.append(may ? " +" : " .");
            }
            lines.add("%s %-6s %-55s %s".formatted(line, route.verb(), route.pattern(), route.useCases()));
        }
        var matrix = String.join("\n", lines);
        Files.writeString(Files.createDirectories(Path.of("target")).resolve("access-matrix.txt"), matrix);
        System.out.println(matrix);
    }

    @ParameterizedTest
    @EnumSource(
            value = Predefined.class,
            names = {"SUPER_USER", "READ_ONLY_ADMIN", "DATA_CENTER_ADMIN", "POWER_USER_ROLE", "USER_ROLE"})
    void A12_whatLiesElsewhereIsNotThere(Predefined role) {
        // Given: everything of this role, but in another data center
        var actor =
                person("south-" + role.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        give(actor, role, ObjectKind.DATA_CENTER, "south");
        var there = there();

        for (var route : routes) {
            // When
            var answer = send(actor, route, route.path(there));

            // Then
            var what = "%s as %s: %s".formatted(route.verb() + " " + route.path(there), actor.id(), answer);
            if (route.names()) {
                var nowhere = send(actor, route, route.path(Map.of()));
                var open = Set.of(UseCase.ROLE_LIST).containsAll(route.useCases());
                assertThat(answer.status()).as(what).isBetween(open ? 200 : 400, 404);
                assertThat(answer.status()).as(what).isEqualTo(open ? 200 : nowhere.status());
            } else if (route.verb() == HttpMethod.GET) {
                assertThat(answer.body()).as(what).doesNotContain("vm-f", "pool-f", "net-f", "gateway-f", "user-f");
            }
        }
        assertThat(house.database()
                        .jdbc()
                        .sql("select count(*) from pool.event where user_id = :user")
                        .param("user", actor.id().value())
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private static String id(String table, String name) {
        return house.database()
                .jdbc()
                .sql("select id::text from " + table + " where name = :name")
                .param("name", name)
                .query(String.class)
                .single();
    }

    /** What the names in paths stand for: things that are there. */
    private static Map<String, String> there() {
        var vm = house.estate.vms().byName("vm-f").orElseThrow().id();
        var all = new java.util.LinkedHashMap<String, String>();
        all.put("/datacenters/{name}", "/datacenters/Default");
        all.put("/clusters/{name}", "/clusters/Default");
        all.put("/hosts/{name}", "/hosts/simulated");
        all.put("/networks/{name}", "/networks/net-f");
        all.put("/storage/{name}", "/storage/local");
        all.put("/affinity/{name}", "/affinity/group-f");
        all.put("/gateways/{name}", "/gateways/gateway-f");
        all.put("/pools/{name}", "/pools/pool-f");
        all.put("/templates/{name}", "/templates/pool-f-template");
        all.put("/users/{name}", "/users/user-f");
        all.put("/groups/{name}", "/groups/group-f");
        all.put("/roles/{name}", "/roles/UserRole");
        all.put("/vms/{name}", "/vms/" + vm);
        all.put("/vms/{vm}", "/vms/" + vm);
        all.put("/{collection}/{name}", "/vms/" + vm);
        all.put(
                "/permissions/{id}",
                "/permissions/"
                        + house.database()
                                .jdbc()
                                .sql("select id::text from broker.permission where object_kind = 'POOL' limit 1")
                                .query(String.class)
                                .single());
        all.put("{number}", "1");
        all.put("{verb}", "start");
        var compatible = new java.util.LinkedHashMap<String, String>();
        compatible.put("/vms/{id}", "/vms/" + vm);
        compatible.put("/vms/{vm}", "/vms/" + vm);
        compatible.put("/{collection}/{id}", "/vms/" + vm);
        compatible.put("/datacenters/{id}", "/datacenters/" + id("pool.data_center", "Default"));
        compatible.put("/clusters/{id}", "/clusters/" + id("pool.cluster", "Default"));
        compatible.put("/hosts/{id}", "/hosts/" + id("pool.host", "simulated"));
        compatible.put("/networks/{id}", "/networks/" + id("pool.network", "net-f"));
        compatible.put("/vnicprofiles/{id}", "/vnicprofiles/" + id("pool.network", "net-f"));
        compatible.put("/storagedomains/{id}", "/storagedomains/" + id("pool.storage_domain", "local"));
        compatible.put("/vmpools/{id}", "/vmpools/" + id("pool.pool", "pool-f"));
        compatible.put("/templates/{id}", "/templates/" + id("pool.template", "pool-f-template"));
        compatible.put(
                "/users/{id}",
                "/users/" + java.util.UUID.nameUUIDFromBytes("user/user-f@internal".getBytes(StandardCharsets.UTF_8)));
        compatible.put("/roles/{id}", "/roles/" + id("broker.role", "UserRole"));
        compatible.forEach((pattern, path) -> all.put("/ovirt-engine/api" + pattern, "/ovirt-engine/api" + path));
        return all;
    }
}
