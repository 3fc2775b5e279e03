package io.oriel.pool;

import static io.oriel.pool.Fixture.ALICE;
import static io.oriel.pool.Fixture.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmPower;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LifecycleTest {
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

    @Test
    void aDesktopIsPrestartedClaimedGivenBackAndRecycledUnderTheSameName() {
        // Given
        var pool = fixture.pool("demo", 3, 1, 1);
        fixture.awaitState("demo-1", "up");
        var firstDisk = fixture.host
                .spec(fixture.vm("demo-1").id())
                .orElseThrow()
                .bootDisk()
                .orElseThrow();
        // When
        var claim = fixture.module.pools().claim(pool.id(), ALICE);
        // Then
        assertThat(claim)
                .isInstanceOfSatisfying(
                        Claim.Ready.class,
                        ready -> assertThat(ready.vm().name()).isEqualTo("demo-1"));
        fixture.awaitState("demo-2", "up");
        assertThat(fixture.module.pools().claim(pool.id(), ALICE)).isEqualTo(new Claim.LimitReached(1));

        // When
        var release = fixture.module.pools().release(fixture.vm("demo-1").id(), ALICE);
        // Then
        assertThat(release).isInstanceOf(Release.Released.class);
        Await.until(fixture::log, () -> !fixture.host.disks().contains(firstDisk));
        Await.until(fixture::log, () -> fixture.module.pools().count(pool.id()).startable() == 2);
        fixture.awaitState("demo-1", "down");
        assertThat(fixture.host.running()).isEqualTo(Set.of(fixture.vm("demo-2").id()));
        assertThat(fixture.log())
                .contains("vm demo-1: WaitForLaunch → PoweringUp on h1", "vm demo-1: PoweringDown → Down on h1");
        assertThat(fixture.module.pools().count(pool.id()).medianStart()).isPresent();
    }

    @Test
    void aClaimOnAColdPoolStartsAVmAndTellsHowLongItTakes() {
        // Given
        var pool = fixture.pool("cold", 2, 0, 2);
        // When
        var claim = fixture.module.pools().claim(pool.id(), ALICE);
        // Then
        assertThat(claim)
                .isInstanceOfSatisfying(
                        Claim.Starting.class,
                        starting -> fixture.awaitState(starting.vm().name(), "up"));
        assertThat(fixture.module.pools().claim(pool.id(), ALICE))
                .isInstanceOfSatisfying(
                        Claim.Starting.class,
                        starting -> assertThat(starting.eta()).isPresent());
        assertThat(fixture.module.pools().claim(pool.id(), BOB)).isEqualTo(new Claim.Exhausted());
    }

    @Test
    void aShutdownFromInsideEndsTheAssignmentAndTheDesktopIsRecycled() {
        // Given
        var pool = fixture.pool("demo", 1, 1, 1);
        fixture.awaitState("demo-1", "up");
        fixture.module.pools().claim(pool.id(), ALICE);
        var vm = fixture.vm("demo-1").id();
        var disk = fixture.host.spec(vm).orElseThrow().bootDisk().orElseThrow();
        // When
        fixture.host.guest(vm, VmPower.OFF);
        // Then
        Await.until(fixture::log, () -> fixture.module.vms().of(ALICE).isEmpty());
        Await.until(fixture::log, () -> fixture.host.running().contains(vm));
        assertThat(fixture.host.disks()).doesNotContain(disk);
        assertThat(fixture.log()).contains("no longer alice@internal's");
    }

    @Test
    void aStatefulDesktopKeepsItsDiskAndItsUserAndIsRestartedBeforeTheNextOne() {
        // Given
        var pool = fixture.pool("own", 1, 0, 1, false);
        fixture.module.pools().claim(pool.id(), ALICE);
        fixture.awaitState("own-1", "up");
        var vm = fixture.vm("own-1").id();
        var disk = fixture.host.spec(vm).orElseThrow().bootDisk().orElseThrow();
        // When
        fixture.host.guest(vm, VmPower.OFF);
        fixture.awaitState("own-1", "down");
        // Then
        assertThat(fixture.module.vms().of(ALICE)).hasSize(1);
        assertThat(fixture.module.vms().start(vm, BOB)).isFalse();
        assertThat(fixture.module.vms().start(vm, ALICE)).isTrue();
        fixture.awaitState("own-1", "up");
        assertThat(fixture.host.spec(vm).orElseThrow().bootDisk()).contains(disk);

        // When
        fixture.module.pools().release(vm, ALICE);
        // Then
        fixture.awaitState("own-1", "down");
        assertThat(fixture.host.running()).isEmpty();
        assertThat(fixture.host.disks()).contains(disk);
    }

    @Test
    void aVmWithoutGuestAgentCountsAsUpAfterAWhile() {
        // Given
        fixture.host.guestAgents = false;
        // When
        fixture.pool("mute", 1, 1, 1);
        // Then
        fixture.awaitState("mute-1", "powering_up");
        fixture.awaitState("mute-1", "up");
    }

    @Test
    void acceptedCommandsEndByTheirEvent() {
        // Given
        fixture.host.faults = _ -> FakeHost.Fault.ACCEPTED;
        fixture.pool("slow", 1, 1, 1);
        fixture.awaitState("slow-1", "image_locked");
        // When
        Await.until(fixture::log, () -> {
            fixture.host.endAccepted();
            return fixture.state("slow-1").equals("up");
        });
        // Then
        assertThat(fixture.host.running()).hasSize(1);
    }

    @Test
    void consolesComeFromTheHostsRowAndItsReport() {
        // Given
        var pool = fixture.pool("demo", 1, 1, 1);
        fixture.awaitState("demo-1", "up");
        var vm = fixture.vm("demo-1").id();
        fixture.module.pools().claim(pool.id(), ALICE);
        Await.until(
                fixture::log,
                () -> fixture.module.vms().console(vm, ConsoleKind.SPICE).isPresent());
        // When
        var console = fixture.module.vms().console(vm, ConsoleKind.VNC).orElseThrow();
        var opened = fixture.module.vms().openConsole(vm, ConsoleKind.VNC, "secret12", 10);
        // Then
        assertThat(console.address()).isEqualTo("127.0.0.1");
        assertThat(console.port()).isEqualTo(5901);
        assertThat(console.tls()).isTrue();
        assertThat(console.pin()).isEqualTo("ab12");
        assertThat(opened).isEqualTo(new Outcome.Done());
        assertThat(fixture.host.opened()).hasSize(1);
        assertThat(fixture.host.opened().getFirst().toString()).doesNotContain("secret12");
        assertThat(fixture.module.vms().screenshot(vm)).isNotEmpty();
    }

    @Test
    void A27_aDisplayWhereNoneCanBeIsIgnoredAndTold() {
        // Given
        fixture.host.firstPort = 22;
        fixture.pool("demo", 1, 1, 1);
        // When
        fixture.awaitState("demo-1", "up");
        // Then
        Await.until(fixture::log, () -> fixture.log().contains("at a port where none can be; ignored"));
        var vm = fixture.vm("demo-1").id();
        assertThat(fixture.module.vms().console(vm, ConsoleKind.SPICE)).isEmpty();
        assertThat(fixture.module.vms().console(vm, ConsoleKind.VNC)).isEmpty();
    }
}
