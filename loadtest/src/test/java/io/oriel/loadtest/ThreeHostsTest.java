package io.oriel.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.host.api.VmId;
import io.oriel.loadtest.lab.Await;
import io.oriel.loadtest.lab.Hearts;
import io.oriel.loadtest.lab.Lab;
import io.oriel.loadtest.lab.LabEstate;
import io.oriel.loadtest.lab.Laboratory;
import io.oriel.pool.PoolException;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.HostState.NonResponsive;
import io.oriel.pool.estate.VmState.Unknown;
import io.oriel.pool.estate.VmState.Up;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A control plane and three real hosts: what is asked for happens, whatever fails ends in the state that says so, and
 * recovers by itself when the cause is gone.
 */
@Lab(hosts = 3)
class ThreeHostsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Laboratory lab;
    private final LabEstate estate;
    private final Hearts hearts;

    ThreeHostsTest(Laboratory lab) {
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
    void threeHostsAndTwoGatewaysComeUpFromNothing() {
        // When
        var hosts = estate.estate().hosts().list();

        // Then
        assertThat(hosts).extracting(Host::name).containsExactly("h1", "h2", "h3");
        assertThat(hosts).extracting(Host::hardwareId).doesNotHaveDuplicates().doesNotContain(Optional.empty());
        Await.until(
                "both gateways are up",
                PATIENCE,
                () -> lab.oriel("gateway", "list")
                                .orFail()
                                .lines()
                                .filter(line -> line.matches("gw[12]\\s+up\\s.*"))
                                .count()
                        == 2);
    }

    @Test
    void aVmCreatedOnEachHostBootsAndItsEventsArrive() {
        // When
        var vms = new ArrayList<VmId>();
        for (int host = 1; host <= lab.hosts(); host++) {
            vms.add(estate.boot("on-h" + host, Optional.of(host)));
        }

        // Then
        for (int host = 1; host <= lab.hosts(); host++) {
            var vm = vms.get(host - 1);
            assertThat(lab.guest(host, vm)).isPresent();
            assertThat(estate.events(vm))
                    .anyMatch(text -> text.contains("WaitForLaunch"))
                    .anyMatch(text -> text.contains("PoweringUp → Up"));
        }
    }

    @Test
    void aVmMovesToAnotherHostAndBackWhileItsHeartBeats() {
        // Given
        var vm = beating("mover");
        int home = estate.hostOf(vm).orElseThrow();
        int away = home % lab.hosts() + 1;

        // When
        move(vm, away);

        // Then
        hearts.await(away, vm, 3);
        assertThat(lab.guest(home, vm)).isEmpty();
        assertThat(hearts.beats(away, vm).getFirst())
                .as("it was not started anew")
                .isGreaterThanOrEqualTo(hearts.beats(home, vm).getLast());

        // When
        move(vm, home);

        // Then
        hearts.await(home, vm, 3);
        assertThat(lab.guest(away, vm)).isEmpty();
        assertThat(hearts.beats(home, vm)).as("its uptime").isSorted();
    }

    @Test
    void aKilledLibvirtdComesBackAndItsVmIsInHandAgain() {
        // Given
        var vm = beating("bereft");
        int host = estate.hostOf(vm).orElseThrow();
        var guest = lab.guest(host, vm);

        // When
        lab.kill(host, "libvirtd");

        // Then
        hearts.await(host, vm, 2);
        estate.pauseAndResume(vm);
        assertThat(lab.guest(host, vm)).as("the same process").isEqualTo(guest);
        estate.awaitHost(host, HostState.Up.class);
    }

    @Test
    void aKilledAgentComesBackAndItsVmIsInHandAgain() {
        // Given
        var vm = beating("unwatched");
        int host = estate.hostOf(vm).orElseThrow();
        var guest = lab.guest(host, vm);

        // When
        lab.kill(host, "java");

        // Then
        hearts.await(host, vm, 2);
        estate.awaitHost(host, HostState.Up.class);
        estate.await(vm, Up.class);
        estate.pauseAndResume(vm);
        assertThat(lab.guest(host, vm)).as("the same process").isEqualTo(guest);
    }

    @Test
    void aHostWhoseAgentIsFrozenIsNonResponsiveUntilItThaws() {
        // Given
        var vm = beating("unheard");
        int host = estate.hostOf(vm).orElseThrow();
        var guest = lab.guest(host, vm);

        // When
        lab.freeze(host);

        // Then
        lostAndStillBeating(host, vm);
        lab.thaw(host);
        foundAgain(host, vm);
        assertThat(lab.guest(host, vm)).as("the same process").isEqualTo(guest);
    }

    @Test
    void aHostThatIsCutOffIsNonResponsiveUntilItIsJoinedAgain() {
        // Given
        var vm = beating("alone");
        int host = estate.hostOf(vm).orElseThrow();
        var guest = lab.guest(host, vm);

        // When
        lab.partition(host);

        // Then
        lostAndStillBeating(host, vm);
        assertThatThrownBy(() -> estate.estate().vms().start(vm))
                .as("nobody may start it a second time")
                .isInstanceOf(PoolException.class)
                .hasMessageContaining("Unknown");
        lab.heal(host);
        foundAgain(host, vm);
        assertThat(lab.guest(host, vm)).as("the same process").isEqualTo(guest);
    }

    @Test
    void aHostThatLosesItsPowerIsNonResponsiveAndItsVmRunsAgainWhenItIsBack() {
        // Given
        var vm = beating("struck");
        int host = estate.hostOf(vm).orElseThrow();

        // When
        lab.crash(host);

        // Then
        estate.awaitHost(host, NonResponsive.class);
        estate.await(vm, Unknown.class);
        assertThat(lab.guest(host, vm)).isEmpty();

        // When
        lab.bmc(host, "power", "on");

        // Then
        estate.awaitHost(host, HostState.Up.class);
        estate.await(vm, Up.class);
        int now = estate.hostOf(vm).orElseThrow();
        assertThat(lab.guest(now, vm)).isPresent();
    }

    /** Boots a VM wherever it fits, with a heart. */
    private VmId beating(String name) {
        var vm = estate.boot(Hearts.NAMED + name, Optional.empty());
        hearts.awaitFirst(estate.hostOf(vm).orElseThrow(), vm);
        return vm;
    }

    private void move(VmId vm, int to) {
        estate.estate().vms().migrate(vm, Optional.of(estate.host(to).id()));
        estate.await(
                vm,
                "Up on h" + to,
                seen -> seen.state() instanceof Up
                        && seen.host().equals(Optional.of(estate.host(to).id())));
    }

    private void lostAndStillBeating(int host, VmId vm) {
        estate.awaitHost(host, NonResponsive.class);
        estate.await(vm, Unknown.class);
        assertThat(estate.estate().hosts().list().stream().filter(Host::up)).hasSize(lab.hosts() - 1);
        hearts.await(host, vm, 2);
    }

    private void foundAgain(int host, VmId vm) {
        estate.awaitHost(host, HostState.Up.class);
        estate.await(vm, Up.class);
        hearts.await(host, vm, 2);
    }
}
