package io.oriel.broker.api;

import io.oriel.broker.api.Fields.Range;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.GatewayAdmin;
import io.oriel.broker.operation.UseCase;
import java.time.Duration;
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

/** {@code /api/v1/gateways}, by name. Join codes are secrets: shown in the answer that makes them and never again. */
@RestController
@RequestMapping("/api/v1/gateways")
class GatewaysController {
    private static final int GATEWAY_PORT = 8444;

    private final GatewayAdmin gateways;

    GatewaysController(GatewayAdmin gateways) {
        this.gateways = gateways;
    }

    record Shown(
            String id,
            String name,
            String state,
            String publicName,
            int port,
            boolean enrolled,
            int sessions,
            Optional<Long> drainSeconds,
            Optional<String> certificateUntil) {
        static Shown of(GatewayAdmin.Entry entry) {
            var gateway = entry.gateway();
            return new Shown(
                    gateway.id().toString(),
                    gateway.name(),
                    entry.state(),
                    gateway.publicName(),
                    gateway.port(),
                    gateway.enrolled(),
                    entry.sessions(),
                    gateway.draining().map(Duration::toSeconds),
                    entry.certificateUntil().map(Object::toString));
        }
    }

    record Added(Shown gateway, ShownJoin join) {}

    record NewGateway(
            @Nullable String name,
            @Nullable String publicName,
            @Nullable Long port) {}

    @Allowed(UseCase.GATEWAY_LIST)
    @GetMapping
    List<Shown> list(ServerWebExchange exchange) {
        return gateways.list(Actor.of(exchange)).stream().map(Shown::of).toList();
    }

    @Allowed(UseCase.GATEWAY_LIST)
    @GetMapping("/{name}")
    Shown show(ServerWebExchange exchange, @PathVariable String name) {
        return Shown.of(gateways.show(Actor.of(exchange), name));
    }

    @Allowed(UseCase.GATEWAY_ADD)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Added add(ServerWebExchange exchange, @RequestBody NewGateway body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var name = fields.match("name", body.name(), "[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
        var publicName =
                fields.match("publicName", body.publicName(), "[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?");
        var port = (int) fields.number("port", body.port(), GATEWAY_PORT, new Range(1, 65_535));
        fields.check();
        var added = gateways.add(actor, name, publicName, port);
        return new Added(Shown.of(added.entry()), ShownJoin.of(added.join()));
    }

    @Allowed(UseCase.GATEWAY_TOKEN)
    @PostMapping("/{name}/token")
    @ResponseStatus(HttpStatus.CREATED)
    ShownJoin token(ServerWebExchange exchange, @PathVariable String name) {
        return ShownJoin.of(gateways.token(Actor.of(exchange), name));
    }

    /** @param seconds until open sessions are ended; eight hours when it is not said */
    record Drain(@Nullable Long seconds) {}

    @Allowed(UseCase.GATEWAY_DRAIN)
    @PostMapping("/{name}/drain")
    Shown drain(ServerWebExchange exchange, @PathVariable String name, @RequestBody Drain body) {
        var most = body.seconds() == null ? GatewayAdmin.USUAL_DRAIN : Duration.ofSeconds(body.seconds());
        return Shown.of(gateways.drain(Actor.of(exchange), name, most));
    }

    @Allowed(UseCase.GATEWAY_DRAIN)
    @PostMapping("/{name}/activate")
    Shown activate(ServerWebExchange exchange, @PathVariable String name) {
        return Shown.of(gateways.activate(Actor.of(exchange), name));
    }

    @Allowed(UseCase.GATEWAY_REMOVE)
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(ServerWebExchange exchange, @PathVariable String name) {
        gateways.remove(Actor.of(exchange), name);
    }
}
