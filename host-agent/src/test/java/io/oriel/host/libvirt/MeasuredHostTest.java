package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.oriel.host.api.HostInventory.Nic;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read from the kernel's files and from libvirt's numbers, on a machine made of files. */
class MeasuredHostTest {
    @TempDir
    Path root;

    private Path proc;
    private Path sys;

    @BeforeEach
    void aMachine() throws IOException {
        proc = root.resolve("proc");
        sys = root.resolve("sys");
        write(proc.resolve("stat"), "cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 100 0 100 800 0 0 0 0 0 0\n");
        write(proc.resolve("loadavg"), "1.25 0.50 0.10 2/300 4711\n");
        write(proc.resolve("uptime"), "4711.25 9000.00\n");
        write(proc.resolve("meminfo"), """
                MemTotal:       16777216 kB
                MemFree:         1048576 kB
                MemAvailable:    8388608 kB
                SwapTotal:       2097152 kB
                SwapFree:        1048576 kB
                """);
        write(proc.resolve("net/dev"), """
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop
                    lo: 999 1 0 0 0 0 0 0 999 1 0 0 0 0 0 0
                  eth0: 1000 1 0 0 0 0 0 0 2000 1 0 0 0 0 0 0
                   br0: 5000 1 0 0 0 0 0 0 6000 1 0 0 0 0 0 0
                 vnet0: 7000 1 0 0 0 0 0 0 8000 1 0 0 0 0 0 0
                """);
        write(sys.resolve("kernel/mm/ksm/pages_sharing"), "321\n");
        Files.createDirectories(sys.resolve("class/net/br0/bridge"));
        Files.createDirectories(sys.resolve("class/net/lo"));
        Files.createDirectories(sys.resolve("class/net/vnet0"));
        write(sys.resolve("class/net/br0/address"), "02:00:00:00:00:01\n");
        write(sys.resolve("class/net/br0/operstate"), "down\n");
        write(sys.resolve("class/net/eth0/address"), "02:00:00:00:00:02\n");
        write(sys.resolve("class/net/eth0/operstate"), "up\n");
        write(sys.resolve("class/net/eth0/speed"), "10000\n");
        Files.createDirectories(sys.resolve("class/net/eth0/brport"));
        Files.createSymbolicLink(sys.resolve("class/net/eth0/brport/bridge"), sys.resolve("class/net/br0"));
    }

    @Test
    void aHostsUseIsReadFromTheKernel() throws IOException {
        // Given a look, and a second in which one of four parts was work
        var load = new HostLoad(proc, sys);
        write(proc.resolve("stat"), "cpu  110 0 115 875 0 0 0 0 0 0\n");

        // When
        var usage = load.read();

        // Then
        assertThat(usage.cpuPercent()).isEqualTo(25.0, within(0.001));
        assertThat(usage.load1()).isEqualTo(1.25);
        assertThat(usage.memoryUsedMiB()).isEqualTo(8192);
        assertThat(usage.memoryFreeMiB()).isEqualTo(8192);
        assertThat(usage.swapUsedMiB()).isEqualTo(1024);
        assertThat(usage.ksmShared()).isEqualTo(321);
        assertThat(usage.uptimeSeconds()).isEqualTo(4711);
        assertThat(usage.receivedBytes()).isEqualTo(1000);
        assertThat(usage.sentBytes()).isEqualTo(2000);
    }

    @Test
    void aPhysicalInterfaceCountsAloneWhereThereIsOne() throws IOException {
        // Given a second interface, which alone has a device behind it
        Files.createDirectories(sys.resolve("class/net/eth1/device"));
        Files.writeString(
                proc.resolve("net/dev"),
                Files.readString(proc.resolve("net/dev")) + "  eth1: 42 1 0 0 0 0 0 0 43 1 0 0 0 0 0 0\n");

        // When
        var usage = new HostLoad(proc, sys).read();

        // Then
        assertThat(usage.receivedBytes()).isEqualTo(42);
        assertThat(usage.sentBytes()).isEqualTo(43);
    }

    @Test
    void aKernelThatTellsNothingIsNoError() {
        // Given, When
        var usage = new HostLoad(root.resolve("none"), root.resolve("none")).read();

        // Then
        assertThat(usage.cpuPercent()).isZero();
        assertThat(usage.ksmShared()).isZero();
    }

    @Test
    void interfacesAreListedWithoutGuestsOwn() {
        assertThat(Inventory.nics(sys.resolve("class/net")))
                .containsExactly(
                        new Nic("br0", "02:00:00:00:00:01", false, 0, ""),
                        new Nic("eth0", "02:00:00:00:00:02", true, 10_000, "br0"));
        assertThat(new Bridges(sys.resolve("class/net"), root.resolve("none")).names())
                .containsExactly("br0");
    }

    @Test
    void devicesHaveNamesWhereTheyAreKnown() throws IOException {
        // Given
        write(sys.resolve("bus/pci/devices/0000:00:01.0/vendor"), "0x1af4\n");
        write(sys.resolve("bus/pci/devices/0000:00:01.0/device"), "0x1041\n");
        write(sys.resolve("bus/pci/devices/0000:00:02.0/vendor"), "0x1234\n");
        write(sys.resolve("bus/pci/devices/0000:00:02.0/device"), "0x1111\n");
        write(sys.resolve("bus/usb/devices/1-1/idVendor"), "046d\n");
        write(sys.resolve("bus/usb/devices/1-1/product"), "Mouse\n");
        Files.createDirectories(sys.resolve("bus/usb/devices/1-1:1.0"));
        write(root.resolve("pci.ids"), "# names\n1af4  Red Hat, Inc.\n\t1041  Virtio network\n\t\t1af4 1  part\n");

        // When
        var devices = Devices.list(sys.resolve("bus"), root.resolve("pci.ids"));

        // Then
        assertThat(devices)
                .containsExactly(
                        "PCI 0000:00:01.0 Red Hat, Inc. Virtio network", "PCI 0000:00:02.0 1234:1111", "USB 1-1 Mouse");
    }

    @Test
    void aVmsUseIsSummedOverItsDevices() {
        // Given
        var id = new VmId(Machines.ID);
        var values = Map.ofEntries(
                Map.entry("cpu.time", 5_000_000_000L),
                Map.entry("balloon.current", 262_144L),
                Map.entry("balloon.available", 240_000L),
                Map.entry("balloon.usable", 137_600L),
                Map.entry("balloon.rss", 204_800L),
                Map.entry("net.count", 2L),
                Map.entry("net.0.rx.bytes", 1L),
                Map.entry("net.1.rx.bytes", 2L),
                Map.entry("net.0.tx.bytes", 4L),
                Map.entry("block.count", 1L),
                Map.entry("block.0.rd.bytes", 8L),
                Map.entry("block.0.wr.bytes", 16L),
                Map.entry("block.1.wr.bytes", 32L));

        // When
        var usage = StatisticsCalls.usage(id, values);

        // Then a device beyond the count is none
        assertThat(usage).isEqualTo(new VmUsage(id, 5_000_000_000L, 256, 100, 200, 3, 4, 8, 16));
    }

    @Test
    void plainUsersAndGroupsAreNoConfinement() {
        var dac = "<secmodel><model>dac</model></secmodel>";
        assertThat(Inventory.security("<capabilities><host>" + dac + "</host></capabilities>"))
                .isEqualTo("none");
        assertThat(Inventory.security("<capabilities><host><secmodel><model>apparmor</model></secmodel>" + dac
                        + "</host></capabilities>"))
                .isEqualTo("apparmor");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }
}
