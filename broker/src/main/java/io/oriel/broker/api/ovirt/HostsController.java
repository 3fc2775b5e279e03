package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.api.ovirt.Listing.Shown;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.HostAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.host.api.HostFacts;
import io.oriel.pool.search.Thing;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * {@code /hosts}. Hosts are not added here: oVirt would install them with a root password, and ours join by themselves with a
 * code of {@code /api/v1/hosts}.
 */
@RestController
@RequestMapping("/ovirt-engine/api/hosts")
class HostsController {
    private static final Kind KIND = Kind.of("hosts", "host", Thing.HOSTS);
    private static final long MIB = 1024 * 1024;

    private final HostAdmin hosts;
    private final Listing listing;

    HostsController(HostAdmin hosts, Listing listing) {
        this.hosts = hosts;
        this.listing = listing;
    }

    @Allowed(UseCase.HOST_LIST)
    @GetMapping
    Reply list(ServerWebExchange exchange) {
        var ask = Ask.of(exchange);
        return listing.answer(
                ask,
                KIND,
                hosts.list(ask.actor()),
                new Shown<>(it -> it.host().id().toString(), HostsController::sheet));
    }

    @Allowed(UseCase.HOST_SHOW)
    @GetMapping("/{id}")
    Reply show(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return ask.found(sheet(one(ask, id)));
    }

    @Allowed(UseCase.HOST_ACTIVATE)
    @PostMapping("/{id}/activate")
    Reply activate(
            ServerWebExchange exchange, @PathVariable String id, @RequestBody(required = false) @Nullable Body body) {
        var ask = Ask.of(exchange);
        var host = one(ask, id);
        var said = Body.orNothing(body).only("async");
        hosts.activate(ask.actor(), host.host().name());
        return ask.done(said);
    }

    /** Maintenance. */
    @Allowed(UseCase.HOST_MAINTENANCE)
    @PostMapping("/{id}/deactivate")
    Reply deactivate(
            ServerWebExchange exchange, @PathVariable String id, @RequestBody(required = false) @Nullable Body body) {
        var ask = Ask.of(exchange);
        var host = one(ask, id);
        var said = Body.orNothing(body).only("async", "reason", "stop_gluster_service");
        hosts.maintenance(ask.actor(), host.host().name());
        return ask.done(said);
    }

    private HostAdmin.Entry one(Ask ask, String id) {
        return Ask.one(hosts.list(ask.actor()), it -> it.host().id().value(), "host", id);
    }

    private static Node.Item sheet(HostAdmin.Entry entry) {
        var it = entry.host();
        var sheet = Sheet.of("host", "hosts", it.id())
                .actions("activate", "deactivate")
                .link("permissions")
                .link("statistics")
                .text("name", it.name())
                .text("address", it.address())
                .text("external_status", "ok")
                .text("port", it.agentPort())
                .text("status", it.state().restName())
                .text("type", "rhel")
                .put(Sheet.ref("cluster", "clusters", it.cluster()));
        it.facts().ifPresent(facts -> machine(sheet, facts));
        return sheet.item();
    }

    private static void machine(Sheet sheet, HostFacts facts) {
        var inventory = facts.inventory();
        sheet.put(Sheet.of("cpu")
                        .text("name", inventory.cpuModel())
                        .put(Sheet.of("topology")
                                .text("cores", Math.max(1, inventory.coresPerSocket()))
                                .text("sockets", Math.max(1, inventory.sockets()))
                                .text("threads", Math.max(1, inventory.threadsPerCore()))))
                .text("memory", facts.memoryMiB() * MIB)
                .put(Sheet.of("hardware_information").text("uuid", facts.hardwareId()))
                .put(Sheet.of("libvirt_version").text("full_version", facts.libvirtVersion()))
                .put(Sheet.of("version").text("full_version", facts.agentVersion()));
    }
}
