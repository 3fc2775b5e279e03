package io.oriel.host.libvirt;

import io.oriel.host.api.BootDevice;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.VmSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * What libvirt is told to run for a VM. Pure but for the random passwords and a look at which bridges are Open vSwitch's.
 *
 * <p><b>Every display is closed from its first moment:</b> it has a password nobody knows, expired since 1970. Without a
 * password SPICE would run with ticketing off and VNC with security None (A26).
 */
final class DomainXml {
    /** The namespace of our metadata. */
    static final String NAMESPACE = "urn:oriel";

    static final String OWNER = "owner";
    static final String AGENT_CHANNEL = "org.qemu.guest_agent.0";
    static final String EXPIRED = "1970-01-01T00:00:01";

    /** In libvirt's order of dependence: {@code synic} needs {@code vpindex}, {@code stimer} needs {@code synic}. */
    private static final List<String> ENLIGHTENMENTS = List.of(
            "relaxed", "vapic", "spinlocks", "vpindex", "runtime", "synic", "stimer", "frequencies", "tlbflush", "ipi");

    /** Translated processors new enough for Windows, best first; Windows 11 asks for SSE 4.2. */
    private static final List<String> TRANSLATED_FOR_WINDOWS = List.of("Westmere", "Nehalem", "Penryn");

    /**
     * What the machine offers and the installation wants, the same for every VM.
     *
     * @param owner the installation
     * @param networkMode how a NIC without a bridge is joined
     * @param leases whether libvirt asks virtlockd for the disks' leases before it runs a VM
     */
    record Surroundings(
            String owner,
            Capabilities capabilities,
            NetworkMode networkMode,
            String displayListen,
            boolean displayTls,
            SerialLogs serialLogs,
            Seeds seeds,
            boolean leases) {}

    private DomainXml() {}

    /**
     * The domain for {@code spec}.
     *
     * @param disks the files of the VM's disks, in boot order
     * @throws IllegalArgumentException when a value cannot stand in XML
     */
    static String of(VmSpec spec, List<Path> disks, Surroundings here) {
        var machine = Machine.of(spec.hardware());
        var domain = Xml.root("domain")
                .with("type", here.capabilities().accelerator().domainType());
        domain.add("name").text(spec.id().toString());
        domain.add("uuid").text(spec.id().toString());
        domain.add("title").text(spec.title());
        domain.add("metadata").add(NAMESPACE, "oriel:" + OWNER).text(here.owner());
        domain.add("memory").with("unit", "MiB").text(Long.toString(spec.memoryMiB()));
        domain.add("vcpu").text(Integer.toString(spec.vcpus()));
        smbios(domain, spec);
        firmware(domain.add("os"), spec, machine, here.capabilities());
        features(domain.add("features"), machine, here.capabilities());
        processor(domain, spec, machine, here.capabilities());
        clock(domain, machine, here.capabilities().accelerator());
        domain.add("on_poweroff").text("destroy");
        domain.add("on_reboot").text("restart");
        domain.add("on_crash").text("destroy");
        // a sleeping desktop shows nothing and nobody can wake it
        var power = domain.add("pm");
        power.add("suspend-to-mem").with("enabled", "no");
        power.add("suspend-to-disk").with("enabled", "no");
        new DomainDevices(domain.add("devices"), spec, machine, here).add(disks);
        return domain.serialized();
    }

    private static void smbios(Xml domain, VmSpec spec) {
        var system = domain.add("sysinfo").with("type", "smbios").add("system");
        system.add("entry").with("name", "manufacturer").text("Oriel");
        system.add("entry").with("name", "product").text("Desktop");
        system.add("entry").with("name", "serial").text(spec.title());
    }

    private static void firmware(Xml os, VmSpec spec, Machine machine, Capabilities capabilities) {
        os.add("type").with("arch", "x86_64").with("machine", machine.chipset()).text("hvm");
        if (machine.uefi()) {
            os.with("firmware", "efi");
            if (capabilities.secureBoot()) {
                os.add("firmware").add("feature").with("enabled", "yes").with("name", "secure-boot");
            }
        }
        if (spec.boot().menu()) {
            os.add("bootmenu").with("enable", "yes").with("timeout", 5000);
        }
        os.add("smbios").with("mode", "sysinfo");
    }

    private static void features(Xml features, Machine machine, Capabilities capabilities) {
        features.add("acpi");
        features.add("apic");
        if (machine.windows() && machine.pcie()) {
            var offered = ENLIGHTENMENTS.stream()
                    .filter(capabilities.hyperv()::contains)
                    .toList();
            var hyperv = offered.isEmpty() ? features : features.add("hyperv").with("mode", "custom");
            for (var name : offered) {
                var enlightenment = hyperv.add(name).with("state", "on");
                if (name.equals("spinlocks")) {
                    enlightenment.with("retries", 8191);
                }
            }
        }
        if (capabilities.accelerator() == Accelerator.TCG) {
            // qemu would keep up to 1 GiB of translated code per guest; with 16 MiB it translates the kernel twice
            features.add("tcg").add("tb-cache").with("unit", "MiB").text("32");
        }
    }

    private static void processor(Xml domain, VmSpec spec, Machine machine, Capabilities capabilities) {
        var cpu = domain.add("cpu");
        if (capabilities.accelerator() == Accelerator.TCG) {
            var model = TRANSLATED_FOR_WINDOWS.stream()
                    .filter(_ -> machine.windows() && machine.pcie())
                    .filter(capabilities.cpuModels()::contains)
                    .findFirst()
                    .orElse("qemu64");
            cpu.with("mode", "custom").with("match", "exact").with("check", "none");
            cpu.add("model").with("fallback", "forbid").text(model);
        } else {
            cpu.with("mode", "host-model").with("check", "partial");
        }
        cpu.add("topology")
                .with("sockets", 1)
                .with("dies", 1)
                .with("cores", spec.vcpus())
                .with("threads", 1);
    }

    private static void clock(Xml domain, Machine machine, Accelerator accelerator) {
        var clock = domain.add("clock").with("offset", machine.windows() ? "localtime" : "utc");
        if (!machine.windows()) {
            return;
        }
        clock.add("timer").with("name", "rtc").with("tickpolicy", "catchup");
        clock.add("timer").with("name", "pit").with("tickpolicy", "delay");
        clock.add("timer").with("name", "hpet").with("present", "no");
        if (machine.pcie() && accelerator == Accelerator.KVM) {
            clock.add("timer").with("name", "hypervclock").with("present", "yes");
        }
    }

    /**
     * A disk as a device of its own, to be plugged into a running VM.
     *
     * @param target its name in the domain, such as {@code vdb}
     * @param bus libvirt's word, such as {@code virtio}
     */
    static String disk(Path file, String target, String bus) {
        var disk = Xml.root("disk");
        DomainDevices.disk(disk, file, target, bus);
        return disk.serialized();
    }

    /** A network card as a device of its own, to be plugged into a running VM with virtio drivers. */
    static String nic(NicSpec nic, NetworkMode mode) {
        var card = Xml.root("interface");
        DomainDevices.nic(card, nic, mode, "virtio");
        card.add("rom").with("enabled", "no");
        return card.serialized();
    }

    /** A disk's lease as a device of its own, to be plugged in before the disk and unplugged after it. */
    static String lease(DiskRef disk) {
        var lease = Xml.root("lease");
        DomainDevices.lease(lease, disk);
        return lease.serialized();
    }

    /** The place of a kind of device in the order of starting, from one; zero when it is not tried. */
    static int place(VmSpec spec, BootDevice device) {
        return spec.boot().order().indexOf(device) + 1;
    }
}
