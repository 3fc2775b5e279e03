package io.oriel.pool;

import static io.oriel.pool.Fixture.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostUsage;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmUsage;
import io.oriel.pool.FakeHost.Fault;
import io.oriel.pool.PoolException.Code;
import io.oriel.pool.estate.Care;
import io.oriel.pool.estate.Continuity;
import io.oriel.pool.estate.Mobility;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmKind;
import io.oriel.pool.estate.VmLoad;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two hosts that share a storage domain, beside one that is the first host's own. */
class ManyHostsTest {
    private Fixture fixture;
    private FakeHost second;
    private Template template;

    @BeforeEach
    void open() {
        fixture = new Fixture().started();
        var nfs = fixture.module
                .storage()
                .create(new NewStorageDomain("nfs", Optional.empty(), "/srv/nfs", true, Optional.empty()));
        second = fixture.another("h2");
        fixture.awaitHost("h1", "up");
        fixture.awaitHost("h2", "up");
        template = fixture.module.templates().importImage("shared", Fixture.image(), Optional.of(nfs.id()));
    }

    @AfterEach
    void close() {
        assertThat(fixture.host.violations).isEmpty();
        assertThat(second.violations).isEmpty();
        fixture.close();
    }

    private Vm server(String name, Optional<String> host) {
        var vm = fixture.module
                .vms()
                .create(new NewVm(
                        name,
                        template.id(),
                        Optional.empty(),
                        new Shape(1, 64, Hardware.LINUX, 1),
                        Optional.empty(),
                        host.map(it -> fixture.row(it).id())));
        fixture.module.vms().start(vm.id());
        fixture.awaitState(name, "up");
        return fixture.vm(name);
    }

    private String hostOf(String vm) {
        return hostOf(fixture.vm(vm));
    }

    /** Read at once: between two readings a move may begin or end. */
    private boolean isUpOn(String name, String host) {
        var vm = fixture.vm(name);
        return vm.state().restName().equals("up") && hostOf(vm).equals(host);
    }

    private String hostOf(Vm vm) {
        return vm.host().flatMap(fixture.module.hosts()::find).orElseThrow().name();
    }

    private static void refused(Code code, String why, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(PoolException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.text()).contains(why);
        });
    }

    @Test
    void aVmIsMadeOnEachHostAndMovesThereAndBack() {
        // Given
        var one = server("one", Optional.of("h1"));
        server("two", Optional.of("h2"));
        assertThat(List.of(hostOf("one"), hostOf("two"))).containsExactly("h1", "h2");
        // When
        fixture.module.vms().migrate(one.id(), Optional.empty());
        // Then
        Await.until(fixture::log, () -> isUpOn("one", "h2"));
        assertThat(second.running()).contains(one.id());
        assertThat(fixture.log())
                .contains("vm one: Up → MigratingFrom on h1 to h2", "MigratingTo → Up on h2 (it has arrived)");

        // When
        fixture.module.vms().migrate(one.id(), Optional.of(fixture.row("h1").id()));
        // Then
        Await.until(fixture::log, () -> isUpOn("one", "h1"));
        var moves = second.received().stream().filter(EstateCommand.MigrateVm.class::isInstance);
        assertThat(moves)
                .singleElement()
                .isInstanceOfSatisfying(
                        EstateCommand.MigrateVm.class,
                        it -> assertThat(it.target().address()).isEqualTo("127.0.0.1"));
        refused(
                Code.IN_USE,
                "is on host h1 already",
                () -> fixture.module
                        .vms()
                        .migrate(one.id(), Optional.of(fixture.row("h1").id())));
    }

    @Test
    void aServerIsPausedSuspendedRebootedAndPoweredOff() {
        // Given
        var vms = fixture.module.vms();
        var id = server("one", Optional.empty()).id();
        var on = hostOf("one");
        // When, Then
        vms.pause(id);
        fixture.awaitState("one", "paused");
        refused(Code.IN_USE, "is Paused and cannot be paused", () -> vms.pause(id));
        vms.start(id);
        fixture.awaitState("one", "up");
        vms.suspend(id);
        fixture.awaitState("one", "suspended");
        assertThat(fixture.vm("one").host()).isEmpty();
        vms.start(id);
        fixture.awaitState("one", "up");
        assertThat(hostOf("one")).as("the host its memory lay on").isEqualTo(on);
        vms.reboot(id);
        Await.until(fixture::log, () -> fixture.log().contains("RebootInProgress → PoweringUp"));
        fixture.awaitState("one", "up");
        vms.shutdown(id);
        fixture.awaitState("one", "down");
        refused(Code.IN_USE, "is Down and cannot be rebooted", () -> vms.reboot(id));
        assertThat(fixture.host.running()).isEmpty();
        assertThat(second.running()).isEmpty();
    }

    @Test
    void aMoveThatFailsLeavesTheVmWhereItIsAndSaysWhy() {
        // Given
        var vm = server("one", Optional.of("h1"));
        fixture.host.faults = command -> command instanceof EstateCommand.MigrateVm ? Fault.FAILS : Fault.NONE;
        // When
        fixture.module.vms().migrate(vm.id(), Optional.empty());
        // Then
        Await.until(fixture::log, () -> fixture.vm("one").trouble().isPresent());
        fixture.awaitState("one", "up");
        assertThat(hostOf("one")).isEqualTo("h1");
        assertThat(fixture.vm("one").trouble()).contains("the host failed to move it: injected");
    }

    @Test
    void aMoveIsCalledOff() {
        // Given
        var vm = server("one", Optional.of("h1"));
        fixture.host.faults = command -> command instanceof EstateCommand.MigrateVm ? Fault.ACCEPTED : Fault.NONE;
        fixture.module.vms().migrate(vm.id(), Optional.empty());
        var command = received(EstateCommand.MigrateVm.class);
        // When
        fixture.host.say(new HostEvent.Progress(command.id(), 40, "memory"));
        Await.until(fixture::log, () -> fixture.module.vms().progress(vm.id()).isPresent());
        assertThat(fixture.module.vms().progress(vm.id()).orElseThrow().percent())
                .isEqualTo(40);
        fixture.module.vms().cancelMigration(vm.id());
        // Then
        fixture.awaitState("one", "up");
        assertThat(hostOf("one")).isEqualTo("h1");
        assertThat(fixture.host.received()).anyMatch(EstateCommand.CancelMigration.class::isInstance);
    }

    @Test
    void aVmThatHadMovedWhenItsHostFellSilentIsFoundOnTheOther() {
        // Given
        var vm = server("one", Optional.of("h1"));
        fixture.host.faults = command -> {
            if (command instanceof EstateCommand.MigrateVm) {
                fixture.host.silent = true;
                second.silent = true;
                return Fault.ANSWER_LOST;
            }
            return Fault.NONE;
        };
        // When
        fixture.module.vms().migrate(vm.id(), Optional.empty());
        fixture.awaitState("one", "unknown");
        second.silent = false;
        // Then
        fixture.awaitState("one", "up");
        assertThat(hostOf("one")).isEqualTo("h2");
        fixture.host.silent = false;
        fixture.awaitHost("h1", "up");
        assertThat(fixture.state("one")).isEqualTo("up");
        assertThat(fixture.log()).doesNotContain("ignored");
    }

    @Test
    void aHostIsEmptiedAndUsedAgain() {
        // Given
        server("one", Optional.of("h1"));
        var pool = fixture.module.pools().create(new NewPool("desk", "", template.id(), 2, 2, 1, true, 1, 64));
        fixture.awaitState("desk-1", "up");
        fixture.awaitState("desk-2", "up");
        var h1 = fixture.row("h1").id();
        refused(
                Code.IN_USE,
                "put it into maintenance first",
                () -> fixture.module.hosts().remove(h1));
        // When
        fixture.module.hosts().maintenance(h1);
        // Then
        fixture.awaitHost("h1", "maintenance");
        assertThat(fixture.host.running()).isEmpty();
        fixture.awaitState("one", "up");
        assertThat(hostOf("one")).isEqualTo("h2");
        Await.until(fixture::log, () -> fixture.module.pools().count(pool.id()).ready() == 2);

        // When
        fixture.module.hosts().activate(h1);
        // Then
        fixture.awaitHost("h1", "up");
        assertThat(fixture.log()).contains("PreparingForMaintenance → Maintenance (nothing runs on it any more)");
    }

    private void care(String name, Optional<Integer> priority, Mobility mobility) {
        fixture.module
                .vms()
                .edit(
                        fixture.vm(name).id(),
                        Optional.empty(),
                        now -> new VmConfig(
                                now.name(),
                                now.shape(),
                                now.starting(),
                                new Care(VmKind.SERVER, "", false, false, new Continuity(priority, false, mobility)),
                                now.startOn(),
                                now.tags()));
    }

    @Test
    void whoMayBeMovedLeavesByPriorityAndWhatMayNotIsNamedBeforehand() {
        // Given
        for (var name : List.of("low", "high", "plain", "mid")) {
            server(name, Optional.of("h1"));
        }
        care("low", Optional.of(1), Mobility.MIGRATABLE);
        care("high", Optional.of(100), Mobility.MIGRATABLE);
        care("mid", Optional.of(50), Mobility.PINNED);
        care("plain", Optional.empty(), Mobility.USER_MIGRATABLE);
        var hosts = fixture.module.hosts();
        var h1 = fixture.row("h1").id();
        // When, Then: every reason is told, and nothing is begun
        var drain = hosts.drain(h1);
        assertThat(drain.leaving())
                .extracting(it -> it.vm().vm().name())
                .containsExactly("high", "mid", "low", "plain");
        assertThat(drain.hindrances())
                .extracting(it -> it.vm().orElseThrow() + ": " + it.why())
                .containsExactly(
                        "mid: it is pinned to its host; shut it down, or let it be moved",
                        "plain: only a person may move it; move it, or shut it down");
        refused(Code.IN_USE, "vm mid: it is pinned to its host", () -> hosts.maintenance(h1));
        refused(
                Code.IN_USE,
                "vm mid cannot be moved: it is pinned",
                () -> fixture.module.vms().migrate(fixture.vm("mid").id(), Optional.empty()));
        // When: a person moves the one, and the other is not pinned any more
        fixture.module.vms().migrate(fixture.vm("plain").id(), Optional.empty());
        Await.until(fixture::log, () -> isUpOn("plain", "h2"));
        care("mid", Optional.of(50), Mobility.MIGRATABLE);
        assertThat(hosts.drain(h1).hindrances()).isEmpty();
        hosts.maintenance(h1);
        fixture.awaitHost("h1", "maintenance");
        // Then
        var order = fixture.host.received().stream()
                .filter(EstateCommand.MigrateVm.class::isInstance)
                .map(it -> ((EstateCommand.MigrateVm) it).vm())
                .skip(1)
                .toList();
        assertThat(order)
                .containsExactlyInAnyOrder(
                        fixture.vm("high").id(),
                        fixture.vm("mid").id(),
                        fixture.vm("low").id());
        assertThat(order.getLast()).isEqualTo(fixture.vm("low").id());
    }

    @Test
    void twoHostsThatAreToBeEmptiedIntoEachOtherAreDecidedOnce() {
        // Given
        var vm = server("one", Optional.of("h1"));
        fixture.host.faults = command -> command instanceof EstateCommand.MigrateVm ? Fault.ACCEPTED : Fault.NONE;
        var hosts = fixture.module.hosts();
        hosts.maintenance(fixture.row("h1").id());
        fixture.awaitState("one", "migrating");
        fixture.host.say(
                new HostEvent.Progress(received(EstateCommand.MigrateVm.class).id(), 30, "memory"));
        Await.until(
                fixture::log,
                () -> hosts.drain(fixture.row("h1").id()).leaving().stream()
                        .anyMatch(it -> it.percent().equals(Optional.of(30))));
        assertThat(hosts.drain(fixture.row("h1").id()).left()).isPresent();
        // When, Then
        refused(
                Code.IN_USE,
                "vm one: it is on its way here from host h1, which is being emptied",
                () -> hosts.maintenance(fixture.row("h2").id()));
        // When: it is called off
        hosts.activate(fixture.row("h1").id());
        hosts.maintenance(fixture.row("h2").id());
        // Then: what was coming stays where it was
        fixture.awaitHost("h2", "maintenance");
        fixture.awaitState("one", "up");
        assertThat(hostOf("one")).isEqualTo("h1");
        assertThat(fixture.host.received())
                .anyMatch(it -> it instanceof EstateCommand.CancelMigration cancel
                        && cancel.vm().equals(vm.id()));
    }

    @Test
    void aDiskOfOneHostsOwnKeepsItsVmThere() {
        // Given
        var local = fixture.module.storage().byName("local").orElseThrow();
        var own = fixture.module.templates().importImage("own", Fixture.image(), Optional.of(local.id()));
        var pool = fixture.module.pools().create(new NewPool("desk", "", own.id(), 3, 2, 1, true, 1, 64));
        fixture.awaitState("desk-1", "up");
        fixture.awaitState("desk-2", "up");
        // When
        fixture.module.pools().claim(pool.id(), ALICE);
        fixture.awaitState("desk-3", "up");
        // Then
        assertThat(second.running()).isEmpty();
        assertThat(local.host()).contains(fixture.row("h1").id());
        refused(
                Code.IN_USE,
                "h2 does not see storage domain local, which is one host's own",
                () -> fixture.module.vms().migrate(fixture.vm("desk-2").id(), Optional.empty()));
        refused(
                Code.IN_USE,
                "host h1 cannot go into maintenance: vm desk-",
                () -> fixture.module.hosts().maintenance(fixture.row("h1").id()));
        refused(
                Code.INVALID,
                "the host does not see the storage domain of template own",
                () -> fixture.module
                        .vms()
                        .create(new NewVm(
                                "x",
                                own.id(),
                                Optional.empty(),
                                new Shape(1, 64, Hardware.LINUX, 1),
                                Optional.empty(),
                                Optional.of(fixture.row("h2").id()))));
    }

    @Test
    void statisticsAreKeptInMemoryByTheHostThatSaysThem() {
        // Given
        var vm = server("one", Optional.of("h1"));
        var usage = new HostUsage(12.5, 0.5, 1000, 63_000, 0, 0, 1, 2, 3600);
        var lines = fixture.module.events().latest(1000).size();
        // When
        second.say(new HostEvent.Statistics(usage, List.of(new VmUsage(vm.id(), 9, 64, 9, 9, 9, 9, 9, 9))));
        Await.until(
                fixture::log,
                () -> fixture.module.hosts().usage(fixture.row("h2").id()).isPresent());
        // Then
        assertThat(fixture.module.vms().load(fixture.vm("one")).flatMap(VmLoad::memoryUsedMiB))
                .as("said by another host")
                .isEmpty();

        // When
        fixture.host.say(new HostEvent.Statistics(usage, List.of(new VmUsage(vm.id(), 1, 64, 40, 60, 7, 8, 9, 10))));
        fixture.host.addresses = List.of("10.0.0.7", "fe80::1");
        Await.until(
                fixture::log,
                () -> fixture.module.vms().load(fixture.vm("one")).stream()
                        .anyMatch(load -> load.memoryUsedMiB().isPresent()
                                && !load.addresses().isEmpty()));
        // Then
        var load = fixture.module.vms().load(fixture.vm("one")).orElseThrow();
        assertThat(load.memoryUsedMiB()).contains(40L);
        assertThat(load.addresses()).containsExactly("10.0.0.7", "fe80::1");
        assertThat(load.age()).isLessThan(Duration.ofSeconds(20));
        assertThat(fixture.module.events().latest(1000)).hasSize(lines);

        // When
        fixture.module.vms().stop(vm.id());
        fixture.awaitState("one", "down");
        // Then
        assertThat(fixture.module.vms().load(fixture.vm("one"))).isEmpty();
    }

    @Test
    void A27_aHostThatSpeaksForAnothersVmIsIgnoredAndTold() {
        // Given
        var vm = server("one", Optional.of("h1"));
        var spec = fixture.host.spec(vm.id()).orElseThrow();
        // When
        second.plant(spec);
        Await.until(
                fixture::log,
                () -> fixture.log().contains("host h2 reports vm one, which was never sent to it; ignored"));
        second.guest(vm.id(), VmPower.CRASHED);
        // Then
        assertThat(fixture.state("one")).isEqualTo("up");
        assertThat(hostOf("one")).isEqualTo("h1");
        assertThat(second.received()).noneMatch(EstateCommand.DestroyVm.class::isInstance);
    }

    @Test
    void A27_aHostThatEndsAnothersCommandIsIgnoredAndTold() {
        // Given
        var vm = server("one", Optional.of("h1"));
        fixture.host.faults = command -> command instanceof EstateCommand.SuspendVm ? Fault.ACCEPTED : Fault.NONE;
        fixture.module.vms().suspend(vm.id());
        fixture.awaitState("one", "saving_state");
        // When
        second.say(new HostEvent.CommandEnded(
                1000, received(EstateCommand.SuspendVm.class).id(), new Outcome.Done()));
        // Then
        Await.until(
                fixture::log,
                () -> fixture.log().contains("host h2 speaks for a command about vm one, which was never sent to it"));
        assertThat(fixture.state("one")).isEqualTo("saving_state");
        fixture.host.endAccepted();
        fixture.awaitState("one", "suspended");
    }

    @Test
    void whatBindsAHostIsNamedWhenItIsToGo() {
        // Given
        server("one", Optional.of("h2"));
        var hosts = fixture.module.hosts();
        var h2 = fixture.row("h2").id();
        fixture.module.vms().suspend(fixture.vm("one").id());
        fixture.awaitState("one", "suspended");
        hosts.maintenance(h2);
        fixture.awaitHost("h2", "maintenance");
        // When, Then
        refused(Code.IN_USE, "the memory of vm one lies on it", () -> hosts.remove(h2));
        fixture.module.vms().stop(fixture.vm("one").id());
        hosts.activate(h2);
        fixture.awaitState("one", "down");
        hosts.maintenance(h2);
        fixture.awaitHost("h2", "maintenance");
        refused(Code.IN_USE, "vm one was made for it", () -> hosts.remove(h2));
    }

    /** The first host's command of this kind; a state is stored before its command is sent. */
    private EstateCommand received(Class<? extends EstateCommand> kind) {
        Await.until(fixture::log, () -> fixture.host.received().stream().anyMatch(kind::isInstance));
        return fixture.host.received().stream()
                .filter(kind::isInstance)
                .findFirst()
                .orElseThrow();
    }
}
