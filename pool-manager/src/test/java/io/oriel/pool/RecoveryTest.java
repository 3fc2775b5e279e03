package io.oriel.pool;

import static io.oriel.pool.Fixture.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmSpec;
import io.oriel.pool.FakeHost.Fault;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryTest {
    private Fixture fixture;

    @BeforeEach
    void open() {
        fixture = new Fixture().started();
    }

    @AfterEach
    void close() {
        assertThat(fixture.host.violations).isEmpty();
        fixture.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"LOST", "ANSWER_LOST"})
    void whateverIsLostOnceAtEveryStepNothingIsDoneTwiceAndNothingIsLost(Fault fault) {
        // Given
        var struck = new HashSet<Class<?>>();
        fixture.host.faults = command -> struck.add(command.getClass()) ? fault : Fault.NONE;
        // When
        var pool = fixture.pool("demo", 1, 1, 1);
        fixture.awaitState("demo-1", "up");
        fixture.module.pools().claim(pool.id(), ALICE);
        fixture.module.pools().release(fixture.vm("demo-1").id(), ALICE);
        // Then
        Await.until(
                fixture::log,
                () -> fixture.jdbc()
                                .sql("select count(*) from pool.start_time")
                                .query(Integer.class)
                                .single()
                        == 2);
        fixture.awaitState("demo-1", "up");
        assertThat(struck)
                .contains(
                        EstateCommand.CreateDisk.class,
                        EstateCommand.StartVm.class,
                        EstateCommand.DestroyVm.class,
                        EstateCommand.DeleteDisk.class);
        assertThat(fixture.host.running()).hasSize(1);
        // The template's image and the one clone.
        assertThat(fixture.host.disks()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ourProgramsAreKilledAgainAndAgainAndTheEstateComesToRest(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        var faults = new SplittableRandom(seed);
        fixture.host.faults = _ -> switch (faults.nextInt(8)) {
            case 0 -> Fault.LOST;
            case 1 -> Fault.ANSWER_LOST;
            default -> Fault.NONE;
        };
        var pool = fixture.pool("demo", 4, 2, 1);
        // When
        for (int round = 0; round < 6; round++) {
            int enough = fixture.host.received().size() + 1 + random.nextInt(6);
            if (random.nextBoolean()) {
                fixture.module.pools().claim(pool.id(), ALICE);
            } else {
                fixture.module
                        .vms()
                        .of(ALICE)
                        .forEach(vm -> fixture.module.pools().release(vm.id(), ALICE));
            }
            var mine =
                    fixture.module.vms().of(ALICE).stream().map(vm -> vm.id()).toList();
            Await.until(fixture::log, () -> fixture.host.received().size() >= enough || quiet(mine.size()));
            fixture.crash();
            assertThat(fixture.module.vms().of(ALICE).stream().map(vm -> vm.id()))
                    .isEqualTo(mine);
        }
        // Then
        int mine = fixture.module.vms().of(ALICE).size();
        Await.until(() -> fixture.vms() + "\n" + fixture.log(), () -> quiet(mine));
        var ids = fixture.host.received().stream()
                .map(EstateCommand::id)
                .distinct()
                .count();
        assertThat(ids).isLessThanOrEqualTo(fixture.host.received().size());
    }

    /** The reserve is up, so is what people hold, and the rest is down with a disk each. */
    private boolean quiet(int held) {
        var states = fixture.vms().stream().map(vm -> vm.state().restName()).toList();
        return states.stream().filter("up"::equals).count() == 2 + held
                && states.stream().filter("down"::equals).count() == 2 - held
                && fixture.host.running().size() == 2 + held
                && fixture.host.disks().size() == 5;
    }

    @Test
    void afterAKillTheRunningVmIsFoundAgainAndIsStillItsUsers() {
        // Given
        var pool = fixture.pool("demo", 2, 1, 1);
        fixture.awaitState("demo-1", "up");
        fixture.module.pools().claim(pool.id(), ALICE);
        fixture.awaitState("demo-2", "up");
        var before = fixture.host.received().size();
        // When
        fixture.crash();
        // Then
        Await.until(fixture::log, () -> fixture.module.hosts().list().getFirst().up());
        fixture.awaitState("demo-1", "up");
        assertThat(fixture.module.vms().of(ALICE)).hasSize(1);
        assertThat(fixture.host
                        .received()
                        .subList(before, fixture.host.received().size()))
                .allMatch(EstateCommand.PrepareStorage.class::isInstance);
    }

    @Test
    void afterARebootOfTheMachineADesktopIsStartedAgainOnItsDiskAndTheReserveIsRefilled() {
        // Given
        var pool = fixture.pool("demo", 2, 1, 1);
        fixture.awaitState("demo-1", "up");
        fixture.module.pools().claim(pool.id(), ALICE);
        fixture.awaitState("demo-2", "up");
        var disks = fixture.host.disks();
        // When
        fixture.host.reboot();
        fixture.crash();
        // Then
        Await.until(fixture::log, () -> fixture.host.running().size() == 2);
        fixture.awaitState("demo-1", "up");
        Await.until(fixture::log, () -> fixture.module.pools().count(pool.id()).ready() == 1);
        assertThat(fixture.module.vms().of(ALICE))
                .singleElement()
                .satisfies(vm -> assertThat(vm.name()).isEqualTo("demo-1"));
        assertThat(fixture.host.disks()).as("the disk of alice's desktop").containsAnyElementsOf(disks);
    }

    @Test
    void aDesktopGivenBackAfterARebootIsWipedBeforeAnybodyGetsIt() {
        // Given
        var pool = fixture.pool("demo", 1, 1, 1);
        fixture.awaitState("demo-1", "up");
        fixture.module.pools().claim(pool.id(), ALICE);
        var before = fixture.host.disks();
        fixture.host.reboot();
        fixture.crash();
        // When
        fixture.module.pools().release(fixture.vm("demo-1").id(), ALICE);
        // Then
        Await.until(fixture::log, () -> fixture.module.pools().count(pool.id()).ready() == 1);
        assertThat(fixture.host.disks())
                .as("the template's image stays, the clone does not")
                .hasSize(2);
        assertThat(fixture.host.disks()).isNotEqualTo(before);
    }

    @Test
    void aKeptDesktopWhoseStartTakesTooLongIsStartedAnewAndKeepsItsDisk() {
        // Given
        var pool = fixture.pool("demo", 1, 0, 1);
        fixture.module.pools().claim(pool.id(), ALICE);
        fixture.awaitState("demo-1", "up");
        var vm = fixture.vm("demo-1").id();
        var disk = fixture.host.spec(vm).orElseThrow().bootDisk();
        fixture.host.reboot();
        var late = new AtomicBoolean(true);
        fixture.host.faults =
                command -> command instanceof EstateCommand.StartVm && late.get() ? Fault.ACCEPTED : Fault.NONE;
        fixture.crash();
        fixture.awaitState("demo-1", "wait_for_launch");
        // When
        Await.until(fixture::log, () -> fixture.log().contains("its command did not end in time"));
        late.set(false);
        // Then
        fixture.awaitState("demo-1", "up");
        assertThat(fixture.host.spec(vm).orElseThrow().bootDisk()).isEqualTo(disk);
        assertThat(fixture.module.vms().of(ALICE)).hasSize(1);
    }

    @Test
    void aVmThatRunsAlthoughItShouldBeDownIsAdoptedAndClearedBeforeAnybodyGetsIt() {
        // Given
        var pool = fixture.pool("demo", 1, 0, 1);
        fixture.module.pools().claim(pool.id(), ALICE);
        fixture.awaitState("demo-1", "up");
        var vm = fixture.vm("demo-1").id();
        var spec = fixture.host.spec(vm).orElseThrow();
        fixture.module.pools().release(vm, ALICE);
        fixture.awaitState("demo-1", "down");
        Await.until(
                fixture::log,
                () -> fixture.jdbc()
                        .sql("select disk_use = 'clean' and command_id is null from pool.vm")
                        .query(Boolean.class)
                        .single());
        // When
        fixture.host.plant(spec);
        // Then
        Await.until(fixture::log, () -> fixture.log().contains("it was found running and is adopted"));
        Await.until(fixture::log, () -> fixture.host.running().isEmpty());
        fixture.awaitState("demo-1", "down");
    }

    @Test
    void A27_aVmThatWasNeverSentToTheHostIsLeftAloneAndTold() {
        // Given
        fixture.pool("demo", 1, 0, 1);
        Await.until(fixture::log, () -> fixture.state("demo-1").equals("down"));
        var vm = fixture.vm("demo-1");
        // When
        fixture.host.plant(new VmSpec(vm.id(), vm.name(), 1, 64, List.of(), List.of(), true, true));
        // Then
        Await.until(fixture::log, () -> fixture.log().contains("which was never sent to it; ignored"));
        assertThat(fixture.state("demo-1")).isEqualTo("down");
        assertThat(fixture.host.running()).isEqualTo(Set.of(vm.id()));
    }

    @Test
    void aSilentHostIsConnectingThenNonResponsiveItsVmsUnknownAndNothingIsRestarted() {
        // Given
        var pool = fixture.pool("demo", 2, 1, 1);
        fixture.awaitState("demo-1", "up");
        fixture.module.pools().claim(pool.id(), ALICE);
        fixture.awaitState("demo-2", "up");
        var sent = fixture.host.received().size();
        // When
        fixture.host.silent = true;
        // Then
        fixture.awaitState("demo-1", "unknown");
        fixture.awaitState("demo-2", "unknown");
        assertThat(fixture.log()).contains("host h1: Up → Connecting", "host h1: Connecting → NonResponsive");
        assertThat(fixture.module.vms().of(ALICE)).hasSize(1);

        // When
        fixture.host.silent = false;
        // Then
        fixture.awaitState("demo-1", "up");
        fixture.awaitState("demo-2", "up");
        assertThat(fixture.module.vms().of(ALICE)).hasSize(1);
        assertThat(fixture.host.received().subList(sent, fixture.host.received().size()))
                .allMatch(EstateCommand.PrepareStorage.class::isInstance);
    }

    @Test
    void aHostThatIsAnotherMachineNowWaitsForApproval() {
        // Given
        var host = fixture.module.hosts().list().getFirst();
        fixture.module.hosts().confirmed(host.id(), "hw-1");
        // When
        fixture.host.become(FakeHost.facts("hw-2", 1024));
        // Then
        Await.until(fixture::log, () -> fixture.log().contains("Up → PendingApproval"));
    }

    @Test
    void whatKeepsFailingShowsItsTroubleAndIsLeftAlone() {
        // Given
        fixture.host.faults = command -> command instanceof EstateCommand.StartVm ? Fault.FAILS : Fault.NONE;
        // When
        fixture.pool("broken", 1, 1, 1);
        // Then
        Await.until(fixture::log, () -> fixture.vm("broken-1").trouble().isPresent());
        assertThat(fixture.vm("broken-1").trouble()).contains("the host failed to start it: injected");
        var starts = fixture.host.received().stream().filter(EstateCommand.StartVm.class::isInstance);
        assertThat(starts).hasSize(3);
        assertThat(fixture.jdbc()
                        .sql("select setback_until > now() + interval '30 seconds' from pool.vm")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void aVmThatNoHostHasRoomForSaysSo() {
        // Given
        fixture.host.become(FakeHost.facts("hw-1", 32));
        Await.until(
                fixture::log,
                () -> fixture.module
                                .hosts()
                                .list()
                                .getFirst()
                                .facts()
                                .orElseThrow()
                                .memoryMiB()
                        == 32);
        var pool = fixture.pool("big", 1, 0, 1);
        // When
        fixture.module.pools().claim(pool.id(), ALICE);
        // Then
        Await.until(fixture::log, () -> fixture.vm("big-1").trouble().isPresent());
        assertThat(fixture.vm("big-1").trouble()).contains("no host can run it: h1 has 32 MiB free, 64 are needed");

        // When
        fixture.host.become(FakeHost.facts("hw-1", 1024));
        // Then
        fixture.awaitState("big-1", "up");
        assertThat(fixture.vm("big-1").trouble()).isEmpty();
    }

    @Test
    void aCrashedVmIsClearedAway() {
        // Given
        var pool = fixture.pool("demo", 1, 0, 1);
        fixture.module.pools().claim(pool.id(), ALICE);
        fixture.awaitState("demo-1", "up");
        var vm = fixture.vm("demo-1").id();
        // When
        fixture.host.guest(vm, VmPower.CRASHED);
        // Then
        Await.until(fixture::log, () -> fixture.host.running().isEmpty());
        fixture.awaitState("demo-1", "down");
        assertThat(Stream.of(fixture.log())).anyMatch(log -> log.contains("Up → NotResponding on h1 (it has crashed)"));
    }
}
