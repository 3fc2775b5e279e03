package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.Boot;
import io.oriel.host.api.BootDevice;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.IsoRef;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Seed;
import io.oriel.host.api.VmSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each kind of hardware, whole, as text. {@code -Doriel.golden=write} writes the files anew instead of comparing: look
 * at the difference before you commit it.
 */
class GoldenDomainXmlTest {
    private static final Path FILES = Path.of("src/test/resources/io/oriel/host/libvirt");

    @ParameterizedTest
    @EnumSource(Hardware.class)
    void aProfileOnKvm(Hardware hardware) throws IOException {
        var here = Machines.here(Machines.rich(Accelerator.KVM), NetworkMode.NAT, true, true);
        compare("kvm-" + hardware.name().toLowerCase(Locale.ROOT).replace('_', '-'), Machines.plain(hardware), here);
    }

    @Test
    void aTranslatedGuestWithBothDisplays() throws IOException {
        compare(
                "tcg-spice-nat",
                Machines.desktop("demo-1"),
                Machines.here(Machines.rich(Accelerator.TCG), NetworkMode.NAT, false, false));
    }

    @Test
    void anAcceleratedGuestWithTlsAndWithoutSpice() throws IOException {
        compare(
                "kvm-vnc-user",
                Machines.desktop("demo-1"),
                Machines.here(Machines.poor(Accelerator.KVM), NetworkMode.USER, true, false));
    }

    @Test
    void withoutSpiceTheGuestsClipboardGoesByVnc() throws IOException {
        var plain = Machines.desktop("demo-1");
        var spec = new VmSpec(
                plain.id(), plain.title(), plain.vcpus(), plain.memoryMiB(), plain.disks(), plain.nics(), true, true);
        compare(
                "kvm-vnc-clipboard",
                spec,
                Machines.here(Machines.poor(Accelerator.KVM), NetworkMode.USER, true, false));
    }

    @Test
    void aTranslatedWindows() throws IOException {
        compare(
                "tcg-windows",
                Machines.plain(Hardware.WINDOWS),
                Machines.here(Machines.rich(Accelerator.TCG), NetworkMode.NAT, false, false));
    }

    @Test
    void everyOptionOfALinux() throws IOException {
        // Given four screens, a CD, a card on a bridge in a VLAN, and a start from all three with a menu
        var spec = Machines.with(
                Hardware.LINUX,
                4,
                Optional.of(new IsoRef(Machines.STORAGE, "debian 12.iso")),
                List.of(
                        new NicSpec("52:54:00:00:00:02", "office", Optional.of("br-office"), Optional.of(20)),
                        Machines.NIC),
                new Boot(List.of(BootDevice.NETWORK, BootDevice.CDROM, BootDevice.DISK), true, true));

        // When, Then
        compare("kvm-every-option", spec, Machines.here(Machines.rich(Accelerator.KVM), NetworkMode.NAT, false, true));
    }

    @ParameterizedTest
    @EnumSource(
            value = Hardware.class,
            names = {"LINUX", "LINUX_OLD", "WINDOWS"})
    void aSeedIsADriveOfItsOwn(Hardware hardware) throws IOException {
        var plain = Machines.plain(hardware);
        var spec = new VmSpec(
                plain.id(),
                plain.title(),
                plain.hardware(),
                plain.heads(),
                plain.vcpus(),
                plain.memoryMiB(),
                plain.disks(),
                plain.cdrom(),
                plain.nics(),
                plain.boot(),
                Optional.of(new Seed("geheim", "geheim", Optional.empty())),
                false,
                true);
        compare(
                "kvm-" + hardware.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-seed",
                spec,
                Machines.here(Machines.rich(Accelerator.KVM), NetworkMode.NAT, true, true));
    }

    @Test
    void fourScreensOfWindowsAreFourCards() throws IOException {
        var spec = Machines.with(Hardware.WINDOWS_UEFI, 4, Optional.empty(), List.of(Machines.NIC), Boot.FROM_DISK);
        compare(
                "kvm-windows-four-screens",
                spec,
                Machines.here(Machines.rich(Accelerator.KVM), NetworkMode.NAT, false, true));
    }

    private static void compare(String name, VmSpec spec, DomainXml.Surroundings here) throws IOException {
        var xml = DomainXml.of(spec, Machines.files(spec), here)
                .replaceAll("passwd=\"[^\"]*\"", "passwd=\"MASKED\"")
                .replace("\r\n", "\n");
        var file = FILES.resolve(name + ".xml");
        if (System.getProperty("oriel.golden", "").equals("write")) {
            Files.writeString(file, xml);
        }
        assertThat(xml)
                .as("differs from %s; if it should, run with -Doriel.golden=write", file)
                .isEqualTo(Files.readString(file));
    }
}
