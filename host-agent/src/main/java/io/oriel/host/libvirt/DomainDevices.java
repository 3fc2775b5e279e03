package io.oriel.host.libvirt;

import io.oriel.host.api.BootDevice;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.VmSpec;
import io.oriel.host.libvirt.DomainXml.Surroundings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/** The devices of a domain: what {@link Machine} says of the kind, for one VM on this host. */
final class DomainDevices {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Places for devices plugged into a running VM; libvirt would leave one. */
    private static final int SPARE_PORTS = 4;

    private static final int REDIRECTED = 4;

    /** The port on which a guest's spice-vdagent listens. */
    private static final String SPICE_AGENT = "com.redhat.spice.0";

    /** qemu's own size for one screen, in KiB; it wants powers of two, to which libvirt rounds up. */
    private static final int VGA_MEMORY = 16_384;

    private final Xml devices;
    private final VmSpec spec;
    private final Machine machine;
    private final Surroundings here;

    DomainDevices(Xml devices, VmSpec spec, Machine machine, Surroundings here) {
        this.devices = devices;
        this.spec = spec;
        this.machine = machine;
        this.here = here;
    }

    void add(List<Path> disks) {
        boolean spice = here.capabilities().spice();
        if (machine.pcie()) {
            ports(disks.size());
        }
        usb();
        for (int i = 0; i < disks.size(); i++) {
            var disk = devices.add("disk");
            disk(disk, disks.get(i), machine.diskTarget(i), machine.diskBus());
            boot(disk, i == 0 ? DomainXml.place(spec, BootDevice.DISK) : 0);
        }
        cdrom();
        spec.seed().ifPresent(_ -> seed());
        nics();
        serial();
        if (machine.virtio()) {
            channel("unix", DomainXml.AGENT_CHANNEL);
            if (spice) {
                channel("spicevmc", SPICE_AGENT);
            } else if (spec.clipboardToClient() && here.capabilities().vncClipboard()) {
                vncAgent(devices.add("channel"));
            }
        }
        displays(spice);
        screens();
        devices.add("sound").with("model", machine.sound());
        devices.add("audio").with("id", 1).with("type", spice ? "spice" : "none");
        if (spice && here.capabilities().usbRedirection()) {
            for (int i = 0; i < REDIRECTED; i++) {
                devices.add("redirdev").with("bus", "usb").with("type", "spicevmc");
            }
        }
        devices.add("input").with("type", "tablet").with("bus", "usb");
        watching();
        if (machine.uefi()) {
            var tpm = devices.add("tpm").with("model", "tpm-crb");
            tpm.add("backend").with("type", "emulator").with("version", "2.0");
        }
        if (here.leases()) {
            spec.disks().forEach(disk -> lease(devices.add("lease"), disk));
        }
    }

    /** One PCI Express port for each device that sits on one, and some to spare. */
    private void ports(int disks) {
        int used = spec.nics().size()
                + (machine.diskBus().equals("virtio") ? disks : 0)
                + (machine.virtio() ? 2 : 0)
                + (machine.watchdog() ? 2 : 0)
                + (machine.usb3() ? 1 : 0)
                + (spec.seed().isPresent() && machine.seedBus().equals(Machine.SCSI) ? 1 : 0);
        devices.add("controller").with("type", "pci").with("index", 0).with("model", "pcie-root");
        for (int i = 0; i < used + SPARE_PORTS; i++) {
            devices.add("controller").with("type", "pci").with("model", "pcie-root-port");
        }
    }

    private void usb() {
        if (machine.usb3()) {
            devices.add("controller").with("type", "usb").with("model", "qemu-xhci");
            return;
        }
        usb("ich9-ehci1");
        for (int i = 1; i <= 3; i++) {
            usb("ich9-uhci" + i).add("master").with("startport", 2L * (i - 1));
        }
    }

    private Xml usb(String model) {
        return devices.add("controller").with("type", "usb").with("index", 0).with("model", model);
    }

    static void disk(Xml disk, Path file, String target, String bus) {
        disk.with("type", "file").with("device", "disk");
        // never probed: a guest that writes another format's header must not change what its disk is (A19)
        disk.add("driver").with("name", "qemu").with("type", "qcow2").with("discard", "unmap");
        disk.add("source").with("file", file.toString());
        disk.add("target").with("dev", target).with("bus", bus);
    }

    private void cdrom() {
        var drive = devices.add("disk").with("type", "file").with("device", "cdrom");
        drive.add("driver").with("name", "qemu").with("type", "raw");
        spec.cdrom()
                .ifPresent(iso ->
                        drive.add("source").with("file", Storage.file(iso).toString()));
        drive.add("target").with("dev", machine.cdTarget()).with("bus", machine.cdBus());
        drive.add("readonly");
        boot(drive, DomainXml.place(spec, BootDevice.CDROM));
    }

    /** On virtio where there is virtio: kernels made for clouds drive no SATA. */
    private void seed() {
        if (machine.seedBus().equals(Machine.SCSI)) {
            devices.add("controller").with("type", "scsi").with("index", 0).with("model", "virtio-scsi");
        }
        var drive = devices.add("disk").with("type", "file").with("device", "cdrom");
        drive.add("driver").with("name", "qemu").with("type", "raw");
        drive.add("source").with("file", here.seeds().file(spec).toString());
        drive.add("target").with("dev", machine.seedTarget(spec.disks().size())).with("bus", machine.seedBus());
        drive.add("readonly");
        drive.add("alias").with("name", Seeds.ALIAS);
    }

    private void nics() {
        int place = DomainXml.place(spec, BootDevice.NETWORK);
        for (int i = 0; i < spec.nics().size(); i++) {
            var card = devices.add("interface");
            nic(card, spec.nics().get(i), here.networkMode(), machine.card());
            if (i == 0 && place > 0) {
                boot(card, place);
            } else {
                // the boot ROM would wait for a network that this VM does not boot from
                card.add("rom").with("enabled", "no");
            }
        }
    }

    static void nic(Xml card, NicSpec nic, NetworkMode mode, String model) {
        if (nic.bridge().isPresent()) {
            var bridge = nic.bridge().get();
            card.with("type", "bridge").add("source").with("bridge", bridge);
            if (Bridges.ofThisMachine().isOpenVswitch(bridge)) {
                card.add("virtualport").with("type", "openvswitch");
            }
            nic.vlan().ifPresent(id -> card.add("vlan").add("tag").with("id", id));
        } else {
            switch (mode) {
                case NAT -> card.with("type", "network").add("source").with("network", nic.network());
                case USER -> card.with("type", "user");
            }
        }
        card.add("mac").with("address", nic.mac());
        card.add("model").with("type", model);
    }

    private static void boot(Xml device, int place) {
        if (place > 0) {
            device.add("boot").with("order", place);
        }
    }

    private void serial() {
        var serial = devices.add("serial").with("type", spec.serialLog() ? "file" : "pty");
        if (spec.serialLog()) {
            serial.add("source")
                    .with("path", here.serialLogs().file(spec.id()).toString())
                    .with("append", "on");
        }
        serial.add("target").with("type", "isa-serial").with("port", 0);
    }

    private void channel(String type, String name) {
        devices.add("channel")
                .with("type", type)
                .add("target")
                .with("type", "virtio")
                .with("name", name);
    }

    /** The other end of the guest's agent where there is no SPICE: qemu's own, for VNC. A guest has one such port. */
    static void vncAgent(Xml channel) {
        channel.with("type", "qemu-vdagent").add("source").add("clipboard").with("copypaste", "yes");
        channel.add("target").with("type", "virtio").with("name", SPICE_AGENT);
    }

    private void displays(boolean spice) {
        if (spice) {
            var graphics = graphics("spice", secret(24));
            if (here.displayTls()) {
                graphics.with("defaultMode", "secure");
            }
        }
        graphics("vnc", secret(6));
    }

    private Xml graphics(String type, String password) {
        var graphics = devices.add("graphics")
                .with("type", type)
                .with("autoport", "yes")
                .with("passwd", password)
                .with("passwdValidTo", DomainXml.EXPIRED);
        graphics.add("listen").with("type", "address").with("address", here.displayListen());
        return graphics;
    }

    /** Windows' driver of QXL drives one screen per card; Linux' drivers have one card with all screens. */
    private void screens() {
        var card = here.capabilities().video(spec.hardware());
        int heads = spec.heads();
        if (heads > 1 && machine.windows()) {
            for (int i = 0; i < heads; i++) {
                devices.add("video").add("model").with("type", card);
            }
            return;
        }
        var model = devices.add("video").add("model").with("type", card);
        if (heads > 1) {
            model.with("heads", heads);
            if (card.equals("qxl")) {
                model.with("ram", 4L * VGA_MEMORY * heads)
                        .with("vram", 4L * VGA_MEMORY)
                        .with("vgamem", (long) VGA_MEMORY * heads);
            }
        }
    }

    private void watching() {
        if (machine.watchdog()) {
            devices.add("watchdog").with("model", "i6300esb").with("action", "reset");
        }
        if (!machine.virtio()) {
            devices.add("memballoon").with("model", "none");
            return;
        }
        // the guest's driver tells every ten seconds what its guest uses
        devices.add("memballoon").with("model", "virtio").add("stats").with("period", 10);
        devices.add("rng")
                .with("model", "virtio")
                .add("backend")
                .with("model", "random")
                .text("/dev/urandom");
    }

    static void lease(Xml lease, DiskRef disk) {
        lease.add("lockspace").text(DiskLocks.LOCKSPACE);
        lease.add("key").text(DiskLocks.key(disk));
        lease.add("target").with("path", DiskLocks.LOCKSPACES);
    }

    /** A password of four characters for every three bytes. */
    static String secret(int bytes) {
        var secret = new byte[bytes];
        RANDOM.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }
}
