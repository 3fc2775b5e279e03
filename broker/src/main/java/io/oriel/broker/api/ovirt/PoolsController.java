package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.api.ovirt.Listing.Shown;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.Connect;
import io.oriel.broker.operation.Desktops;
import io.oriel.broker.operation.PoolAdmin;
import io.oriel.broker.operation.PoolOffer;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.Claim;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.PoolKind;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.search.Thing;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * {@code /vmpools}: to its administrators a pool shows all, to those who may take from it what they need for that.
 */
@RestController
@RequestMapping("/ovirt-engine/api/vmpools")
class PoolsController {
    private static final Kind KIND = Kind.of("vm_pools", "vm_pool", Thing.POOLS);

    private final PoolAdmin pools;
    private final Desktops desktops;
    private final Connect connect;
    private final Listing listing;

    PoolsController(PoolAdmin pools, Desktops desktops, Connect connect, Listing listing) {
        this.pools = pools;
        this.desktops = desktops;
        this.connect = connect;
        this.listing = listing;
    }

    /** A pool as this person sees it. */
    private record Seen(PoolId id, Node.Item sheet) {}

    @Allowed({UseCase.POOL_LIST, UseCase.OWN_DESKTOPS})
    @GetMapping
    Reply list(ServerWebExchange exchange) {
        var ask = Ask.of(exchange);
        return listing.answer(ask, KIND, seen(ask), new Shown<>(it -> it.id().toString(), Seen::sheet));
    }

    @Allowed({UseCase.POOL_SHOW, UseCase.OWN_DESKTOPS})
    @GetMapping("/{id}")
    Reply show(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return ask.found(Ask.one(seen(ask), it -> it.id().value(), "pool", id).sheet());
    }

    /** Takes a VM, which is then this person's; the answer says which. */
    @Allowed(UseCase.DESKTOP_TAKE)
    @PostMapping("/{id}/allocatevm")
    Reply allocate(
            ServerWebExchange exchange, @PathVariable String id, @RequestBody(required = false) @Nullable Body body) {
        var ask = Ask.of(exchange);
        var pool = Ask.one(seen(ask), it -> it.id().value(), "pool", id);
        var said = Body.orNothing(body).only("async");
        var claim = connect.take(ask.actor(), pool.id()).orElseThrow(() -> Ask.nothing("pool", id));
        return ask.done(said, List.of(taken(claim)));
    }

    private static Node taken(Claim claim) {
        return switch (claim) {
            case Claim.Ready(Vm vm) -> Sheet.ref("vm", "vms", vm.id());
            case Claim.Starting(Vm vm, var _) -> Sheet.ref("vm", "vms", vm.id());
            case Claim.Exhausted() ->
                throw new BrokerException(Code.IN_USE, "ACTION_TYPE_FAILED_NO_AVAILABLE_POOL_VMS: every vm is taken");
            case Claim.LimitReached(int most) ->
                throw new BrokerException(
                        Code.IN_USE,
                        "VM_POOL_CANNOT_ATTACH_TO_MORE_VMS_FROM_POOL: one person may have " + most + " of this pool");
        };
    }

    private List<Seen> seen(Ask ask) {
        var overseen = pools.list(ask.actor()).stream()
                .map(it -> new Seen(it.pool().id(), sheet(it.pool())))
                .toList();
        var offered = desktops.of(ask.actor()).pools().stream()
                .filter(it -> overseen.stream().noneMatch(one -> one.id().equals(it.id())))
                .map(it -> new Seen(it.id(), sheet(it)));
        return Stream.concat(overseen.stream(), offered).toList();
    }

    private static Node.Item sheet(Pool it) {
        return begun(it.id())
                .text("name", it.name())
                .text("description", it.description())
                .text("max_user_vms", it.maxPerUser())
                .text("prestarted_vms", it.prestarted())
                .text("size", it.size())
                .text("stateful", !it.stateless())
                .text("type", it.kind() == PoolKind.MANUAL ? "manual" : "automatic")
                .text("use_latest_template_version", it.useLatest())
                .put(Sheet.ref("cluster", "clusters", it.cluster()))
                .put(Sheet.ref("template", "templates", it.template()))
                .item();
    }

    private static Node.Item sheet(PoolOffer it) {
        return begun(it.id())
                .text("name", it.name())
                .text("description", it.description())
                .text("max_user_vms", it.maxPerUser())
                .text("prestarted_vms", it.ready())
                .text("size", it.size())
                .item();
    }

    private static Sheet begun(PoolId id) {
        return Sheet.of("vm_pool", "vmpools", id).actions("allocatevm").link("permissions");
    }
}
