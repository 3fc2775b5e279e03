package io.oriel.broker.api;

import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.VmDeviceAdmin;
import io.oriel.broker.operation.VmWish;
import io.oriel.pool.estate.DataDisk.Fate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * {@code /api/v1/vms/NAME/disks}, {@code /nics} and {@code /snapshots}, and {@code /api/v1/disks}: those that belong to no
 * VM. Each answer is the whole VM.
 */
@RestController
@RequestMapping("/api/v1")
class VmDevicesController {
    private final VmDeviceAdmin devices;

    VmDevicesController(VmDeviceAdmin devices) {
        this.devices = devices;
    }

    /** A new disk, or, with {@code disk}, one that belongs to no VM. */
    record NewDisk(
            @Nullable String disk,
            @Nullable String name,
            @Nullable Long bytes,
            @Nullable String storage) {}

    record NewSnapshot(@Nullable String name) {}

    record Unattached(String id, String name, String storage, long bytes) {}

    @Allowed(UseCase.DISK_LIST)
    @GetMapping("/disks")
    List<Unattached> unattached(ServerWebExchange exchange) {
        return devices.unattached(Actor.of(exchange)).stream()
                .map(it -> new Unattached(
                        it.disk().id().toString(),
                        it.disk().name(),
                        it.storage(),
                        it.disk().bytes()))
                .toList();
    }

    @Allowed(UseCase.DISK_ADD)
    @PostMapping("/vms/{vm}/disks")
    @ResponseStatus(HttpStatus.CREATED)
    ShownVm addDisk(ServerWebExchange exchange, @PathVariable String vm, @RequestBody NewDisk body) {
        var actor = Actor.of(exchange);
        if (body.disk() != null) {
            return ShownVm.of(devices.attachDisk(actor, vm, body.disk()));
        }
        var fields = new Fields();
        var name = fields.match("name", body.name(), VmBody.NAME);
        if (body.bytes() == null) {
            fields.wrong("bytes", "required", "bytes is required");
        }
        var bytes = fields.number("bytes", body.bytes(), VmBody.BYTES.from(), VmBody.BYTES);
        var wish = new VmWish.Disk(name, bytes, Optional.ofNullable(body.storage()));
        return ShownVm.of(devices.addDisk(actor, vm, wish, fields.found()));
    }

    /** Taken out and kept, or, with {@code delete}, deleted. */
    @Allowed(UseCase.DISK_REMOVE)
    @DeleteMapping("/vms/{vm}/disks/{disk}")
    ShownVm removeDisk(
            ServerWebExchange exchange,
            @PathVariable String vm,
            @PathVariable String disk,
            @RequestParam(defaultValue = "false") boolean delete) {
        return ShownVm.of(devices.removeDisk(Actor.of(exchange), vm, disk, delete ? Fate.DELETE : Fate.DETACH));
    }

    @Allowed(UseCase.NIC_ADD)
    @PostMapping("/vms/{vm}/nics")
    @ResponseStatus(HttpStatus.CREATED)
    ShownVm addNic(ServerWebExchange exchange, @PathVariable String vm, @RequestBody VmBody.Card body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var wish = VmBody.card(fields, "nic", body);
        return ShownVm.of(devices.addNic(actor, vm, wish, fields.found()));
    }

    @Allowed(UseCase.NIC_MOVE)
    @PatchMapping("/vms/{vm}/nics/{nic}")
    ShownVm moveNic(
            ServerWebExchange exchange,
            @PathVariable String vm,
            @PathVariable String nic,
            @RequestBody VmBody.Card body) {
        var network = Optional.ofNullable(body.network()).filter(it -> !it.isBlank());
        return ShownVm.of(devices.moveNic(Actor.of(exchange), vm, nic, network));
    }

    @Allowed(UseCase.NIC_REMOVE)
    @DeleteMapping("/vms/{vm}/nics/{nic}")
    ShownVm removeNic(ServerWebExchange exchange, @PathVariable String vm, @PathVariable String nic) {
        return ShownVm.of(devices.removeNic(Actor.of(exchange), vm, nic));
    }

    @Allowed(UseCase.SNAPSHOT_TAKE)
    @PostMapping("/vms/{vm}/snapshots")
    @ResponseStatus(HttpStatus.CREATED)
    ShownVm snapshot(ServerWebExchange exchange, @PathVariable String vm, @RequestBody NewSnapshot body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var name = fields.match("name", body.name(), VmBody.NAME);
        fields.check();
        return ShownVm.of(devices.snapshot(actor, vm, name));
    }

    @Allowed(UseCase.SNAPSHOT_REVERT)
    @PostMapping("/vms/{vm}/snapshots/{snapshot}/revert")
    ShownVm revert(ServerWebExchange exchange, @PathVariable String vm, @PathVariable String snapshot) {
        return ShownVm.of(devices.revert(Actor.of(exchange), vm, snapshot));
    }

    @Allowed(UseCase.SNAPSHOT_DELETE)
    @DeleteMapping("/vms/{vm}/snapshots/{snapshot}")
    ShownVm deleteSnapshot(ServerWebExchange exchange, @PathVariable String vm, @PathVariable String snapshot) {
        return ShownVm.of(devices.deleteSnapshot(Actor.of(exchange), vm, snapshot));
    }
}
