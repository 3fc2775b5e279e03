package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.operation.VmAdmin;
import io.oriel.broker.operation.VmDeviceAdmin;
import io.oriel.pool.estate.DataDisk;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.VmDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Disks, and the attachments by which VMs have them. An attachment has its disk's id. */
final class DiskSheets {
    static final Kind ATTACHMENTS = Kind.plain("disk_attachments", "disk_attachment");

    private DiskSheets() {}

    /**
     * A disk, whatever it hangs on.
     *
     * @param bytes what its guest sees; empty where only its template knows
     * @param first whether its VM begins with it
     */
    record Any(
            UUID id,
            String name,
            UUID storage,
            Optional<Long> bytes,
            boolean made,
            boolean plugged,
            boolean first,
            Optional<UUID> vm) {}

    /** All disks of a VM, the first one first. */
    static List<Any> of(VmAdmin.Entry entry) {
        var vm = entry.vm().vm();
        var first = entry.vm().upkeep().disk();
        var all = new ArrayList<Any>();
        all.add(new Any(
                first.id().value(),
                vm.name(),
                first.storage().value(),
                bytes(entry.vm().upkeep().build().source()),
                first.use() != VmDisk.Use.MISSING,
                true,
                true,
                Optional.of(vm.id().value())));
        for (DataDisk it : entry.vm().outfit().disks()) {
            all.add(new Any(
                    it.id().value(),
                    it.name(),
                    it.storage().value(),
                    Optional.of(it.bytes()),
                    it.made(),
                    it.fate().isEmpty(),
                    false,
                    Optional.of(vm.id().value())));
        }
        return all;
    }

    /** A disk that belongs to no VM. */
    static Any of(VmDeviceAdmin.Unattached free) {
        var it = free.disk();
        return new Any(
                it.id().value(),
                it.name(),
                it.storage().value(),
                Optional.of(it.bytes()),
                true,
                false,
                false,
                Optional.empty());
    }

    private static Optional<Long> bytes(DiskSource source) {
        return switch (source) {
            case DiskSource.Blank(var bytes) -> Optional.of(bytes);
            case DiskSource.Thin(var _, var bytes) -> Optional.of(bytes).filter(it -> it > 0);
            case DiskSource.Full _ -> Optional.empty();
        };
    }

    static Node.Many attachments(VmAdmin.Entry entry) {
        return ATTACHMENTS.of(of(entry).stream().map(DiskSheets::attachment).toList());
    }

    static Node.Item attachment(Any it) {
        var vm = it.vm().orElseThrow();
        return Sheet.of("disk_attachment", "vms/" + vm + "/diskattachments", it.id())
                .text("active", it.plugged())
                .text("bootable", it.first())
                .text("interface", "virtio")
                .text("pass_discard", "false")
                .put(Sheet.ref("disk", "disks", it.id(), () -> disk(it)))
                .put(Sheet.ref("vm", "vms", vm))
                .item();
    }

    static Node.Item disk(Any it) {
        return Sheet.of("disk", "disks", it.id())
                .link("permissions")
                .text("name", it.name())
                .text("alias", it.name())
                .text("content_type", "data")
                .text("format", "cow")
                .text("provisioned_size", it.bytes())
                .text("shareable", "false")
                .text("sparse", "true")
                .text("status", it.made() ? "ok" : "locked")
                .text("storage_type", "image")
                .text("wipe_after_delete", "false")
                .many(
                        "storage_domains",
                        "storage_domain",
                        List.of(Sheet.ref("storage_domain", "storagedomains", it.storage())))
                .many(
                        "vms",
                        "vm",
                        it.vm().map(vm -> Sheet.ref("vm", "vms", vm)).stream().toList())
                .item();
    }
}
