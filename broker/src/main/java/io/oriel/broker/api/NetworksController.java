package io.oriel.broker.api;

import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.NetworkAdmin;
import io.oriel.broker.operation.UseCase;
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

/** {@code /api/v1/networks}, by name in the data center of the parameter {@code dataCenter}, else in Default. */
@RestController
@RequestMapping("/api/v1/networks")
class NetworksController {
    private final NetworkAdmin networks;

    NetworksController(NetworkAdmin networks) {
        this.networks = networks;
    }

    record Shown(
            String id,
            String name,
            String dataCenter,
            Optional<String> bridge,
            Optional<Integer> vlan,
            boolean required) {
        static Shown of(NetworkAdmin.Entry entry) {
            var network = entry.network();
            return new Shown(
                    network.id().toString(),
                    network.name(),
                    entry.dataCenter(),
                    network.bridge(),
                    network.vlan(),
                    network.required());
        }
    }

    record Body(
            @Nullable String name,
            @Nullable String dataCenter,
            @Nullable String bridge,
            @Nullable Long vlan,
            @Nullable Boolean required) {
        NetworkAdmin.Wish wish() {
            return new NetworkAdmin.Wish(
                    Optional.ofNullable(name),
                    Optional.ofNullable(bridge),
                    Optional.ofNullable(vlan),
                    Optional.ofNullable(required));
        }
    }

    @Allowed(UseCase.NETWORK_LIST)
    @GetMapping
    List<Shown> list(ServerWebExchange exchange) {
        return networks.list(Actor.of(exchange)).stream().map(Shown::of).toList();
    }

    @Allowed(UseCase.NETWORK_SHOW)
    @GetMapping("/{name}")
    Shown show(ServerWebExchange exchange, @PathVariable String name, @RequestParam Optional<String> dataCenter) {
        return Shown.of(networks.show(Actor.of(exchange), name, dataCenter));
    }

    @Allowed(UseCase.NETWORK_ADD)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Shown add(ServerWebExchange exchange, @RequestBody Body body) {
        return Shown.of(networks.add(Actor.of(exchange), Optional.ofNullable(body.dataCenter()), body.wish()));
    }

    @Allowed(UseCase.NETWORK_EDIT)
    @PatchMapping("/{name}")
    Shown edit(
            ServerWebExchange exchange,
            @PathVariable String name,
            @RequestParam Optional<String> dataCenter,
            @RequestBody Body body) {
        return Shown.of(networks.edit(Actor.of(exchange), name, dataCenter, body.wish()));
    }

    @Allowed(UseCase.NETWORK_REMOVE)
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(ServerWebExchange exchange, @PathVariable String name, @RequestParam Optional<String> dataCenter) {
        networks.remove(Actor.of(exchange), name, dataCenter);
    }
}
