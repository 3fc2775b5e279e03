package io.oriel.broker.api;

import io.oriel.broker.directory.User;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/** What the arguments of a controller's method say of their request. */
final class Requests {
    private Requests() {}

    /** Who acts: pages get them as an argument, the API finds them in the exchange. */
    static Optional<User> user(@Nullable Object[] arguments) {
        return first(arguments, ServerWebExchange.class)
                .map(it -> it.<User>getAttribute(Actor.ATTRIBUTE))
                .or(() -> first(arguments, User.class));
    }

    /** The first argument of this type. */
    static <T> Optional<T> first(@Nullable Object[] arguments, Class<T> type) {
        for (var argument : arguments) {
            if (argument != null && type.isInstance(argument)) {
                return Optional.of(type.cast(argument));
            }
        }
        return Optional.empty();
    }
}
