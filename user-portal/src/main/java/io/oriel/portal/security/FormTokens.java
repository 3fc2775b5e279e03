package io.oriel.portal.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.server.csrf.ServerCsrfTokenRepository;
import org.springframework.security.web.server.csrf.XorServerCsrfTokenRequestAttributeHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Judges the token of a form that carries a file. The filter of all other forms would have to take the whole file in
 * before it knew whether anybody of ours has sent it; so {@link #UPLOADS} are let through there, and ask here, when the
 * token has come and the file has not.
 */
@Component
public final class FormTokens {
    /** Where forms with files are posted to. */
    public static final String UPLOADS = "/admin/templates/upload";

    private final ServerCsrfTokenRepository tokens;
    private final XorServerCsrfTokenRequestAttributeHandler handler = new XorServerCsrfTokenRequestAttributeHandler();

    FormTokens(ServerCsrfTokenRepository tokens) {
        this.tokens = tokens;
    }

    /** Ends in an error, 403, when this is not the token that the person's page was given. */
    public Mono<Void> require(ServerWebExchange exchange, String shown) {
        var asHeader = exchange.mutate()
                .request(request -> request.header(WebSecurity.CSRF_HEADER, shown))
                .build();
        return tokens.loadToken(exchange)
                .flatMap(token -> handler.resolveCsrfTokenValue(asHeader, token)
                        .filter(value -> MessageDigest.isEqual(
                                value.getBytes(StandardCharsets.UTF_8),
                                token.getToken().getBytes(StandardCharsets.UTF_8))))
                .switchIfEmpty(Mono.error(() -> new ResponseStatusException(HttpStatus.FORBIDDEN)))
                .then();
    }
}
