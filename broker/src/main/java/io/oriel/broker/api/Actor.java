package io.oriel.broker.api;

import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/** Who acts in a request: the exchange attribute that the security filter set after it had checked the person. */
public final class Actor {
    /** The attribute; its value is a {@link User}. */
    public static final String ATTRIBUTE = "oriel.user";

    /** The attribute that holds the bearer token, when the person came with one. */
    public static final String TOKEN = "oriel.token";

    private Actor() {}

    /** The bearer token of this request. */
    static Optional<String> token(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(TOKEN));
    }

    /** The acting person; without one the request is refused. */
    public static User of(ServerWebExchange exchange) {
        if (exchange.getAttributes().get(ATTRIBUTE) instanceof User user) {
            return user;
        }
        throw new BrokerException(Code.UNAUTHENTICATED, "log in first");
    }
}
