package io.oriel.host.libvirt;

import io.oriel.host.api.NicSpec;
import io.oriel.host.api.VmSpec;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * What libvirt is told to run for a VM. Pure but for the random passwords.
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
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * What the machine offers and the installation wants, the same for every VM.
     *
     * @param owner the installation
     * @param networkMode how a NIC in network {@code oriel} is joined
     */
    record Surroundings(
            String owner,
            Capabilities capabilities,
            NetworkMode networkMode,
            String displayListen,
            boolean displayTls,
            SerialLogs serialLogs) {}

    private DomainXml() {}

    /**
     * The domain for {@code spec}.
     *
     * @param disks the files of the VM's disks, in boot order
     * @throws IllegalArgumentException when a value cannot stand in XML
     */
    static String of(VmSpec spec, List<Path> disks, Surroundings here) {
        boolean translated = here.capabilities().accelerator() == Accelerator.TCG;
        var domain = Xml.root("domain")
                .with("type", here.capabilities().accelerator().domainType());
        domain.add("name").text(spec.id().toString());
        domain.add("uuid").text(spec.id().toString());
        domain.add("title").text(spec.title());
        domain.add("metadata").add(NAMESPACE, "oriel:" + OWNER).text(here.owner());
        domain.add("memory").with("unit", "MiB").text(Long.toString(spec.memoryMiB()));
        domain.add("vcpu").text(Integer.toString(spec.vcpus()));
        firmware(domain, spec);
        var features = domain.add("features");
        features.add("acpi");
        features.add("apic");
        if (translated) {
            // qemu would keep up to 1 GiB of translated code per guest; with 16 MiB it translates the kernel twice
            features.add("tcg").add("tb-cache").with("unit", "MiB").text("32");
            domain.add("cpu")
                    .with("mode", "custom")
                    .with("match", "exact")
                    .with("check", "none")
                    .add("model")
                    .with("fallback", "forbid")
                    .text("qemu64");
        } else {
            domain.add("cpu").with("mode", "host-model").with("check", "partial");
        }
        domain.add("clock").with("offset", "utc");
        domain.add("on_poweroff").text("destroy");
        domain.add("on_reboot").text("restart");
        domain.add("on_crash").text("destroy");
        devices(domain.add("devices"), spec, disks, here);
        return domain.serialized();
    }

    private static void firmware(Xml domain, VmSpec spec) {
        var system = domain.add("sysinfo").with("type", "smbios").add("system");
        system.add("entry").with("name", "manufacturer").text("Oriel");
        system.add("entry").with("name", "product").text("Desktop");
        system.add("entry").with("name", "serial").text(spec.title());
        var os = domain.add("os");
        os.add("type").with("arch", "x86_64").with("machine", "q35").text("hvm");
        os.add("boot").with("dev", "hd");
        os.add("smbios").with("mode", "sysinfo");
    }

    private static void devices(Xml devices, VmSpec spec, List<Path> disks, Surroundings here) {
        for (int i = 0; i < disks.size(); i++) {
            fill(devices.add("disk"), disks.get(i), "vd" + (char) ('a' + i), "virtio");
        }
        spec.nics().forEach(nic -> fill(devices.add("interface"), nic, here.networkMode()));
        serial(devices, spec, here);
        channel(devices, "unix", AGENT_CHANNEL);
        if (here.capabilities().spice()) {
            channel(devices, "spicevmc", "com.redhat.spice.0");
            var spice = graphics(devices, "spice", here, secret(24));
            if (here.displayTls()) {
                spice.with("defaultMode", "secure");
            }
        }
        graphics(devices, "vnc", here, secret(6));
        devices.add("video").add("model").with("type", here.capabilities().video());
        devices.add("controller").with("type", "usb").with("model", "qemu-xhci");
        devices.add("input").with("type", "tablet").with("bus", "usb");
        devices.add("memballoon").with("model", "virtio");
        devices.add("rng")
                .with("model", "virtio")
                .add("backend")
                .with("model", "random")
                .text("/dev/urandom");
    }

    /**
     * A disk as a device of its own, to be plugged into a running VM.
     *
     * @param target its name in the domain, such as {@code vdb}
     * @param bus libvirt's word, such as {@code virtio}
     */
    static String disk(Path file, String target, String bus) {
        var disk = Xml.root("disk");
        fill(disk, file, target, bus);
        return disk.serialized();
    }

    /** A network card as a device of its own, to be plugged into a running VM. */
    static String nic(NicSpec nic, NetworkMode mode) {
        var element = Xml.root("interface");
        fill(element, nic, mode);
        return element.serialized();
    }

    private static void fill(Xml disk, Path file, String target, String bus) {
        disk.with("type", "file").with("device", "disk");
        // never probed: a guest that writes another format's header must not change what its disk is (A19)
        disk.add("driver").with("name", "qemu").with("type", "qcow2").with("discard", "unmap");
        disk.add("source").with("file", file.toString());
        disk.add("target").with("dev", target).with("bus", bus);
    }

    private static void fill(Xml element, NicSpec nic, NetworkMode mode) {
        switch (mode) {
            case NAT -> element.with("type", "network").add("source").with("network", nic.network());
            case USER -> element.with("type", "user");
        }
        element.add("mac").with("address", nic.mac());
        element.add("model").with("type", "virtio");
        // the boot ROM would wait for a network no desktop boots from
        element.add("rom").with("enabled", "no");
    }

    private static void serial(Xml devices, VmSpec spec, Surroundings here) {
        var serial = devices.add("serial").with("type", spec.serialLog() ? "file" : "pty");
        if (spec.serialLog()) {
            serial.add("source")
                    .with("path", here.serialLogs().file(spec.id()).toString())
                    .with("append", "on");
        }
        serial.add("target").with("type", "isa-serial").with("port", 0);
    }

    private static void channel(Xml devices, String type, String name) {
        devices.add("channel")
                .with("type", type)
                .add("target")
                .with("type", "virtio")
                .with("name", name);
    }

    private static Xml graphics(Xml devices, String type, Surroundings here, String password) {
        var graphics = devices.add("graphics")
                .with("type", type)
                .with("autoport", "yes")
                .with("passwd", password)
                .with("passwdValidTo", EXPIRED);
        graphics.add("listen").with("type", "address").with("address", here.displayListen());
        return graphics;
    }

    /** A password of four characters for every three bytes. */
    private static String secret(int bytes) {
        var secret = new byte[bytes];
        RANDOM.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }
}
