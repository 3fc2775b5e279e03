package io.oriel.portal.security;

import io.oriel.broker.directory.User;
import java.util.List;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.security.web.server.csrf.ServerCsrfTokenRepository;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;

/** Turns a proven person into a login: a session under a new id, with nothing of an earlier one in it. */
@Component
public class Doorkeeper {
    private final ServerSecurityContextRepository sessions;
    private final ServerCsrfTokenRepository tokens;

    Doorkeeper(ServerSecurityContextRepository sessions, ServerCsrfTokenRepository tokens) {
        this.sessions = sessions;
        this.tokens = tokens;
    }

    /** Logs this person in. Blocks: call from a virtual thread. */
    public void letIn(ServerWebExchange exchange, User user) {
        var proven = UsernamePasswordAuthenticationToken.authenticated(user, null, List.of());
        exchange.getSession()
                .doOnNext(Doorkeeper::empty)
                .then(sessions.save(exchange, new SecurityContextImpl(proven))) // gives the session its new id
                .then(tokens.saveToken(exchange, null))
                .block();
    }

    private static void empty(WebSession session) {
        session.getAttributes().clear();
    }
}
