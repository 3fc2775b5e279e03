package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.api.ovirt.Listing.Shown;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.VmAdmin;
import io.oriel.broker.operation.VmDeviceAdmin;
import io.oriel.pool.estate.Snapshot;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /vms/ID/snapshots}. A snapshot's description is its name; it keeps the memory of a VM that runs. */
@RestController
@RequestMapping("/ovirt-engine/api/vms/{vm}/snapshots")
class SnapshotsController {
    private static final Kind KIND = Kind.plain("snapshots", "snapshot");

    private final VmAdmin vms;
    private final VmDeviceAdmin devices;
    private final Listing listing;

    SnapshotsController(VmAdmin vms, VmDeviceAdmin devices, Listing listing) {
        this.vms = vms;
        this.devices = devices;
        this.listing = listing;
    }

    @Allowed(UseCase.VM_SHOW)
    @GetMapping
    Reply list(ServerWebExchange exchange, @PathVariable String vm) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(vm));
        return listing.answer(
                ask,
                KIND,
                entry.vm().outfit().snapshots(),
                new Shown<>(it -> it.id().toString(), it -> sheet(entry, it)));
    }

    @Allowed(UseCase.VM_SHOW)
    @GetMapping("/{id}")
    Reply show(ServerWebExchange exchange, @PathVariable String vm, @PathVariable String id) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(vm));
        return ask.found(sheet(entry, one(entry, id)));
    }

    @Allowed(UseCase.SNAPSHOT_TAKE)
    @PostMapping
    Reply take(ServerWebExchange exchange, @PathVariable String vm, @RequestBody Body body) {
        var ask = Ask.of(exchange);
        var before = vms.show(ask.actor(), VmSheets.named(vm));
        var name = body.only("description", "persist_memorystate")
                .at("description")
                .orElseThrow(() -> Body.wrong("description", "required", "is required"));
        var after = devices.snapshot(ask.actor(), VmSheets.id(before), name);
        var known = before.vm().outfit().snapshots();
        var made = after.vm().outfit().snapshots().stream()
                .filter(it -> known.stream().noneMatch(old -> old.id().equals(it.id())))
                .findFirst()
                .orElseGet(() -> after.vm().outfit().snapshots().getLast());
        return ask.made(sheet(after, made));
    }

    @Allowed(UseCase.SNAPSHOT_REVERT)
    @PostMapping("/{id}/restore")
    Reply restore(
            ServerWebExchange exchange,
            @PathVariable String vm,
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Body body) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(vm));
        var snapshot = one(entry, id);
        var said = Body.orNothing(body).only("async", "restore_memory");
        devices.revert(ask.actor(), VmSheets.id(entry), snapshot.id().toString());
        return ask.done(said);
    }

    @Allowed(UseCase.SNAPSHOT_DELETE)
    @DeleteMapping("/{id}")
    Reply remove(ServerWebExchange exchange, @PathVariable String vm, @PathVariable String id) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(vm));
        devices.deleteSnapshot(
                ask.actor(), VmSheets.id(entry), one(entry, id).id().toString());
        return Ask.gone();
    }

    private static Snapshot one(VmAdmin.Entry entry, String id) {
        return Ask.one(entry.vm().outfit().snapshots(), it -> it.id().value(), "snapshot", id);
    }

    static Node.Many all(VmAdmin.Entry entry) {
        return KIND.of(entry.vm().outfit().snapshots().stream()
                .map(it -> sheet(entry, it))
                .toList());
    }

    private static Node.Item sheet(VmAdmin.Entry entry, Snapshot it) {
        var vm = entry.vm().vm().id();
        return Sheet.of("snapshot", "vms/" + vm + "/snapshots", it.id())
                .actions("restore")
                .text("description", it.name())
                .text("date", it.asked())
                .text("persist_memorystate", it.memory())
                .text("snapshot_status", it.stage() == Snapshot.Stage.MADE ? "ok" : "locked")
                .text("snapshot_type", "regular")
                .put(Sheet.ref("vm", "vms", vm))
                .item();
    }
}
