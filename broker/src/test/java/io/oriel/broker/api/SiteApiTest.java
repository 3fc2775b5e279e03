package io.oriel.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.House;
import io.oriel.broker.directory.User;
import io.oriel.pool.estate.UserId;
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

/** Data centers, clusters, networks, storage domains, affinity groups and why-not, over the whole broker. */
class SiteApiTest {
    /** What only administrators look at at all. */
    private static final Set<String> UNSEEN = Set.of("affinity", "affinity/x", "vms/x/why-not");

    @TempDir
    static Path temp;

    private static House house;
    private static WebTestClient admin;

    @BeforeAll
    static void open() {
        house = new House(temp);
        admin = client(Optional.of(House.ADMIN));
    }

    @AfterAll
    static void close() {
        house.close();
    }

    @Test
    void aDataCenterIsMadeFilledRenamedAndDeletedWhenItIsEmpty() {
        // When
        send("POST", "datacenters", "{\"name\":\"Zürich\",\"description\":\"by the lake\"}")
                .expectStatus()
                .isCreated();
        send("POST", "clusters", "{\"name\":\"c2\",\"dataCenter\":\"Zürich\",\"cpuLevel\":\"x86-64-v2\"}")
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.cpuLevel")
                .isEqualTo("x86-64-v2")
                .jsonPath("$.policy")
                .isEqualTo("none")
                .jsonPath("$.parameters.HighUtilization")
                .isEqualTo("80");
        send("PATCH", "datacenters/Zürich", "{\"name\":\"Bern\"}")
                .expectStatus()
                .isOk();
        // Then
        get("clusters/c2").jsonPath("$.dataCenter").isEqualTo("Bern");
        get("datacenters/Bern").jsonPath("$.description").isEqualTo("by the lake");
        send("DELETE", "datacenters/Bern", "")
                .expectStatus()
                .isEqualTo(409)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("in_use")
                .jsonPath("$.detail")
                .isEqualTo("data center Bern cannot be deleted: it is used by cluster c2");
        send("DELETE", "clusters/c2", "").expectStatus().isNoContent();
        send("DELETE", "datacenters/Bern", "").expectStatus().isNoContent();
        send("DELETE", "datacenters/Bern", "").expectStatus().isNotFound();
        assertThat(house.broker.view().events(House.ADMIN, 100).toString())
                .contains("data center Zürich added by admin@internal", "data center Bern deleted by admin@internal");
    }

    @Test
    void allThatIsWrongWithAClusterIsToldTogether() {
        send(
                        "POST",
                        "clusters",
                        "{\"name\":\"../etc\",\"dataCenter\":\"Nowhere\",\"cpuLevel\":\"a b\",\"description\":\"two\\n"
                                + "lines\",\"policy\":\"power_saving\","
                                + "\"parameters\":{\"HighUtilization\":\"40\",\"VCpuToPhysicalCpuRatio\":\"1\"}}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[*].field")
                .value(fields -> assertThat(fields)
                        .isEqualTo(List.of(
                                "name",
                                "description",
                                "dataCenter",
                                "cpuLevel",
                                "parameters.HighUtilization",
                                "parameters.VCpuToPhysicalCpuRatio")))
                .jsonPath("$.errors[4].message")
                .isEqualTo("HighUtilization is a per cent value from 50 to 99")
                .jsonPath("$.errors[5].rule")
                .isEqualTo("unknown");
        send("POST", "clusters", "{\"policy\":\"best\"}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[*].field")
                .value(fields -> assertThat(fields).isEqualTo(List.of("name", "policy")));
    }

    @Test
    void aPolicyKeepsItsParametersUntilItIsAnother() {
        // Given
        send(
                        "POST",
                        "clusters",
                        "{\"name\":\"c3\",\"policy\":\"power_saving\",\"parameters\":{\"LowUtilization\":\"5\"}}")
                .expectStatus()
                .isCreated();
        // When, Then
        send("PATCH", "clusters/c3", "{\"parameters\":{\"HighUtilization\":\"60\"}}")
                .expectBody()
                .jsonPath("$.parameters.LowUtilization")
                .isEqualTo("5")
                .jsonPath("$.parameters.HighUtilization")
                .isEqualTo("60");
        send("PATCH", "clusters/c3", "{\"parameters\":{\"LowUtilization\":null}}")
                .expectBody()
                .jsonPath("$.parameters.LowUtilization")
                .isEqualTo("20");
        send("PATCH", "clusters/c3", "{\"policy\":\"vm_evenly_distributed\"}")
                .expectBody()
                .jsonPath("$.parameters.HighUtilization")
                .isEqualTo("80")
                .jsonPath("$.parameters.MigrationThreshold")
                .isEqualTo("5")
                .jsonPath("$.parameters.LowUtilization")
                .doesNotExist();
    }

    @Test
    void networksHaveABridgeAndPerhapsAVlan() {
        // When
        send("POST", "networks", "{\"name\":\"blue\",\"bridge\":\"br0\",\"vlan\":7}")
                .expectStatus()
                .isCreated();
        // Then
        send("PATCH", "networks/blue?dataCenter=Default", "{\"vlan\":0,\"name\":\"green\"}")
                .expectBody()
                .jsonPath("$.vlan")
                .doesNotExist()
                .jsonPath("$.bridge")
                .isEqualTo("br0");
        send("POST", "networks", "{\"name\":\"green\",\"bridge\":\"br0\"}")
                .expectStatus()
                .isEqualTo(409);
        send("POST", "networks", "{\"name\":\"red\",\"bridge\":\"a bridge too far\",\"vlan\":5000}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors.length()")
                .isEqualTo(2);
        send("DELETE", "networks/green", "").expectStatus().isNoContent();
    }

    @Test
    void storageDomainsShowWhereTheyAreAndWhoHasThem() {
        get("storage/local")
                .jsonPath("$.shared")
                .isEqualTo(false)
                .jsonPath("$.host")
                .isEqualTo("simulated")
                .jsonPath("$.prepared")
                .isEqualTo(true);
        send("POST", "storage", "{\"name\":\"nfs\",\"path\":\"" + temp.resolve("nfs") + "\",\"shared\":true}")
                .expectStatus()
                .isCreated();
        send("POST", "storage", "{\"name\":\"x  y\",\"path\":\"../up\",\"shared\":true,\"host\":\"none\"}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[*].field")
                .value(fields -> assertThat(fields).isEqualTo(List.of("name", "path", "host", "host")));
        send("PATCH", "storage/nfs", "{\"name\":\"nfs2\",\"path\":\"" + temp.resolve("nfs2") + "\"}")
                .expectBody()
                .jsonPath("$.name")
                .isEqualTo("nfs2");
        send("DELETE", "storage/nfs2", "").expectStatus().isNoContent();
    }

    @Test
    void whyNotSaysOfEachHostWhatSpeaksAgainstIt() {
        // Given
        house.pool("desk", 1, 1, "people@internal");
        send("POST", "hosts", "{\"name\":\"silent-h2\",\"address\":\"10.0.0.2\"}");
        send(
                        "POST",
                        "affinity",
                        "{\"name\":\"far\",\"hostRule\":\"negative\",\"vms\":[\"desk-1\"],\"hosts\":[\"simulated\"]}")
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.hosts[0]")
                .isEqualTo("simulated");
        // Then
        get("vms/desk-1/why-not")
                .jsonPath("$.policy")
                .isEqualTo("none")
                .jsonPath("$.hosts.length()")
                .isEqualTo(2)
                .jsonPath("$.hosts[?(@.host=='silent-h2')].verdict")
                .isEqualTo("refused")
                .jsonPath("$.hosts[?(@.host=='silent-h2')].reason")
                .isEqualTo("is Unassigned");
        send("GET", "vms/none/why-not", "").expectStatus().isNotFound();

        // When
        send("POST", "affinity/far/members", "{\"vms\":[\"desk-1\",\"ghost\"],\"hosts\":[\"nobody\"]}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors.length()")
                .isEqualTo(2);
        send("POST", "affinity/far/members", "{\"vms\":[\"desk-1\"],\"remove\":true}")
                .expectBody()
                .jsonPath("$.vms.length()")
                .isEqualTo(0);
        send("DELETE", "affinity/far", "").expectStatus().isNoContent();
        send("POST", "affinity", "{\"name\":\"g\",\"vmRule\":\"sometimes\",\"priority\":0}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[*].field")
                .value(fields -> assertThat(fields).isEqualTo(List.of("priority", "vmRule")));
    }

    @Test
    void A13_everyRouteRefusesWhoIsNoAdministrator() {
        var alice = client(Optional.of(new User(new UserId("alice@internal"), "Alice", Set.of(), false)));
        var nobody = client(Optional.empty());
        for (var route : List.of(
                "GET datacenters",
                "POST datacenters",
                "GET datacenters/Default",
                "PATCH datacenters/Default",
                "DELETE datacenters/Default",
                "GET clusters",
                "POST clusters",
                "GET clusters/Default",
                "PATCH clusters/Default",
                "DELETE clusters/Default",
                "GET networks",
                "POST networks",
                "GET networks/x",
                "PATCH networks/x",
                "DELETE networks/x",
                "GET storage",
                "POST storage",
                "GET storage/local",
                "PATCH storage/local",
                "DELETE storage/local",
                "GET affinity",
                "POST affinity",
                "GET affinity/x",
                "POST affinity/x/members",
                "DELETE affinity/x",
                "GET vms/x/why-not")) {
            var parts = route.split(" ", 2);
            exchange(alice, parts[0], parts[1], "{}")
                    .expectStatus()
                    .isEqualTo(
                            !parts[0].equals("GET") || UNSEEN.contains(parts[1])
                                    ? 403
                                    : parts[1].contains("/") ? 404 : 200);
            exchange(nobody, parts[0], parts[1], "{}").expectStatus().isEqualTo(401);
        }
    }

    private static WebTestClient.BodyContentSpec get(String path) {
        return send("GET", path, "").expectStatus().isOk().expectBody();
    }

    private static WebTestClient.ResponseSpec send(String method, String path, String body) {
        return exchange(admin, method, path, body);
    }

    private static WebTestClient.ResponseSpec exchange(WebTestClient client, String method, String path, String body) {
        var request = client.method(HttpMethod.valueOf(method)).uri("/api/v1/" + path);
        return (body.isEmpty() || method.equals("GET")
                        ? request
                        : request.contentType(MediaType.APPLICATION_JSON).bodyValue(body))
                .exchange();
    }

    private static WebTestClient client(Optional<User> actor) {
        var broker = house.broker;
        WebFilter door = (exchange, chain) -> {
            actor.ifPresent(user -> exchange.getAttributes().put(Actor.ATTRIBUTE, user));
            return chain.filter(exchange);
        };
        return WebTestClient.bindToController(
                        gated(new HostsController(broker.hosts())),
                        gated(new DataCentersController(broker.site().dataCenters())),
                        gated(new ClustersController(broker.site().clusters())),
                        gated(new NetworksController(broker.site().networks())),
                        gated(new StorageController(broker.site().storage())),
                        gated(new AffinityController(broker.site().affinity())),
                        gated(new WhyNotController(broker.whyNot())))
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
