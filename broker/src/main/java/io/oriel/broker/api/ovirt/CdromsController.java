package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.VmAdmin;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /vms/ID/cdroms}: every VM has one drive. */
@RestController
@RequestMapping("/ovirt-engine/api/vms/{vm}/cdroms")
class CdromsController {
    private static final Kind KIND = Kind.plain("cdroms", "cdrom");

    private final VmAdmin vms;

    CdromsController(VmAdmin vms) {
        this.vms = vms;
    }

    @Allowed(UseCase.VM_SHOW)
    @GetMapping
    Reply list(ServerWebExchange exchange, @PathVariable String vm) {
        var ask = Ask.of(exchange);
        return ask.found(all(vms.show(ask.actor(), VmSheets.named(vm))));
    }

    @Allowed(UseCase.VM_SHOW)
    @GetMapping("/{id}")
    Reply show(ServerWebExchange exchange, @PathVariable String vm, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return ask.found(one(vms.show(ask.actor(), VmSheets.named(vm)), id));
    }

    /** The file's id is {@code STORAGE/FILE}; without one the drive is emptied. */
    @Allowed({UseCase.VM_CHANGE_CD, UseCase.VM_EDIT})
    @PutMapping("/{id}")
    Reply change(ServerWebExchange exchange, @PathVariable String vm, @PathVariable String id, @RequestBody Body body) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(vm));
        one(entry, id);
        var cd = body.only("file", "id", "vm").at("file", "id").orElse("");
        return ask.found(one(vms.edit(ask.actor(), VmSheets.id(entry), Optional.empty(), VmWishes.cd(cd)), id));
    }

    private static Node one(VmAdmin.Entry entry, String id) {
        Ask.one(List.of(id(entry)), it -> it, "cdrom", id);
        return all(entry).items().getFirst();
    }

    private static UUID id(VmAdmin.Entry entry) {
        return Paths.named("cdrom", VmSheets.id(entry));
    }

    static Node.Many all(VmAdmin.Entry entry) {
        var vm = entry.vm().vm().id();
        var drive = Sheet.of("cdrom", "vms/" + vm + "/cdroms", id(entry)).put(Sheet.ref("vm", "vms", vm));
        entry.vm()
                .outfit()
                .starting()
                .cdrom()
                .ifPresent(iso -> drive.put(Sheet.of("file").attribute("id", iso.name())));
        return KIND.of(List.of(drive.item()));
    }
}
