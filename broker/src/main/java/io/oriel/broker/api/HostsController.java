package io.oriel.broker.api;

import io.oriel.broker.api.Fields.Range;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.HostAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.host.api.HostFacts;
import io.oriel.pool.estate.HostState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /api/v1/hosts}, by name. Join codes are secrets: shown in the answer that makes them and never again. */
@RestController
@RequestMapping("/api/v1/hosts")
class HostsController {
    private static final int AGENT_PORT = 8446;

    private final HostAdmin hosts;

    HostsController(HostAdmin hosts) {
        this.hosts = hosts;
    }

    record Waiting(String hardwareId, String address, String reason) {}

    record Shown(
            String id,
            String name,
            String state,
            Optional<String> reason,
            String address,
            int port,
            Optional<String> hardwareId,
            Optional<Integer> cpus,
            Optional<Long> memoryMiB,
            Optional<String> accelerator,
            Optional<Waiting> waiting,
            int bootKeys,
            Optional<String> certificateUntil) {
        static Shown of(HostAdmin.Entry entry) {
            var host = entry.host();
            return new Shown(
                    host.id().toString(),
                    host.name(),
                    host.state().restName(),
                    reason(host.state()),
                    host.address(),
                    host.agentPort(),
                    host.hardwareId(),
                    host.facts().map(HostFacts::cpus),
                    host.facts().map(HostFacts::memoryMiB),
                    host.facts().map(HostFacts::accelerator),
                    entry.waiting().map(it -> new Waiting(it.hardwareId(), it.address(), it.reason())),
                    entry.bootKeys(),
                    entry.certificateUntil().map(Object::toString));
        }

        private static Optional<String> reason(HostState state) {
            return state.because();
        }
    }

    record Added(Shown host, ShownJoin join) {}

    record NewHost(
            @Nullable String name,
            @Nullable String address,
            @Nullable Long port,
            @Nullable String cluster) {}

    record NewToken(@Nullable Boolean bootKey, @Nullable String address) {}

    /** @param host the name once more */
    record Rebooted(@Nullable String host) {}

    record Revoked(int revoked) {}

    record Decided(String machine) {}

    @Allowed(UseCase.HOST_LIST)
    @GetMapping
    List<Shown> list(ServerWebExchange exchange) {
        return hosts.list(Actor.of(exchange)).stream().map(Shown::of).toList();
    }

    @Allowed(UseCase.HOST_SHOW)
    @GetMapping("/{name}")
    Shown show(ServerWebExchange exchange, @PathVariable String name) {
        return Shown.of(hosts.show(Actor.of(exchange), name));
    }

    @Allowed(UseCase.HOST_ADD)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Added add(ServerWebExchange exchange, @RequestBody NewHost body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var name = fields.match("name", body.name(), "[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
        var address = fields.match("address", body.address(), "[A-Za-z0-9.:_-]{1,253}");
        var port = (int) fields.number("port", body.port(), AGENT_PORT, new Range(1, 65_535));
        fields.check();
        var added = hosts.add(actor, name, address, port, Optional.ofNullable(body.cluster()));
        return new Added(Shown.of(added.entry()), ShownJoin.of(added.join()));
    }

    @Allowed({UseCase.HOST_TOKEN, UseCase.HOST_BOOT_KEY})
    @PostMapping("/{name}/token")
    @ResponseStatus(HttpStatus.CREATED)
    ShownJoin token(ServerWebExchange exchange, @PathVariable String name, @RequestBody NewToken body) {
        var actor = Actor.of(exchange);
        if (!Boolean.TRUE.equals(body.bootKey())) {
            return ShownJoin.of(hosts.token(actor, name));
        }
        var address = Optional.ofNullable(body.address()).filter(text -> !text.isBlank());
        var fields = new Fields();
        address.ifPresent(text -> fields.match("address", text, "[0-9A-Fa-f.:]{2,45}"));
        fields.check();
        return ShownJoin.of(hosts.bootKey(actor, name, address));
    }

    @Allowed(UseCase.HOST_REVOKE_BOOT_KEYS)
    @DeleteMapping("/{name}/boot-keys")
    Revoked revoke(ServerWebExchange exchange, @PathVariable String name) {
        return new Revoked(hosts.revokeBootKeys(Actor.of(exchange), name));
    }

    @Allowed(UseCase.HOST_APPROVE)
    @PostMapping("/{name}/approve")
    Decided approve(ServerWebExchange exchange, @PathVariable String name) {
        return new Decided(hosts.approve(Actor.of(exchange), name));
    }

    @Allowed(UseCase.HOST_REJECT)
    @PostMapping("/{name}/reject")
    Decided reject(ServerWebExchange exchange, @PathVariable String name) {
        return new Decided(hosts.reject(Actor.of(exchange), name));
    }

    @Allowed(UseCase.HOST_MAINTENANCE)
    @PostMapping("/{name}/maintenance")
    Shown maintenance(ServerWebExchange exchange, @PathVariable String name) {
        return Shown.of(hosts.maintenance(Actor.of(exchange), name));
    }

    @Allowed(UseCase.HOST_SIMULATE)
    @GetMapping("/{name}/simulate")
    ShownForecast simulate(ServerWebExchange exchange, @PathVariable String name) {
        return ShownForecast.of(hosts.simulate(Actor.of(exchange), name));
    }

    @Allowed(UseCase.HOST_CONFIRM_REBOOTED)
    @PostMapping("/{name}/confirm-rebooted")
    Shown confirmRebooted(ServerWebExchange exchange, @PathVariable String name, @RequestBody Rebooted body) {
        var typed = Optional.ofNullable(body.host()).orElse("");
        return Shown.of(hosts.confirmRebooted(Actor.of(exchange), name, typed));
    }

    @Allowed(UseCase.HOST_DRAIN)
    @GetMapping("/{name}/drain")
    ShownDrain drain(ServerWebExchange exchange, @PathVariable String name) {
        return ShownDrain.of(hosts.drain(Actor.of(exchange), name));
    }

    @Allowed(UseCase.HOST_ACTIVATE)
    @PostMapping("/{name}/activate")
    Shown activate(ServerWebExchange exchange, @PathVariable String name) {
        return Shown.of(hosts.activate(Actor.of(exchange), name));
    }

    @Allowed(UseCase.HOST_REMOVE)
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(ServerWebExchange exchange, @PathVariable String name) {
        hosts.remove(Actor.of(exchange), name);
    }
}
