package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.operation.Doors;
import io.oriel.broker.operation.Doors.Door;
import io.oriel.broker.operation.VmAdmin;
import io.oriel.host.api.BootDevice;
import io.oriel.host.api.ConsoleKind;
import io.oriel.pool.estate.VmDisk;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.search.Thing;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** A VM as oVirt shows one. Its display is told to be where the gateway is: hosts are not reached from outside. */
final class VmSheets {
    static final Kind KIND = Kind.of("vms", "vm", Thing.VMS);
    private static final long MIB = 1024 * 1024;
    private static final String[] ACTIONS = {
        "cancelmigration", "migrate", "reboot", "reset", "shutdown", "start", "stop", "suspend", "ticket"
    };

    private VmSheets() {}

    static String id(VmAdmin.Entry entry) {
        return entry.vm().vm().id().toString();
    }

    static Node.Item of(VmAdmin.Entry entry, Doors doors) {
        var vm = entry.vm().vm();
        var upkeep = entry.vm().upkeep();
        var outfit = entry.vm().outfit();
        var id = vm.id();
        var continuity = outfit.care().continuity();
        var sheet = Sheet.of("vm", "vms", id)
                .actions(ACTIONS)
                .link("cdroms", () -> CdromsController.all(entry))
                .link("diskattachments", () -> DiskSheets.attachments(entry))
                .link("graphicsconsoles", () -> ConsolesController.all(entry))
                .link("nics", () -> NicsController.all(entry))
                .link("permissions")
                .link("snapshots", () -> SnapshotsController.all(entry))
                .link("statistics", () -> StatisticsController.all(entry))
                .link("tags", () -> TagsController.carried("vms/" + id, entry.tags()))
                .text("name", vm.name())
                .text("description", outfit.care().description())
                .put(Sheet.of("bios")
                        .put(Sheet.of("boot_menu")
                                .text("enabled", outfit.starting().boot().menu())))
                .put(Sheet.of("cpu")
                        .text("architecture", "x86_64")
                        .put(Sheet.of("topology")
                                .text("cores", "1")
                                .text("sockets", vm.vcpus())
                                .text("threads", "1")))
                .text("delete_protected", outfit.care().guarded())
                .put(display(entry, doors.of(id)))
                .put(Sheet.of("high_availability")
                        .text("enabled", continuity.highlyAvailable())
                        .text("priority", continuity.priority()))
                .text("memory", vm.memoryMiB() * MIB)
                .text("next_run_configuration_exists", !entry.needsRestart().isEmpty())
                .text("origin", "ovirt")
                .put(os(entry))
                .text("start_time", upkeep.launched())
                .text("stateless", vm.stateless())
                .text("status", status(entry))
                .text("status_detail", vm.trouble())
                .text("type", outfit.care().kind().name().toLowerCase(Locale.ROOT))
                .put(Sheet.ref("cluster", "clusters", upkeep.build().cluster()));
        vm.host().ifPresent(host -> sheet.put(Sheet.ref("host", "hosts", host)));
        sheet.put(upkeep.build()
                .source()
                .template()
                .map(template -> Sheet.ref("template", "templates", template))
                .orElseGet(() -> Sheet.ref("template", "templates", TemplatesController.BLANK)));
        vm.pool().ifPresent(pool -> sheet.put(Sheet.ref("vm_pool", "vmpools", pool)));
        entry.load().filter(load -> !load.addresses().isEmpty()).ifPresent(load -> sheet.put(guest(load.addresses())));
        return sheet.item();
    }

    private static Sheet guest(List<String> addresses) {
        return Sheet.of("reported_devices")
                .put(Sheet.of("reported_device")
                        .text("type", "network")
                        .many(
                                "ips",
                                "ip",
                                addresses.stream()
                                        .map(ip -> Sheet.of("ip")
                                                .text("address", ip)
                                                .item())
                                        .toList()));
    }

    /** Until its first disk is made it cannot be started: for oVirt's clients its image is locked. */
    static String status(VmAdmin.Entry entry) {
        var state = entry.vm().state();
        var unmade = entry.vm().upkeep().disk().use() == VmDisk.Use.MISSING;
        return unmade && state instanceof VmState.Down ? "image_locked" : state.restName();
    }

    /** The kinds of display it has; while it does not run, those it may come to have. */
    static List<ConsoleKind> displays(VmAdmin.Entry entry) {
        var told = entry.vm().upkeep().consoles().stream()
                .map(it -> it.kind())
                .distinct()
                .sorted()
                .toList();
        return told.isEmpty() ? List.of(ConsoleKind.values()) : told;
    }

    /** libgovirt leaves out a VM that has no type of display. */
    private static Sheet display(VmAdmin.Entry entry, Optional<Door> door) {
        var sheet = Sheet.of("display")
                .text("type", displays(entry).getFirst().name().toLowerCase(Locale.ROOT))
                .text("allow_override", "true")
                .text("monitors", entry.vm().upkeep().build().heads())
                .text("smartcard_enabled", "false");
        door.ifPresent(at -> sheet.text("address", at.name())
                .text("secure_port", at.port())
                .put(Sheet.of("certificate").text("content", at.caPem()).text("subject", at.hostSubject())));
        return sheet;
    }

    private static Sheet os(VmAdmin.Entry entry) {
        var devices = entry.vm().outfit().starting().boot().order().stream()
                .map(it -> (Node) new Node.Text("device", word(it)))
                .toList();
        return Sheet.of("os")
                .put(Sheet.of("boot").many("devices", "device", devices))
                .text(
                        "type",
                        switch (entry.vm().upkeep().build().hardware()) {
                            case LINUX, LINUX_OLD -> "other_linux";
                            case WINDOWS, WINDOWS_OLD, WINDOWS_UEFI -> "windows_10x64";
                        });
    }

    private static String word(BootDevice device) {
        return switch (device) {
            case DISK -> "hd";
            case CDROM -> "cdrom";
            case NETWORK -> "network";
        };
    }

    /** The order of devices that a body names. */
    static Optional<List<BootDevice>> order(Body vm) {
        return vm.part("os")
                .flatMap(it -> it.part("boot"))
                .flatMap(it -> it.many("devices", "device"))
                .map(all -> all.stream()
                        .map(it -> switch (it.text().strip()) {
                            case "hd" -> BootDevice.DISK;
                            case "cdrom" -> BootDevice.CDROM;
                            case "network" -> BootDevice.NETWORK;
                            default -> throw Body.wrong("os.boot.devices", "word", "are hd, cdrom or network");
                        })
                        .toList());
    }

    /** The id in a path, as text: VMs are named by their ids here, never by their names. */
    static String named(String id) {
        UUID known = Ask.id("vm", id);
        return known.toString();
    }
}
