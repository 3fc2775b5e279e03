package io.oriel.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.Await;
import io.oriel.broker.House;
import io.oriel.broker.directory.User;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.UserId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.server.WebFilter;

/** VMs over the API, a running loop and a simulated host. */
class VmApiTest {
    @TempDir
    static Path temp;

    private static House house;
    private static WebTestClient admin;
    private static WebTestClient alice;
    private static WebTestClient nobody;

    @BeforeAll
    static void open() {
        house = new House(temp);
        house.broker.templates().importImage(House.ADMIN, "debian", house.image);
        admin = client(Optional.of(House.ADMIN));
        alice = client(Optional.of(new User(new UserId("alice@internal"), "Alice", Set.of(), false)));
        nobody = client(Optional.empty());
    }

    @AfterAll
    static void close() {
        house.close();
    }

    @Test
    void aServerIsMadeChangedKeptTakenBackAndDeleted() {
        // Given
        post("vms", """
            {"name":"bücher-1","template":"debian","vcpus":2,"memoryMiB":512,"tags":["web"],"description":"library",
             "nics":[{"mac":"52-54-00-AB-CD-01"}],"disks":[{"name":"data","bytes":1073741824}],
             "cloudInit":{"userData":"#cloud-config\\npassword: geheim-42"}}\
            """)
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.nics[0].mac")
                .isEqualTo("52:54:00:ab:cd:01")
                .jsonPath("$.cloudInit")
                .isEqualTo(true)
                .jsonPath("$.tags[0]")
                .isEqualTo("web");
        post("vms/bücher-1/start", "").expectStatus().isOk();
        awaitState("bücher-1", "up");
        // When: what runs is given another disk and another card, and is to have more memory
        post("vms/bücher-1/disks", "{\"name\":\"more\",\"bytes\":1048576}")
                .expectStatus()
                .isCreated();
        post("vms/bücher-1/nics", "{}").expectStatus().isCreated();
        await(
                "bücher-1",
                vm -> vm.outfit().disks().size() == 2
                        && vm.outfit().disks().stream().allMatch(disk -> disk.plugged())
                        && vm.outfit().nics().stream().allMatch(nic -> nic.plugged()));
        patch("vms/bücher-1", "{\"memoryMiB\":1024,\"description\":\"books\"}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.needsRestart")
                .isEqualTo(List.of("memoryMiB"));
        // Then: it is kept as it runs, and taken back to that
        post("vms/bücher-1/snapshots", "{\"name\":\"before\"}").expectStatus().isCreated();
        await(
                "bücher-1",
                vm -> vm.outfit().snapshots().stream()
                        .anyMatch(it -> it.stage().name().equals("MADE") && it.memory()));
        post("vms/bücher-1/snapshots/before/revert", "").expectStatus().isEqualTo(409);
        delete("vms/bücher-1/disks/more").expectStatus().isEqualTo(409);
        post("vms/bücher-1/stop", "").expectStatus().isOk();
        awaitState("bücher-1", "down");
        post("vms/bücher-1/snapshots/before/revert", "").expectStatus().isOk();
        awaitState("bücher-1", "up");
        delete("vms/bücher-1/snapshots/before").expectStatus().isOk();
        await("bücher-1", vm -> vm.outfit().snapshots().isEmpty());
        delete("vms/bücher-1/disks/more").expectStatus().isOk();
        await("bücher-1", vm -> vm.outfit().disks().size() == 1);
        get("disks").expectBody().jsonPath("$[?(@.name=='more')].storage").isEqualTo("local");
        // And: nobody sees what its guest was told
        for (var path : new String[] {"vms", "vms/bücher-1", "events?max=1000"}) {
            var answer = get(path).expectBody().returnResult().getResponseBody();
            assertThat(new String(answer == null ? new byte[0] : answer, StandardCharsets.UTF_8))
                    .doesNotContain("geheim-42");
        }
        // And: it is deleted when it is off and no longer protected
        patch("vms/bücher-1", "{\"guarded\":true}").expectStatus().isOk();
        delete("vms/bücher-1").expectStatus().isEqualTo(409);
        post("vms/bücher-1/stop", "").expectStatus().isOk();
        awaitState("bücher-1", "down");
        delete("vms/bücher-1").expectStatus().isEqualTo(409);
        patch("vms/bücher-1", "{\"guarded\":false}").expectStatus().isOk();
        delete("vms/bücher-1").expectStatus().isAccepted();
        Await.until("it is gone", () -> house.estate.vms().byName("bücher-1").isEmpty());
        get("vms/bücher-1").expectStatus().isNotFound();
    }

    @Test
    void disksOutliveTheirVmWhenTheyAreToAndServeAnother() {
        // Given
        post("vms", "{\"name\":\"old\",\"diskBytes\":1073741824,\"storage\":\"local\",\"nics\":[]}")
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.source")
                .isEqualTo("blank");
        post("vms", "{\"name\":\"new\",\"template\":\"debian\",\"source\":\"full\"}")
                .expectStatus()
                .isCreated();
        await("old", vm -> vm.upkeep().disk().use().name().equals("CLEAN"));
        await("new", vm -> vm.upkeep().disk().use().name().equals("CLEAN"));
        var disk = vm("old").upkeep().disk().id();
        // When
        delete("vms/old?keepDisks=true").expectStatus().isAccepted();
        Await.until("it is gone", () -> house.estate.vms().byName("old").isEmpty());
        get("disks").expectBody().jsonPath("$[?(@.name=='old')].id").isEqualTo(disk.toString());
        post("vms/new/disks", "{\"disk\":\"" + disk + "\"}").expectStatus().isCreated();
        post("vms/new/start", "").expectStatus().isOk();
        awaitState("new", "up");
        // Then
        assertThat(vm("new").outfit().disk(disk).orElseThrow().plugged()).isTrue();
        post("vms/old/disks", "{}").expectStatus().isNotFound();
    }

    @Test
    void runsOnceInAnotherWayAndStartsByItselfUntilSomebodyStopsIt() {
        // Given
        post("vms", "{\"name\":\"auto\",\"template\":\"debian\",\"autoStart\":true}")
                .expectStatus()
                .isCreated();
        awaitState("auto", "up");
        post("vms/auto/stop", "").expectStatus().isOk();
        awaitState("auto", "down");
        // When
        post("vms/auto/run-once", "{\"boot\":[\"network\",\"disk\"],\"paused\":true}")
                .expectStatus()
                .isOk();
        // Then
        awaitState("auto", "paused");
        assertThat(vm("auto").outfit().once()).isPresent();
        post("vms/auto/resume", "").expectStatus().isOk();
        awaitState("auto", "up");
        post("vms/auto/reset", "").expectStatus().isOk();
        await(
                "auto",
                vm -> vm.state().restName().equals("up") && vm.upkeep().errand().isEmpty());
        post("vms/auto/shutdown", "").expectStatus().isOk();
        awaitState("auto", "down");
        assertThat(vm("auto").outfit().once()).isEmpty();
    }

    @Test
    void aVmIsMadeHighlyAvailableAndPinnedAndItsHostSaysThatItCannotBeEmptied() {
        // Given
        post("vms", "{\"name\":\"ha\",\"template\":\"debian\",\"priority\":50,\"lease\":true}")
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.priority")
                .isEqualTo(50)
                .jsonPath("$.lease")
                .isEqualTo(true)
                .jsonPath("$.mobility")
                .isEqualTo("migratable");
        post("vms/ha/start", "").expectStatus().isOk();
        awaitState("ha", "up");
        var host = house.estate.hosts().list().getFirst().name();
        // When
        patch("vms/ha", "{\"mobility\":\"pinned\"}").expectStatus().isOk();
        // Then
        post("vms/ha/migrate", "{}")
                .expectStatus()
                .isEqualTo(409)
                .expectBody()
                .jsonPath("$.detail")
                .value(it ->
                        assertThat(String.valueOf(it)).contains("vm ha cannot be moved: it is pinned to its host"));
        get("hosts/" + host + "/drain")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.possible")
                .isEqualTo(false)
                .jsonPath("$.hindrances[?(@.vm=='ha')].reason")
                .isEqualTo("it is pinned to its host; shut it down, or let it be moved")
                .jsonPath("$.vms[?(@.name=='ha')].priority")
                .isEqualTo(50);
        post("hosts/" + host + "/maintenance", "").expectStatus().isEqualTo(409);
        get("hosts/" + host + "/simulate")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.survived")
                .isEqualTo(false)
                .jsonPath("$.vms[?(@.name=='ha')].priority")
                .isEqualTo(50);
        // And: of a host that answers nobody says that it was rebooted, and of none without its name
        post("hosts/" + host + "/confirm-rebooted", "{\"host\":\"another\"}")
                .expectStatus()
                .isBadRequest();
        post("hosts/" + host + "/confirm-rebooted", "{\"host\":\"" + host + "\"}")
                .expectStatus()
                .isEqualTo(409);
        // And: what cannot be is refused
        patch("vms/ha", "{\"priority\":101}").expectStatus().isBadRequest();
        patch("vms/ha", "{\"mobility\":\"nailed\"}").expectStatus().isBadRequest();
        patch("vms/ha", "{\"priority\":-1}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.priority")
                .doesNotExist()
                .jsonPath("$.lease")
                .isEqualTo(false);
        patch("vms/ha", "{\"lease\":true}").expectStatus().isBadRequest();
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        post("vms", """
            {"name":"a/b","vcpus":0,"heads":9,"hardware":"toaster","kind":"cat","boot":["disk","disk"],
             "cluster":"nowhere","host":"nobody","storage":"nothing","cdrom":"x","description":"a\\nb",
             "tags":["<"],"nics":[{"mac":"01:02","network":"void"}],"disks":[{"name":"d"}]}\
            """)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[*].field")
                .value(fields -> assertThat(String.valueOf(fields))
                        .contains(
                                "name",
                                "vcpus",
                                "heads",
                                "hardware",
                                "kind",
                                "boot",
                                "cluster",
                                "host",
                                "storage",
                                "cdrom",
                                "description",
                                "tags",
                                "nics.mac",
                                "nics",
                                "disks.bytes",
                                "template"));
        assertThat(house.estate.vms().byName("a/b")).isEmpty();
    }

    @Test
    void whoIsNotAnAdministratorSeesAndDoesNothing() {
        send(nobody, HttpMethod.GET, "vms", "").expectStatus().isUnauthorized();
        for (var path : new String[] {"vms", "disks"}) {
            send(alice, HttpMethod.GET, path, "")
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .json("[]");
        }
        send(alice, HttpMethod.GET, "vms/x", "").expectStatus().isNotFound();
        for (var path : new String[] {"vms/x/start", "vms/x/run-once"}) {
            send(alice, HttpMethod.POST, path, "{}").expectStatus().isNotFound();
        }
        for (var path : new String[] {"vms", "vms/x/disks", "vms/x/nics", "vms/x/snapshots"}) {
            send(alice, HttpMethod.POST, path, "{}").expectStatus().isForbidden();
        }
        send(alice, HttpMethod.DELETE, "vms/x", "").expectStatus().isForbidden();
        send(alice, HttpMethod.PATCH, "vms/x", "{}").expectStatus().isNotFound();
    }

    @Test
    void whatIsTakenOrNotThereOrOfAnotherTimeIsRefused() {
        // Given
        post("vms", "{\"name\":\"one\",\"template\":\"debian\",\"nics\":[{\"mac\":\"5254.00ab.cd77\"}]}")
                .expectStatus()
                .isCreated();
        // When, Then
        post("vms", "{\"name\":\"one\",\"template\":\"debian\"}").expectStatus().isEqualTo(409);
        post("vms", "{\"name\":\"two\",\"template\":\"debian\",\"nics\":[{\"mac\":\"52:54:00:AB:CD:77\"}]}")
                .expectStatus()
                .isEqualTo(409)
                .expectBody()
                .jsonPath("$.detail")
                .value(said -> assertThat(String.valueOf(said)).contains("address"));
        post("vms", "{\"name\":\"two\",\"template\":\"debian\",\"nics\":[{\"mac\":\"53:54:00:AB:CD:78\"}]}")
                .expectStatus()
                .isBadRequest();
        patch("vms/one", "{\"version\":1,\"vcpus\":2}").expectStatus().isEqualTo(409);
        post("vms/one/fly", "").expectStatus().isNotFound();
        post("vms/nobody/start", "").expectStatus().isNotFound();
        post("vms/one/pause", "").expectStatus().isEqualTo(409);
        post("vms/one/snapshots", "{\"name\":\"s\"}").expectStatus().isEqualTo(409);
        delete("vms/one/disks/none").expectStatus().isNotFound();
        delete("vms/one/nics/none").expectStatus().isNotFound();
    }

    private static TendedVm vm(String name) {
        var vms = house.estate.vms();
        return vms.byName(name).flatMap(vm -> vms.tended(vm.id())).orElseThrow();
    }

    private static void await(String name, Predicate<TendedVm> goal) {
        Await.until(name + " as wanted", () -> goal.test(vm(name)));
    }

    private static void awaitState(String name, String state) {
        Await.until(name + " " + state, () -> vm(name).state().restName().equals(state) && !vm(name).busy());
    }

    private static WebTestClient.ResponseSpec get(String path) {
        return send(admin, HttpMethod.GET, path, "");
    }

    private static WebTestClient.ResponseSpec post(String path, String body) {
        return send(admin, HttpMethod.POST, path, body);
    }

    private static WebTestClient.ResponseSpec patch(String path, String body) {
        return send(admin, HttpMethod.PATCH, path, body);
    }

    private static WebTestClient.ResponseSpec delete(String path) {
        return send(admin, HttpMethod.DELETE, path, "");
    }

    private static WebTestClient.ResponseSpec send(WebTestClient client, HttpMethod method, String path, String body) {
        var request = client.method(method).uri("/api/v1/" + path);
        return (body.isEmpty()
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
                        gated(new VmsController(broker.vms())),
                        gated(new VmDevicesController(broker.vmDevices())),
                        gated(new HostsController(broker.hosts())),
                        gated(new EventsController(broker.view(), broker.events())))
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
