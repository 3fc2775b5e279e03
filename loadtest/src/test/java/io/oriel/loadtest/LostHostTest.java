package io.oriel.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.VmId;
import io.oriel.loadtest.lab.Await;
import io.oriel.loadtest.lab.Hearts;
import io.oriel.loadtest.lab.Lab;
import io.oriel.loadtest.lab.LabEstate;
import io.oriel.loadtest.lab.Laboratory;
import io.oriel.pool.VmConfig;
import io.oriel.pool.estate.Care;
import io.oriel.pool.estate.Continuity;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.HostState.NonResponsive;
import io.oriel.pool.estate.Mobility;
import io.oriel.pool.estate.VmState.Unknown;
import io.oriel.pool.estate.VmState.Up;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real host is lost, or only seems to be: what ran there runs elsewhere after proof, and never twice. */
@Lab(hosts = 3)
class LostHostTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int LOST = 1;
    private static final Logger log = LoggerFactory.getLogger(LostHostTest.class);

    private final Laboratory lab;
    private final LabEstate estate;
    private final Hearts hearts;

    LostHostTest(Laboratory lab) {
        this.lab = lab;
        this.estate = lab.estate();
        this.hearts = new Hearts(lab);
    }

    @BeforeEach
    void everyHostIsUp() {
        estate.awaitAllUp();
    }

    @AfterEach
    void leaveEveryHostUp() {
        lab.mend();
        estate.awaitAllUp();
        estate.stopAll();
    }

    @Test
    void aHostLosesItsPowerTheLeasedVmComesUpElsewhereAtOnceAndTheOtherAfterAPersonsWord() {
        // Given
        var leased = available("leased", 50, true);
        var other = available("other", 100, false);

        // When
        long crash = System.nanoTime();
        lab.crash(LOST);

        // Then
        int there = runsElsewhere(leased);
        log.atInfo()
                .addKeyValue(
                        "seconds", Duration.ofNanos(System.nanoTime() - crash).toSeconds())
                .log("a leased vm is up elsewhere after its host lost its power");
        hearts.await(there, leased, 2);
        estate.awaitHost(LOST, NonResponsive.class);
        estate.await(other, Unknown.class);
        assertThat(copies(other)).as("without proof").isZero();

        // When
        estate.estate().hosts().confirmRebooted(estate.host(LOST).id(), "the test");

        // Then
        hearts.await(runsElsewhere(other), other, 2);
        assertThat(estate.events(other))
                .anyMatch(text -> text.contains("the test says that it was rebooted; highly available, priority 100"));

        // When
        lab.bmc(LOST, "power", "on");

        // Then
        estate.awaitHost(LOST, HostState.Up.class);
        assertThat(copies(leased)).isEqualTo(1);
        assertThat(copies(other)).isEqualTo(1);
    }

    @Test
    void aHostThatIsOnlyCutOffKeepsItsLeasedVm() {
        // Given
        var vm = available("cutoff", 50, true);
        var guest = lab.guest(LOST, vm);

        // When
        lab.partition(LOST);

        // Then
        Await.until(
                "a start elsewhere has failed",
                PATIENCE,
                () -> estate.vm(vm)
                        .trouble()
                        .filter(it -> it.contains("it could not be started elsewhere"))
                        .isPresent());
        log.atInfo()
                .addKeyValue("trouble", estate.vm(vm).trouble().orElse(""))
                .log("the locks of its disks kept it where it is");
        hearts.await(LOST, vm, 2);
        assertThat(copies(vm)).isEqualTo(1);

        // When
        lab.heal(LOST);

        // Then
        estate.awaitHost(LOST, HostState.Up.class);
        estate.await(vm, Up.class);
        assertThat(estate.hostOf(vm)).contains(LOST);
        assertThat(lab.guest(LOST, vm)).as("the same process").isEqualTo(guest);
        assertThat(copies(vm)).isEqualTo(1);
    }

    /** Boots a highly available VM with a heart on the host that will be lost; it may start anywhere afterwards. */
    private VmId available(String name, int priority, boolean lease) {
        var vm = estate.boot(Hearts.NAMED + name, Optional.of(LOST));
        hearts.awaitFirst(LOST, vm);
        estate.estate()
                .vms()
                .edit(
                        vm,
                        Optional.empty(),
                        now -> new VmConfig(
                                now.name(),
                                now.shape(),
                                now.starting(),
                                new Care(
                                        now.care().kind(),
                                        "",
                                        false,
                                        false,
                                        new Continuity(Optional.of(priority), lease, Mobility.MIGRATABLE)),
                                Optional.empty(),
                                now.tags()));
        return vm;
    }

    private int runsElsewhere(VmId vm) {
        Await.until(
                estate.vm(vm).name() + " is up elsewhere; " + estate.events(vm),
                PATIENCE,
                () -> estate.vm(vm).state() instanceof Up
                        && estate.hostOf(vm).filter(host -> host != LOST).isPresent());
        int host = estate.hostOf(vm).orElseThrow();
        assertThat(lab.guest(host, vm)).isPresent();
        assertThat(copies(vm)).isEqualTo(1);
        return host;
    }

    /** On how many hosts a process of the VM runs. */
    private long copies(VmId vm) {
        return IntStream.rangeClosed(1, lab.hosts())
                .filter(host -> lab.guest(host, vm).isPresent())
                .count();
    }
}
