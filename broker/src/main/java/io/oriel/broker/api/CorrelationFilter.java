package io.oriel.broker.api;

import io.oriel.pool.event.Cause;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Gives every request its correlation id: what the client calls it in {@code Correlation-Id} or, as oVirt's clients do,
 * in {@code ?correlation_id=}, if that can be one, else a fresh one. The answer says which, refusals included, because
 * this comes before all other filters.
 */
final class CorrelationFilter implements WebFilter, Ordered {
    /** In requests and answers. */
    static final String HEADER = "Correlation-Id";

    private static final String PARAMETER = "correlation_id";

    /** The attribute; its value is text. */
    static final String ATTRIBUTE = "oriel.correlation";

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var request = exchange.getRequest();
        var header = request.getHeaders().getFirst(HEADER);
        var said = header != null ? header : request.getQueryParams().getFirst(PARAMETER);
        var id = said != null && Cause.wellFormed(said) ? said : Cause.fresh();
        exchange.getAttributes().put(ATTRIBUTE, id);
        exchange.getResponse().getHeaders().set(HEADER, id);
        return chain.filter(exchange);
    }
}
