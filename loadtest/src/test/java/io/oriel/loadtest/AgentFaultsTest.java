package io.oriel.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.HostEvent.Statistics;
import io.oriel.host.api.HostReport;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.loadtest.lab.Await;
import io.oriel.loadtest.lab.Hearts;
import io.oriel.loadtest.lab.Lab;
import io.oriel.loadtest.lab.LabVms;
import io.oriel.loadtest.lab.Laboratory;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What three real hosts and their agents do by themselves when something of theirs dies, stops or is cut off: silence
 * changes nothing, guests go on, and what was lost comes back when the cause is gone.
 */
@Lab(hosts = 3, controlPlane = false)
class AgentFaultsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Laboratory lab;
    private final Hearts hearts;
    private LabVms vms;

    AgentFaultsTest(Laboratory lab) {
        this.lab = lab;
        this.hearts = new Hearts(lab);
    }

    @BeforeEach
    void prepare() {
        IntStream.rangeClosed(1, lab.hosts()).forEach(this::awaitAgent);
        vms = new LabVms(lab);
    }

    @AfterEach
    void removeVms() {
        lab.mend();
        IntStream.rangeClosed(1, lab.hosts()).forEach(this::awaitAgent);
        vms.close();
    }

    @Test
    void eachHostIsAMachineOfItsOwn() {
        // When
        var facts = IntStream.rangeClosed(1, lab.hosts())
                .mapToObj(host -> report(host).orElseThrow().facts())
                .toList();

        // Then
        assertThat(facts).extracting("hostName").containsExactly("h1", "h2", "h3");
        assertThat(facts).extracting("hardwareId").doesNotHaveDuplicates();
        assertThat(facts).extracting("displayPin").doesNotHaveDuplicates().doesNotContain("");
    }

    @Test
    void aVmBootsOnEachHost() {
        for (int host = 1; host <= lab.hosts(); host++) {
            // When
            var vm = vms.fresh("vm-" + host);
            vms.boot(host, vm);

            // Then
            assertThat(vms.report(host, vm)).map(VmReport::power).contains(VmPower.RUNNING);
            assertThat(lab.guest(host, vm.id())).isPresent();
        }
    }

    @Test
    void eachHostTellsWhatItAndItsGuestsUse() {
        for (int host = 1; host <= lab.hosts(); host++) {
            // Given
            var vm = vms.fresh("measured-" + host);
            vms.boot(host, vm);

            // When
            var statistics = vms.awaitEvent(
                    host,
                    Statistics.class,
                    told -> told.vms().stream().anyMatch(usage -> usage.id().equals(vm.id())));

            // Then
            assertThat(statistics.host().memoryUsedMiB()).isPositive();
            assertThat(statistics.vms())
                    .singleElement()
                    .satisfies(usage -> assertThat(usage.cpuNanos()).isPositive())
                    .satisfies(usage -> assertThat(usage.readBytes()).isPositive());
        }
    }

    @Test
    void aVmMovesToAnotherHostAndBackWhileItsHeartBeats() {
        // Given
        var vm = running("mover", 1);

        // When
        vms.move(vm, 1, 2);

        // Then
        assertRunsOnly(vm, 2, 1);
        hearts.await(2, vm.id(), 3);
        long before = hearts.beats(1, vm.id()).getLast();
        assertThat(hearts.beats(2, vm.id()).getFirst())
                .as("it was not started anew")
                .isGreaterThanOrEqualTo(before);

        // When
        vms.move(vm, 2, 1);

        // Then
        assertRunsOnly(vm, 1, 2);
        hearts.await(1, vm.id(), 3);
        assertThat(hearts.beats(1, vm.id())).as("its uptime").isSorted();
    }

    @Test
    void theGuestLivesOnWhenLibvirtdIsKilled() {
        // Given
        var vm = running("bereft", 1);
        var guest = lab.guest(1, vm.id()).orElseThrow();

        // When
        lab.kill(1, "libvirtd");

        // Then
        awaitSeenAgain(1, vm);
        assertThat(lab.guest(1, vm.id())).as("the same process").contains(guest);
        hearts.await(1, vm.id(), 2);
    }

    @Test
    void theGuestLivesOnWhenTheAgentIsKilled() {
        // Given
        var vm = running("unwatched", 1);
        var guest = lab.guest(1, vm.id()).orElseThrow();
        var epoch = report(1).orElseThrow().epoch();

        // When
        lab.kill(1, "java");

        // Then
        awaitSeenAgain(1, vm);
        assertThat(lab.guest(1, vm.id())).as("the same process").contains(guest);
        assertThat(report(1)).as("its journal was kept").map(HostReport::epoch).contains(epoch);
        hearts.await(1, vm.id(), 2);
    }

    @Test
    void theGuestLivesOnWhileTheAgentIsFrozen() {
        // Given
        var vm = running("unheard", 1);

        // When
        lab.freeze(1);

        // Then
        assertThat(report(1)).as("while it is frozen").isEmpty();
        hearts.await(1, vm.id(), 2);
        lab.thaw(1);
        awaitSeenAgain(1, vm);
    }

    @Test
    void theGuestLivesOnWhileTheHostIsCutOff() {
        // Given
        var vm = running("alone", 2);
        var guest = lab.guest(2, vm.id()).orElseThrow();

        // When
        lab.partition(2);

        // Then
        assertThat(report(2)).as("while it is cut off").isEmpty();
        assertThat(report(1)).as("its neighbour").isPresent();
        hearts.await(2, vm.id(), 2);
        lab.heal(2);
        awaitSeenAgain(2, vm);
        assertThat(lab.guest(2, vm.id())).as("the same process").contains(guest);
    }

    @Test
    void aVmRunsOnceAndElsewhereOnlyAfterItsHostHasLostItsPower() {
        // Given
        var vm = running("once", 1);

        // When
        var second = vms.tryToStart(2, vm);

        // Then
        assertThat(second)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.message()).startsWith("a disk of the VM is locked"));
        assertThat(lab.guest(2, vm.id())).isEmpty();
        hearts.await(1, vm.id(), 1);

        // When
        lab.bmc(1, "power", "off");

        // Then
        assertThat(lab.isOn(1)).isFalse();
        assertThat(lab.bmc(1, "power", "status")).contains("is off");
        assertThat(lab.processes(1, "qemu-system-x86")).isEmpty();
        vms.boot(2, vm);

        // When
        lab.bmc(1, "power", "on");

        // Then
        awaitAgent(1);
        assertThat(report(1).orElseThrow().vms())
                .as("it does not start what it had")
                .noneMatch(seen -> seen.power() == VmPower.RUNNING);
        assertThat(vms.report(2, vm)).map(VmReport::power).contains(VmPower.RUNNING);
    }

    private void assertRunsOnly(VmSpec vm, int here, int notHere) {
        awaitSeenAgain(here, vm);
        assertThat(lab.guest(here, vm.id())).isPresent();
        assertThat(lab.guest(notHere, vm.id())).isEmpty();
        assertThat(vms.report(notHere, vm)).as("a trace of it").isEmpty();
    }

    private VmSpec running(String title, int host) {
        var vm = vms.fresh(Hearts.NAMED + title);
        vms.boot(host, vm);
        hearts.awaitFirst(host, vm.id());
        return vm;
    }

    private Optional<HostReport> report(int host) {
        return lab.agents().report(lab, host);
    }

    private void awaitAgent(int host) {
        Await.until(
                "the agent of host " + host + " answers",
                PATIENCE,
                () -> report(host).isPresent());
    }

    private void awaitSeenAgain(int host, VmSpec vm) {
        Await.until(
                vm.title() + " is seen running on host " + host + " again",
                PATIENCE,
                () -> vms.report(host, vm).map(VmReport::power).equals(Optional.of(VmPower.RUNNING)));
    }
}
