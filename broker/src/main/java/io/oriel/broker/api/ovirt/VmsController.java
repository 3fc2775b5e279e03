package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Shown;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.Connect;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.VmAdmin;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /vms}. */
@RestController
@RequestMapping("/ovirt-engine/api/vms")
class VmsController {
    private final VmAdmin vms;
    private final Connect connect;
    private final VmWishes wishes;
    private final Listing listing;

    VmsController(VmAdmin vms, Connect connect, VmWishes wishes, Listing listing) {
        this.vms = vms;
        this.connect = connect;
        this.wishes = wishes;
        this.listing = listing;
    }

    @Allowed(UseCase.VM_LIST)
    @GetMapping
    Reply list(ServerWebExchange exchange) {
        var ask = Ask.of(exchange);
        var doors = connect.doors(ask.actor());
        return listing.answer(
                ask,
                VmSheets.KIND,
                vms.list(ask.actor()),
                new Shown<>(VmSheets::id, entry -> VmSheets.of(entry, doors)));
    }

    @Allowed(UseCase.VM_SHOW)
    @GetMapping("/{id}")
    Reply show(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(id));
        return ask.found(VmSheets.of(entry, connect.doors(ask.actor())));
    }

    /** @see VmWishes#made */
    @Allowed(UseCase.VM_CREATE)
    @PostMapping
    Reply add(ServerWebExchange exchange, @RequestBody Body body) {
        var ask = Ask.of(exchange);
        var made = vms.create(ask.actor(), wishes.made(ask, body));
        return ask.made(VmSheets.of(made, connect.doors(ask.actor())));
    }

    @Allowed({UseCase.VM_EDIT, UseCase.VM_CHANGE_CD})
    @PutMapping("/{id}")
    Reply update(ServerWebExchange exchange, @PathVariable String id, @RequestBody Body body) {
        var ask = Ask.of(exchange);
        var known = vms.show(ask.actor(), VmSheets.named(id));
        var changed = vms.edit(ask.actor(), VmSheets.id(known), Optional.empty(), wishes.changed(ask, body));
        return ask.found(VmSheets.of(changed, connect.doors(ask.actor())));
    }

    /** With {@code detach_only=true} its disks stay. */
    @Allowed(UseCase.VM_DELETE)
    @DeleteMapping("/{id}")
    Reply remove(
            ServerWebExchange exchange, @PathVariable String id, @RequestBody(required = false) @Nullable Body body) {
        var ask = Ask.of(exchange);
        vms.delete(ask.actor(), VmSheets.named(id), ask.yes("detach_only"));
        return Ask.gone();
    }
}
