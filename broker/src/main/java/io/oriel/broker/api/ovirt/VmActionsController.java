package io.oriel.broker.api.ovirt;

import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.HostAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.VmAdmin;
import io.oriel.broker.operation.VmAdmin.Verb;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.host.api.ConsoleKind;
import io.oriel.pool.estate.VmState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** What is done to a VM: {@code POST /vms/ID/VERB}. What takes time is asked for: the VM's status shows how far it is. */
@RestController
@RequestMapping("/ovirt-engine/api/vms/{id}")
class VmActionsController {
    private static final Map<String, Verb> VERBS = Map.of(
            "cancelmigration", Verb.CANCEL_MIGRATION,
            "reboot", Verb.REBOOT,
            "reset", Verb.RESET,
            "shutdown", Verb.SHUTDOWN,
            "stop", Verb.STOP,
            "suspend", Verb.SUSPEND);

    private final VmAdmin vms;
    private final HostAdmin hosts;
    private final Offers offers;

    VmActionsController(VmAdmin vms, HostAdmin hosts, Offers offers) {
        this.vms = vms;
        this.hosts = hosts;
        this.offers = offers;
    }

    /** With {@code pause} or a {@code vm}'s order of boot devices: in that way this once. What is paused goes on. */
    @Allowed({UseCase.VM_START, UseCase.VM_RESUME, UseCase.VM_RUN_ONCE})
    @PostMapping("/start")
    Reply start(
            ServerWebExchange exchange, @PathVariable String id, @RequestBody(required = false) @Nullable Body body) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(id));
        var said = Body.orNothing(body).only("async", "pause", "vm");
        var once = said.part("vm").map(it -> it.only("os", "id"));
        var paused = said.yes("pause").orElse(false);
        if (once.isPresent() || paused) {
            vms.runOnce(ask.actor(), VmSheets.id(entry), once.flatMap(VmSheets::order), Optional.empty(), paused);
        } else {
            var verb = entry.vm().state() instanceof VmState.Paused ? Verb.RESUME : Verb.START;
            vms.act(ask.actor(), VmSheets.id(entry), verb);
        }
        return ask.done(said);
    }

    /** To the host that is named, else to the one where it fits best. */
    @Allowed(UseCase.VM_MIGRATE)
    @PostMapping("/migrate")
    Reply migrate(
            ServerWebExchange exchange, @PathVariable String id, @RequestBody(required = false) @Nullable Body body) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(id));
        var said = Body.orNothing(body).only("async", "host");
        var host = said.part("host")
                .map(it -> VmWishes.named(
                        it,
                        hosts.list(ask.actor()),
                        one -> one.host().id(),
                        one -> one.host().name()));
        vms.migrate(ask.actor(), VmSheets.id(entry), host);
        return ask.done(said);
    }

    /** For the kind of display that the VM shows. A value of one's own is not taken: tickets are made here. */
    @Allowed(UseCase.DESKTOP_CONNECT)
    @PostMapping("/ticket")
    Reply ticket(
            ServerWebExchange exchange, @PathVariable String id, @RequestBody(required = false) @Nullable Body body) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(id));
        var said = Body.orNothing(body).only("async", "ticket");
        said.part("ticket").ifPresent(it -> it.only("expiry"));
        var protocol =
                VmSheets.displays(entry).getFirst() == ConsoleKind.SPICE ? DisplayProtocol.SPICE : DisplayProtocol.RFB;
        return ask.done(said, List.of(offers.sheet(exchange, entry, protocol)));
    }

    /** {@code cancelmigration reboot reset shutdown stop suspend}. */
    @Allowed({
        UseCase.VM_CANCEL_MIGRATION,
        UseCase.VM_REBOOT,
        UseCase.VM_RESET,
        UseCase.VM_SHUTDOWN,
        UseCase.VM_STOP,
        UseCase.VM_SUSPEND
    })
    @PostMapping("/{verb}")
    Reply act(
            ServerWebExchange exchange,
            @PathVariable String id,
            @PathVariable String verb,
            @RequestBody(required = false) @Nullable Body body) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(id));
        var said = Body.orNothing(body).only("async", "force", "reason");
        var known = Optional.ofNullable(VERBS.get(verb)).orElseThrow(() -> Ask.nothing("action", verb));
        vms.act(ask.actor(), VmSheets.id(entry), known);
        return ask.done(said);
    }
}
