package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.DiskSheets.Any;
import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.api.ovirt.Listing.Shown;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.VmAdmin;
import io.oriel.broker.operation.VmDeviceAdmin;
import io.oriel.pool.estate.DataDisk.Fate;
import io.oriel.pool.search.Thing;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /disks} and {@code /vms/ID/diskattachments}. A new disk is made with its attachment. */
@RestController
@RequestMapping("/ovirt-engine/api")
class DisksController {
    private static final Kind KIND = Kind.of("disks", "disk", Thing.DISKS);
    private static final Shown<Any> ATTACHED = new Shown<>(it -> it.id().toString(), DiskSheets::attachment);

    private final VmAdmin vms;
    private final VmDeviceAdmin devices;
    private final VmWishes wishes;
    private final Listing listing;

    DisksController(VmAdmin vms, VmDeviceAdmin devices, VmWishes wishes, Listing listing) {
        this.vms = vms;
        this.devices = devices;
        this.wishes = wishes;
        this.listing = listing;
    }

    @Allowed(UseCase.DISK_LIST)
    @GetMapping("/disks")
    Reply list(ServerWebExchange exchange) {
        var ask = Ask.of(exchange);
        return listing.answer(ask, KIND, all(ask), new Shown<>(it -> it.id().toString(), DiskSheets::disk));
    }

    @Allowed(UseCase.DISK_LIST)
    @GetMapping("/disks/{id}")
    Reply show(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return ask.found(DiskSheets.disk(Ask.one(all(ask), Any::id, "disk", id)));
    }

    @Allowed(UseCase.VM_SHOW)
    @GetMapping("/vms/{vm}/diskattachments")
    Reply attachments(ServerWebExchange exchange, @PathVariable String vm) {
        var ask = Ask.of(exchange);
        return listing.answer(ask, DiskSheets.ATTACHMENTS, of(ask, vm), ATTACHED);
    }

    @Allowed(UseCase.VM_SHOW)
    @GetMapping("/vms/{vm}/diskattachments/{id}")
    Reply attachment(ServerWebExchange exchange, @PathVariable String vm, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return ask.found(DiskSheets.attachment(Ask.one(of(ask, vm), Any::id, "disk attachment", id)));
    }

    /** With {@code disk.id} one that belongs to no VM, else a new one. */
    @Allowed(UseCase.DISK_ADD)
    @PostMapping("/vms/{vm}/diskattachments")
    Reply attach(ServerWebExchange exchange, @PathVariable String vm, @RequestBody Body body) {
        var ask = Ask.of(exchange);
        var before = of(ask, vm);
        var free = body.at("disk", "id");
        var after = free.isPresent()
                ? devices.attachDisk(ask.actor(), VmSheets.named(vm), free.get())
                : devices.addDisk(ask.actor(), VmSheets.named(vm), wishes.disk(ask, body), List.of());
        return ask.made(DiskSheets.attachment(added(before, DiskSheets.of(after))));
    }

    /** Its disk is kept, without a VM, unless {@code detach_only=false} is said. */
    @Allowed(UseCase.DISK_REMOVE)
    @DeleteMapping("/vms/{vm}/diskattachments/{id}")
    Reply detach(ServerWebExchange exchange, @PathVariable String vm, @PathVariable String id) {
        var ask = Ask.of(exchange);
        var disk = Ask.one(of(ask, vm), Any::id, "disk attachment", id);
        var fate = ask.word("detach_only").filter("false"::equals).isPresent() ? Fate.DELETE : Fate.DETACH;
        devices.removeDisk(ask.actor(), VmSheets.named(vm), disk.id().toString(), fate);
        return Ask.gone();
    }

    private List<Any> of(Ask ask, String vm) {
        return DiskSheets.of(vms.show(ask.actor(), VmSheets.named(vm)));
    }

    private List<Any> all(Ask ask) {
        return Stream.concat(
                        vms.list(ask.actor()).stream().flatMap(it -> DiskSheets.of(it).stream()),
                        devices.unattached(ask.actor()).stream().map(DiskSheets::of))
                .toList();
    }

    private static Any added(List<Any> before, List<Any> after) {
        return after.stream()
                .filter(it -> before.stream().noneMatch(old -> old.id().equals(it.id())))
                .findFirst()
                .orElseGet(after::getLast);
    }
}
