package io.oriel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.SchedulingPolicy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why a host may not run VMs, told so that somebody can act on it, and looked at again by itself. */
class ActivationTest {
    private Fixture fixture;

    @BeforeEach
    void open() {
        fixture = new Fixture();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private String reason() {
        return fixture.row("h1").state() instanceof HostState.NonOperational it ? it.reason() : "";
    }

    private void awaitReason(String part) {
        Await.until(() -> part + ", but: " + fixture.row("h1").state(), () -> reason().contains(part));
    }

    @Test
    void aProcessorBelowTheClustersLevelIsNotUsedUntilTheLevelIsLowered() {
        // Given
        var cluster = fixture.module.clusters().byName("Default").orElseThrow();
        fixture.module
                .clusters()
                .change(
                        fixture.module.clusters().byName("Default").orElseThrow(),
                        "Default",
                        "",
                        Optional.of("Westmere"),
                        SchedulingPolicy.STANDARD);
        fixture.host.become(
                FakeHost.machine(FakeHost.inventory(List.of("qemu64"), List.of(), List.of()), "9.0.0", true));
        // When
        fixture.module.loop().start();
        // Then
        awaitReason("its processor (Test CPU) cannot be the model Westmere, the CPU level of cluster Default");

        // When
        fixture.module
                .clusters()
                .change(
                        fixture.module.clusters().byName("Default").orElseThrow(),
                        "Default",
                        "",
                        Optional.of("x86-64-v1"),
                        SchedulingPolicy.STANDARD);
        // Then
        awaitReason("its processor lacks cmov, cx8");

        // When
        fixture.module
                .clusters()
                .change(
                        fixture.module.clusters().byName("Default").orElseThrow(),
                        "Default",
                        "",
                        Optional.empty(),
                        SchedulingPolicy.STANDARD);
        // Then
        fixture.awaitHost("h1", "up");
    }

    @Test
    void aRequiredNetworkWithoutItsBridgeKeepsAHostOutUntilTheBridgeIsThere() {
        // Given
        fixture.started();
        // When
        fixture.module.networks().create(new NewNetwork("office", Optional.empty(), "br7", Optional.of(7), true));
        // Then
        awaitReason("it has no bridge br7, which network office needs; make the bridge, or mark the network");

        // When
        var machine = FakeHost.machine(
                FakeHost.inventory(List.of("Westmere"), List.of("sse", "sse2"), List.of("br0", "br7")), "9.0.0", true);
        fixture.host.become(machine);
        // Then
        fixture.awaitHost("h1", "up");
        assertThat(fixture.row("h1").facts()).contains(machine);
    }

    @Test
    void anEmptyMountPointIsNotTakenForTheStorageDomain() {
        // Given
        fixture.started();
        fixture.module
                .storage()
                .create(new NewStorageDomain("nfs", Optional.empty(), "/srv/nfs", true, Optional.empty()));
        fixture.awaitHost("h1", "up");
        // When
        var second = fixture.another("h2");
        second.unmounted = true;
        // Then
        fixture.awaitHost("h2", "non_operational");
        assertThat(fixture.row("h2").state().because().orElseThrow())
                .contains("it does not see storage domain nfs at /srv/nfs", "mount it there");

        // When
        second.unmounted = false;
        // Then
        fixture.awaitHost("h2", "up");
    }

    @Test
    void aMountThatIsLostAtWorkIsFound() {
        // Given
        fixture.started();
        // When
        fixture.host.unmounted = true;
        // Then
        awaitReason("it does not see storage domain local");

        // When
        fixture.host.unmounted = false;
        // Then
        fixture.awaitHost("h1", "up");
    }

    @Test
    void anOldLibvirtIsNamedWithTheVersionThatWouldDo() {
        // Given
        fixture.host.become(FakeHost.machine(FakeHost.inventory(List.of(), List.of(), List.of()), "6.10.0", true));
        // When
        fixture.module.loop().start();
        // Then
        awaitReason("its libvirt is version 6.10.0; install 8.0 or newer");
    }

    @Test
    void aHostWithoutSpiceIsUsedAndTheLogSaysWhatItLacks() {
        // Given
        fixture.host.become(FakeHost.machine(FakeHost.inventory(List.of(), List.of(), List.of()), "9.0.0", false));
        // When
        fixture.started();
        // Then
        Await.until(fixture::log, () -> fixture.log().contains("host h1 offers no SPICE: its VMs have a VNC display"));
    }

    @Test
    void aHostThatCannotBeListenedToSaysWhyOnceAndIsLostWithItsVmsWhenItFallsSilentWhileNotFit() {
        // Given
        fixture.started();
        fixture.pool("demo", 1, 1, 1);
        fixture.awaitState("demo-1", "up");
        fixture.module.networks().create(new NewNetwork("office", Optional.empty(), "br7", Optional.empty(), true));
        fixture.awaitHost("h1", "non_operational");
        assertThat(fixture.state("demo-1")).isEqualTo("up");
        // When
        fixture.host.silent = true;
        // Then
        fixture.awaitState("demo-1", "unknown");
        Await.until(fixture::log, () -> fixture.log().contains("host h1 cannot be listened to: silent"));
    }

    @Test
    void aStrangerWaitsForApprovalAndIsTheHostAfterwards() {
        // Given
        fixture.started();
        Host host = fixture.row("h1");
        fixture.module.hosts().confirmed(host.id(), "hw-1");
        // When
        fixture.host.become(FakeHost.facts("hw-2", 1024));
        fixture.awaitHost("h1", "pending_approval");
        fixture.host.become(FakeHost.facts("hw-1", 1024));
        fixture.module.hosts().approve(host.id());
        // Then
        fixture.awaitHost("h1", "pending_approval");
        assertThat(fixture.row("h1").hardwareId()).contains("hw-2");

        // When
        fixture.module.hosts().approve(host.id());
        // Then
        fixture.awaitHost("h1", "up");
        assertThat(fixture.row("h1").hardwareId()).contains("hw-1");
    }
}
