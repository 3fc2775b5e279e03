package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.Boot;
import io.oriel.host.api.BootDevice;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.IsoRef;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpecViewTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Hardware.class)
    void whatWeWriteIsReadAsItWas(Hardware hardware) throws Exception {
        // Given everything a VM may have, in a storage domain that is there
        var storage = new StorageRef(UUID.randomUUID(), directory.toString());
        Files.createDirectories(directory.resolve("images"));
        Files.writeString(directory.resolve("oriel-domain"), storage.id() + "\n");
        var plain = Machines.with(
                hardware,
                hardware == Hardware.LINUX_OLD ? 1 : 4,
                Optional.of(new IsoRef(storage, "a & b.iso")),
                List.of(new NicSpec("52:54:00:00:00:02", "br0", Optional.of("br0"), Optional.of(20)), Machines.NIC),
                new Boot(List.of(BootDevice.NETWORK, BootDevice.CDROM, BootDevice.DISK), true, false));
        var spec = new VmSpec(
                plain.id(),
                "<b>'\"&]]>",
                hardware,
                plain.heads(),
                plain.vcpus(),
                plain.memoryMiB(),
                List.of(new DiskRef(storage, UUID.randomUUID()), new DiskRef(storage, UUID.randomUUID())),
                plain.cdrom(),
                plain.nics(),
                plain.boot(),
                false,
                true);

        // When libvirt, which counts memory in KiB, hands back what we wrote
        var xml = DomainXml.of(
                        spec,
                        Machines.files(spec),
                        Machines.here(Machines.rich(Accelerator.KVM), NetworkMode.NAT, true, true))
                .replaceFirst("<memory unit=\"MiB\">\\d+<", "<memory unit=\"KiB\">" + 1024 * spec.memoryMiB() + "<");

        // Then
        assertThat(SpecView.of(xml)).isEqualTo(spec);
    }

    @Test
    void ofAStrangerIsToldWhatThereAreWordsFor() {
        // Given a domain of older making, with a block device, a file elsewhere and more screens than we give
        var xml = """
                <domain type='kvm'>
                  <name>db-server</name><uuid>6f3e2f2c-6a0e-4a53-9d5e-0b8a4d1c7e11</uuid>
                  <memory unit='KiB'>1048576</memory><vcpu placement='static'>3</vcpu>
                  <os><type arch='x86_64' machine='pc-i440fx-7.2'>hvm</type>
                    <boot dev='fd'/><boot dev='cdrom'/><boot dev='hd'/></os>
                  <clock offset='utc'/>
                  <devices>
                    <disk type='block' device='disk'><source dev='/dev/vg/db'/><target dev='vda' bus='virtio'/></disk>
                    <disk type='file' device='disk'><source file='/var/lib/images/x.qcow2'/>
                      <target dev='vdb' bus='virtio'/></disk>
                    <disk type='file' device='cdrom'><source file='/root/x.iso'/><target dev='hdc' bus='ide'/></disk>
                    <interface type='direct'><mac address='52:54:00:aa:bb:cc'/><source dev='eth0'/></interface>
                    <video><model type='qxl' heads='9'/></video>
                  </devices>
                </domain>
                """;

        // When
        var spec = SpecView.of(xml);

        // Then
        assertThat(spec.title()).isEqualTo("db-server");
        assertThat(spec.hardware()).isEqualTo(Hardware.LINUX);
        assertThat(spec.vcpus()).isEqualTo(3);
        assertThat(spec.memoryMiB()).isEqualTo(1024);
        assertThat(spec.heads()).isEqualTo(4);
        assertThat(spec.disks()).isEmpty();
        assertThat(spec.cdrom()).isEmpty();
        assertThat(spec.nics()).containsExactly(new NicSpec("52:54:00:aa:bb:cc", "oriel"));
        assertThat(spec.boot()).isEqualTo(new Boot(List.of(BootDevice.CDROM, BootDevice.DISK), false, false));
        assertThat(spec.serialLog()).isFalse();
    }
}
