package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.Boot;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.Seed;
import io.oriel.host.api.VmSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HardwareCheckTest {
    private static final Path ANY_PROGRAM = Path.of("/bin/sh");

    @TempDir
    Path interfaces;

    @ParameterizedTest
    @EnumSource(Hardware.class)
    void aHostWithEverythingRunsEveryKind(Hardware hardware) {
        assertThat(objection(Machines.plain(hardware), Machines.rich(Accelerator.KVM)))
                .isEmpty();
    }

    @Test
    void whatIsMissingIsNamedByItsPackage() {
        // Given a host without firmware, and one with firmware alone
        var poor = Machines.poor(Accelerator.KVM);
        var firmwareOnly = new Capabilities(
                Accelerator.KVM, true, true, true, List.of("qxl"), true, true, false, List.of(), List.of(), false);
        var windows = Machines.plain(Hardware.WINDOWS_UEFI);

        // When, Then
        assertRefused(objection(windows, poor), Reason.NOT_SUPPORTED, "ovmf");
        assertRefused(objection(windows, firmwareOnly), Reason.NOT_SUPPORTED, "swtpm");
    }

    @Test
    void fourScreensNeedACardThatDrawsThem() {
        var four = Machines.with(Hardware.WINDOWS, 4, Optional.empty(), List.of(), Boot.FROM_DISK);
        assertThat(objection(four, Machines.rich(Accelerator.KVM))).isEmpty();
        assertRefused(objection(four, Machines.poor(Accelerator.KVM)), Reason.NOT_SUPPORTED, "screens");
    }

    @Test
    void aSeedTakesOneOfTheThreePlacesOnIde() {
        assertThat(objection(sown(Hardware.LINUX_OLD, 2))).isEmpty();
        assertRefused(objection(sown(Hardware.LINUX_OLD, 3)), Reason.INVALID, "cloud-init");
        assertThat(objection(sown(Hardware.WINDOWS, 3))).isEmpty();
    }

    private static VmSpec sown(Hardware hardware, int disks) {
        var plain = Machines.plain(hardware);
        return new VmSpec(
                plain.id(),
                plain.title(),
                hardware,
                1,
                1,
                256,
                IntStream.range(0, disks)
                        .mapToObj(_ -> new DiskRef(Machines.STORAGE, UUID.randomUUID()))
                        .toList(),
                Optional.empty(),
                List.of(),
                Boot.FROM_DISK,
                Optional.of(new Seed("", "", Optional.empty())),
                false,
                false);
    }

    @Test
    void aBridgeIsThereOrTheRefusalNamesIt() {
        assertRefused(objection(on("br-gone", Optional.empty())), Reason.NOT_FOUND, "br-gone");
    }

    @Test
    void aVlanNeedsABridgeThatTags() throws IOException {
        // Given one bridge of the kernel's and one of Open vSwitch's
        Files.createDirectories(interfaces.resolve("br0/bridge"));
        Files.createDirectories(interfaces.resolve("ovs0"));

        // When, Then
        assertThat(objection(on("br0", Optional.empty()))).isEmpty();
        assertThat(objection(on("ovs0", Optional.of(20)))).isEmpty();
        assertRefused(objection(on("br0", Optional.of(20))), Reason.NOT_SUPPORTED, "VLAN 20");
    }

    private static VmSpec on(String bridge, Optional<Integer> vlan) {
        return Machines.with(
                Hardware.LINUX,
                1,
                Optional.empty(),
                List.of(new NicSpec("52:54:00:00:00:01", "office", Optional.of(bridge), vlan)),
                Boot.FROM_DISK);
    }

    private Optional<Outcome> objection(VmSpec spec) {
        return objection(spec, Machines.rich(Accelerator.KVM));
    }

    private Optional<Outcome> objection(VmSpec spec, Capabilities capabilities) {
        return HardwareCheck.objection(spec, capabilities, new Bridges(interfaces, ANY_PROGRAM));
    }

    private static void assertRefused(Optional<Outcome> objection, Reason reason, String word) {
        assertThat(objection)
                .hasValueSatisfying(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
                            assertThat(refused.reason()).isEqualTo(reason);
                            assertThat(refused.message()).contains(word);
                        }));
    }
}
