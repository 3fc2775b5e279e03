package io.oriel.host.libvirt;

import io.oriel.host.api.DiskRef;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** Devices of running VMs. The definition stays as it was: the next start says anew what a VM has. */
final class HotPlug {
    private static final int LIVE = 1;
    private static final int EVEN_IF_THE_GUEST_HOLDS_IT = 1 << 2;

    /** How long a guest may take to let go. */
    private static final Duration LETTING_GO = Duration.ofSeconds(30);

    /** A guest that was still starting ignores the first request. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(6);

    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final int MOST_DISKS = 24;

    private final Domains domains;
    private final DomainXml.Surroundings here;

    HotPlug(Domains domains, DomainXml.Surroundings here) {
        this.domains = domains;
        this.here = here;
    }

    /** Puts a file into the CD drive; empty takes out what is in it. */
    Outcome changeCd(VmId vm, Optional<Path> image) throws LibvirtException {
        return domains.whileRunning(vm, domain -> {
            var drive = devices(domain, "disk").stream()
                    .filter(d -> d.attribute("device").equals("cdrom") && !Seeds.isSeed(d))
                    .findFirst();
            if (drive.isEmpty()) {
                return new Outcome.Refused(Reason.NOT_FOUND, "the VM has no CD drive");
            }
            var now = drive.get().child("source").map(s -> s.attribute("file")).filter(f -> !f.isEmpty());
            if (now.equals(image.map(Path::toString))) {
                return new Outcome.Done();
            }
            domain.updateDeviceFlags(loaded(drive.get(), image), LIVE | EVEN_IF_THE_GUEST_HOLDS_IT);
            return new Outcome.Done();
        });
    }

    private static String loaded(Xml drive, Optional<Path> image) {
        var disk = Xml.root("disk").with("device", "cdrom").with("type", "file");
        disk.add("driver").with("name", "qemu").with("type", "raw");
        image.ifPresent(file -> disk.add("source").with("file", file.toString()));
        drive.child("target")
                .ifPresent(target ->
                        disk.add("target").with("dev", target.attribute("dev")).with("bus", target.attribute("bus")));
        disk.add("readonly");
        return disk.serialized();
    }

    Outcome attachDisk(VmId vm, DiskRef disk) throws LibvirtException {
        var file = Storage.file(disk);
        return domains.longWhileRunning(vm, domain -> {
            var disks = devices(domain, "disk");
            if (disks.stream().anyMatch(of(file))) {
                return new Outcome.Done();
            }
            // virtio where the guest has its driver, seen by the disk it booted from; else USB, which all guests know
            boolean virtio = disks.stream().anyMatch(d -> target(d, "bus").equals("virtio"));
            var name = freeName(disks, virtio ? "vd" : "sd");
            if (name.isEmpty()) {
                return new Outcome.Refused(Reason.BUSY, "the VM has as many disks as fit; unplug one first");
            }
            lease(domain, disk);
            try {
                domain.attachDeviceFlags(DomainXml.disk(file, name.get(), virtio ? "virtio" : "usb"), LIVE);
                return new Outcome.Done();
            } catch (LibvirtException e) {
                release(domain, disk);
                throw e;
            }
        });
    }

    /** Takes a disk's lock before the disk; libvirt fails when another host has it. */
    private void lease(Domain domain, DiskRef disk) throws LibvirtException {
        if (here.leases() && !isLeased(domain, disk)) {
            DiskLocks.prepare(disk);
            domain.attachDeviceFlags(DomainXml.lease(disk), LIVE);
        }
    }

    private void release(Domain domain, DiskRef disk) throws LibvirtException {
        if (here.leases() && isLeased(domain, disk)) {
            domain.detachDeviceFlags(DomainXml.lease(disk), LIVE);
        }
    }

    private static boolean isLeased(Domain domain, DiskRef disk) throws LibvirtException {
        return devices(domain, "lease").stream()
                .flatMap(lease -> lease.child("key").stream())
                .anyMatch(key -> key.text().equals(DiskLocks.key(disk)));
    }

    private static Optional<String> freeName(List<Xml> disks, String prefix) {
        var taken = disks.stream().map(d -> target(d, "dev")).collect(Collectors.toSet());
        for (char letter = 'a'; letter < 'a' + MOST_DISKS; letter++) {
            if (!taken.contains(prefix + letter)) {
                return Optional.of(prefix + letter);
            }
        }
        return Optional.empty();
    }

    Outcome detachDisk(VmId vm, DiskRef disk) throws LibvirtException {
        var unplugged = unplug(vm, "disk", of(Storage.file(disk)));
        return unplugged.equals(new Outcome.Done())
                ? domains.longWhileRunning(vm, domain -> {
                    release(domain, disk);
                    return unplugged;
                })
                : unplugged;
    }

    Outcome attachNic(VmId vm, NicSpec nic) throws LibvirtException {
        var refusal = HardwareCheck.objection(nic, here.capabilities(), Bridges.ofThisMachine());
        return refusal.isPresent()
                ? refusal.get()
                : domains.longWhileRunning(vm, domain -> {
                    var cards = devices(domain, "interface");
                    if (cards.stream().anyMatch(of(nic.mac()))) {
                        return new Outcome.Done();
                    }
                    var card = Xml.parse(DomainXml.nic(nic, here.networkMode()));
                    // the model of the cards it has: for that one the guest has a driver
                    cards.stream()
                            .flatMap(c -> c.child("model").stream())
                            .map(m -> m.attribute("type"))
                            .findFirst()
                            .ifPresent(model -> card.child("model").ifPresent(m -> m.with("type", model)));
                    domain.attachDeviceFlags(card.serialized(), LIVE);
                    return new Outcome.Done();
                });
    }

    Outcome detachNic(VmId vm, String mac) throws LibvirtException {
        return unplug(vm, "interface", of(mac));
    }

    /** Asks the guest to let go, and looks until libvirt lists the device no more. */
    private Outcome unplug(VmId vm, String kind, Predicate<Xml> which) throws LibvirtException {
        long begun = System.nanoTime();
        long askedAt = begun - ASK_AGAIN.toNanos();
        while (System.nanoTime() - begun < LETTING_GO.toNanos()) {
            boolean ask = System.nanoTime() - askedAt >= ASK_AGAIN.toNanos();
            if (ask) {
                askedAt = System.nanoTime();
            }
            var state = domains.longWhileRunning(vm, domain -> {
                var device = devices(domain, kind).stream().filter(which).findFirst();
                if (device.isEmpty()) {
                    return new Outcome.Done();
                }
                if (ask) {
                    request(domain, device.get());
                }
                return STILL_THERE;
            });
            if (!state.equals(STILL_THERE)) {
                return state;
            }
            Waiting.pause(LOOK_EVERY);
        }
        return new Outcome.Failed("the guest does not let go of the %s; see that nothing in it uses it, and try again"
                .formatted(kind.equals("disk") ? "disk" : "network card"));
    }

    private static final Outcome STILL_THERE = new Outcome.Failed("still there");

    private static void request(Domain domain, Xml device) throws LibvirtException {
        try {
            domain.detachDeviceFlags(device.serialized(), LIVE);
        } catch (LibvirtException e) {
            // asked before and not done yet, or done just now: the next look tells
            var words = String.valueOf(e.getMessage());
            if (!words.contains("unplug") && !words.contains("not found")) {
                throw e;
            }
        }
    }

    private static List<Xml> devices(Domain domain, String kind) throws LibvirtException {
        return Xml.parse(domain.getXMLDesc(0))
                .child("devices")
                .map(d -> d.children(kind))
                .orElse(List.of());
    }

    private static Predicate<Xml> of(Path file) {
        return disk -> disk.child("source")
                .filter(s -> s.attribute("file").equals(file.toString()))
                .isPresent();
    }

    private static Predicate<Xml> of(String mac) {
        return card -> card.child("mac")
                .filter(m -> m.attribute("address").equals(mac))
                .isPresent();
    }

    private static String target(Xml disk, String attribute) {
        return disk.child("target").map(t -> t.attribute(attribute)).orElse("");
    }
}
