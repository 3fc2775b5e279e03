package io.oriel.broker.api;

import io.oriel.broker.access.Subject;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.ChannelAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.estate.ChannelKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * {@code /api/v1/channels} and {@code /api/v1/pools/{pool}/channels}: what may not pass for a person ({@code
 * /users/{name}}) or a group ({@code /groups/{name}}), beside what their pool refuses to all.
 */
@RestController
@RequestMapping("/api/v1")
class ChannelsController {
    private final ChannelAdmin channels;

    ChannelsController(ChannelAdmin channels) {
        this.channels = channels;
    }

    /** @param pool missing: every pool */
    record Shown(Optional<String> pool, String kind, String name, List<String> refused) {
        static Shown of(ChannelAdmin.Entry entry) {
            return new Shown(
                    entry.pool(),
                    entry.subject().kind().name().toLowerCase(Locale.ROOT),
                    entry.subject().name(),
                    entry.refused().stream()
                            .sorted()
                            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                            .toList());
        }
    }

    record Wish(@Nullable List<String> refused) {}

    @Allowed(UseCase.CHANNELS_LIST)
    @GetMapping("/channels")
    List<Shown> all(ServerWebExchange exchange) {
        return channels.list(Actor.of(exchange)).stream().map(Shown::of).toList();
    }

    @Allowed(UseCase.POOL_CHANNELS_LIST)
    @GetMapping("/pools/{pool}/channels")
    List<Shown> of(ServerWebExchange exchange, @PathVariable String pool) {
        return channels.list(Actor.of(exchange), pool).stream().map(Shown::of).toList();
    }

    @Allowed(UseCase.CHANNELS_EDIT)
    @PutMapping("/channels/{whose}/{name}")
    Shown put(
            ServerWebExchange exchange, @PathVariable String whose, @PathVariable String name, @RequestBody Wish wish) {
        return put(exchange, Optional.empty(), new Named(whose, name), wish);
    }

    @Allowed(UseCase.POOL_CHANNELS_EDIT)
    @PutMapping("/pools/{pool}/channels/{whose}/{name}")
    Shown put(
            ServerWebExchange exchange,
            @PathVariable String pool,
            @PathVariable String whose,
            @PathVariable String name,
            @RequestBody Wish wish) {
        return put(exchange, Optional.of(pool), new Named(whose, name), wish);
    }

    @Allowed(UseCase.CHANNELS_EDIT)
    @DeleteMapping("/channels/{whose}/{name}")
    Shown delete(ServerWebExchange exchange, @PathVariable String whose, @PathVariable String name) {
        return put(exchange, Optional.empty(), new Named(whose, name), new Wish(List.of()));
    }

    @Allowed(UseCase.POOL_CHANNELS_EDIT)
    @DeleteMapping("/pools/{pool}/channels/{whose}/{name}")
    Shown delete(
            ServerWebExchange exchange,
            @PathVariable String pool,
            @PathVariable String whose,
            @PathVariable String name) {
        return put(exchange, Optional.of(pool), new Named(whose, name), new Wish(List.of()));
    }

    private record Named(String whose, String name) {}

    private Shown put(ServerWebExchange exchange, Optional<String> pool, Named named, Wish wish) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var subject = subject(fields, named);
        var refused = refused(fields, wish);
        fields.check();
        return Shown.of(channels.refuse(actor, pool, subject.orElseThrow(), refused));
    }

    private static Optional<Subject> subject(Fields fields, Named named) {
        return switch (named.whose()) {
            case "users" -> PoolBody.subject(fields, "user", named.name(), Subject.Kind.USER);
            case "groups" -> PoolBody.subject(fields, "group", named.name(), Subject.Kind.GROUP);
            default -> {
                fields.wrong("whose", "word", "whose is one of users, groups");
                yield Optional.empty();
            }
        };
    }

    private static Set<ChannelKind> refused(Fields fields, Wish wish) {
        var kinds = EnumSet.noneOf(ChannelKind.class);
        if (wish.refused() == null) {
            fields.wrong("refused", "required", "refused is required");
            return kinds;
        }
        wish.refused().forEach(word -> kinds.add(fields.word("refused", word, ChannelKind.class)));
        return kinds;
    }
}
