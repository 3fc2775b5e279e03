package io.oriel.broker.api;

import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.VmAdmin;
import io.oriel.broker.operation.VmAdmin.Verb;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/** {@code /api/v1/vms}, by name or id. What takes time is only asked for: the VM shows how far it is. */
@RestController
@RequestMapping("/api/v1/vms")
class VmsController {
    private final VmAdmin vms;

    VmsController(VmAdmin vms) {
        this.vms = vms;
    }

    record Move(@Nullable String host) {}

    record Once(
            @Nullable List<String> boot,
            @Nullable String cdrom,
            @Nullable Boolean paused) {}

    @Allowed(UseCase.VM_LIST)
    @GetMapping
    List<ShownVm> list(ServerWebExchange exchange) {
        return vms.list(Actor.of(exchange)).stream().map(ShownVm::of).toList();
    }

    @Allowed(UseCase.VM_SHOW)
    @GetMapping("/{name}")
    ShownVm show(ServerWebExchange exchange, @PathVariable String name) {
        return ShownVm.of(vms.show(Actor.of(exchange), name));
    }

    @Allowed(UseCase.VM_CREATE)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    ShownVm create(ServerWebExchange exchange, @RequestBody VmBody body) {
        return ShownVm.of(vms.create(Actor.of(exchange), body.wish()));
    }

    @Allowed({UseCase.VM_EDIT, UseCase.VM_CHANGE_CD})
    @PatchMapping("/{name}")
    ShownVm edit(ServerWebExchange exchange, @PathVariable String name, @RequestBody VmBody body) {
        var actor = Actor.of(exchange);
        return ShownVm.of(vms.edit(actor, name, Optional.ofNullable(body.version()), body.wish()));
    }

    /** The VM is deleted in steps; until it is gone it shows {@code deleting}. */
    @Allowed(UseCase.VM_DELETE)
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void delete(
            ServerWebExchange exchange,
            @PathVariable String name,
            @RequestParam(defaultValue = "false") boolean keepDisks) {
        vms.delete(Actor.of(exchange), name, keepDisks);
    }

    @Allowed(UseCase.VM_MIGRATE)
    @PostMapping("/{name}/migrate")
    ShownVm migrate(ServerWebExchange exchange, @PathVariable String name, @RequestBody Move body) {
        return ShownVm.of(vms.migrate(Actor.of(exchange), name, Optional.ofNullable(body.host())));
    }

    @Allowed(UseCase.VM_RUN_ONCE)
    @PostMapping("/{name}/run-once")
    ShownVm runOnce(ServerWebExchange exchange, @PathVariable String name, @RequestBody Once body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var order = VmBody.order(fields, body.boot());
        fields.check();
        return ShownVm.of(
                vms.runOnce(actor, name, order, Optional.ofNullable(body.cdrom()), Boolean.TRUE.equals(body.paused())));
    }

    /** {@code start shutdown stop suspend resume pause reboot reset cancel-migration}. */
    @Allowed({
        UseCase.VM_START,
        UseCase.VM_SHUTDOWN,
        UseCase.VM_STOP,
        UseCase.VM_SUSPEND,
        UseCase.VM_RESUME,
        UseCase.VM_PAUSE,
        UseCase.VM_REBOOT,
        UseCase.VM_RESET,
        UseCase.VM_CANCEL_MIGRATION
    })
    @PostMapping("/{name}/{verb}")
    ShownVm act(ServerWebExchange exchange, @PathVariable String name, @PathVariable String verb) {
        var actor = Actor.of(exchange);
        var known = Arrays.stream(Verb.values())
                .filter(it ->
                        it.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(verb))
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        return ShownVm.of(vms.act(actor, name, known));
    }
}
