package io.oriel.broker.api;

import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.Connect;
import io.oriel.broker.operation.ConnectResult;
import io.oriel.broker.operation.Desktop;
import io.oriel.broker.operation.Desktops;
import io.oriel.broker.operation.GiveBack;
import io.oriel.broker.operation.GiveBackResult;
import io.oriel.broker.operation.PoolOffer;
import io.oriel.broker.operation.Target;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.ViewerFile;
import io.oriel.display.grant.DisplayProtocol;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /api/v1/desktops}: what a person has and may have, and the way to it. */
@RestController
@RequestMapping("/api/v1/desktops")
class DesktopsController {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Desktops desktops;
    private final Connect connect;
    private final GiveBack giveBack;

    DesktopsController(Desktops desktops, Connect connect, GiveBack giveBack) {
        this.desktops = desktops;
        this.connect = connect;
        this.giveBack = giveBack;
    }

    record Mine(
            String id,
            String name,
            Optional<String> pool,
            String state,
            boolean spice,
            boolean vnc,
            boolean wipedAfterUse) {
        static Mine of(Desktop desktop) {
            return new Mine(
                    desktop.id().toString(),
                    desktop.name(),
                    desktop.pool(),
                    desktop.state(),
                    desktop.spice(),
                    desktop.vnc(),
                    desktop.wipedAfterUse());
        }
    }

    record Offered(String name, String description, int ready, int startable, int mine, int maxPerUser) {
        static Offered of(PoolOffer pool) {
            return new Offered(
                    pool.name(), pool.description(), pool.ready(), pool.startable(), pool.mine(), pool.maxPerUser());
        }
    }

    record Overview(List<Mine> desktops, List<Offered> pools) {}

    record Wish(@Nullable String name) {}

    /**
     * The way to a desktop.
     *
     * @param desktop its name; ask with this one from now on
     * @param file the viewer's file; empty while the desktop starts
     * @param againSeconds when to ask again while it starts
     */
    record Way(String desktop, Optional<String> fileName, Optional<String> file, Optional<Long> againSeconds) {
        @Override
        public String toString() {
            return "Way[" + desktop + "]"; // the file holds a ticket
        }
    }

    @Allowed(UseCase.OWN_DESKTOPS)
    @GetMapping
    Overview list(ServerWebExchange exchange) {
        var overview = desktops.of(Actor.of(exchange));
        return new Overview(
                overview.desktops().stream().map(Mine::of).toList(),
                overview.pools().stream().map(Offered::of).toList());
    }

    /** To the desktop of this name; else to one that the person has of the pool of this name; else to a new one of it. */
    @Allowed(UseCase.DESKTOP_CONNECT)
    @PostMapping("/connect")
    ResponseEntity<Way> connect(ServerWebExchange exchange, @RequestBody Wish wish) {
        var user = Actor.of(exchange);
        var fields = new Fields();
        var name = fields.text("name", wish.name());
        fields.check();
        var remote = exchange.getRequest().getRemoteAddress();
        var address = remote == null || remote.getAddress() == null
                ? "unknown"
                : remote.getAddress().getHostAddress();
        var way = way(name, connect.connect(user, target(user, name), DisplayProtocol.SPICE, address));
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(way);
    }

    @Allowed(UseCase.DESKTOP_GIVE_BACK)
    @PostMapping("/{name}/give-back")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void giveBack(ServerWebExchange exchange, @PathVariable String name) {
        var user = Actor.of(exchange);
        var desktop = own(user, it -> it.name().equals(name)).orElseThrow(() -> notThere(name));
        if (giveBack.giveBack(user, desktop.id()) instanceof GiveBackResult.NotYours) {
            throw notThere(name);
        }
    }

    private Target target(User user, String name) {
        return own(user, it -> it.name().equals(name))
                .or(() -> own(user, it -> it.pool().filter(name::equals).isPresent()))
                .<Target>map(it -> new Target.Desktop(it.id()))
                .or(() -> desktops.of(user).pools().stream()
                        .filter(pool -> pool.name().equals(name))
                        .findFirst()
                        .map(pool -> new Target.Pool(pool.id())))
                .orElseThrow(() -> notThere(name));
    }

    private Optional<Desktop> own(User user, Predicate<Desktop> which) {
        return desktops.of(user).desktops().stream().filter(which).findFirst();
    }

    private static BrokerException notThere(String name) {
        return new BrokerException(
                Code.NOT_FOUND, "you have no desktop " + name + ", and there is no pool of that name for you");
    }

    private static Way way(String name, ConnectResult result) {
        return switch (result) {
            case ConnectResult.Offered(var offer) -> {
                var file = ViewerFile.of(offer);
                yield new Way(offer.title(), Optional.of(file.name()), Optional.of(file.text()), Optional.empty());
            }
            case ConnectResult.ComeBack(var _, var desktop, var eta) ->
                new Way(
                        desktop,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Math.clamp(eta.orElse(PATIENCE).toSeconds(), 1, PATIENCE.toSeconds())));
            case ConnectResult.LimitReached(var limit) ->
                throw new BrokerException(
                        Code.IN_USE,
                        "you have " + limit + " desktops of pool " + name + ", the most you may; give one back");
            case ConnectResult.PoolExhausted(var pool) ->
                throw new BrokerException(
                        Code.UNAVAILABLE, "every desktop of pool " + pool + " is taken; try again later");
            case ConnectResult.NotEntitled() -> throw notThere(name);
            case ConnectResult.NotRunning(var desktop, var state) ->
                throw new BrokerException(Code.IN_USE, "desktop " + desktop + " is " + state + "; start it first");
            case ConnectResult.NoGateway() ->
                throw new BrokerException(Code.UNAVAILABLE, "no gateway is there; try again in a moment");
            case ConnectResult.OpenElsewhere(var desktop, var since, var address) ->
                throw new BrokerException(
                        Code.IN_USE,
                        "desktop " + desktop + " is open at " + address + " since " + since + "; close it there first");
            case ConnectResult.NoDisplay(var desktop, var _) ->
                throw new BrokerException(
                        Code.UNAVAILABLE,
                        "desktop " + desktop + " has no display for the viewer; open it in the browser");
        };
    }
}
