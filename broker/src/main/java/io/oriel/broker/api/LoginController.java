package io.oriel.broker.api;

import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.ApiTokens;
import io.oriel.broker.operation.UseCase;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /api/v1/login}: a password by HTTP Basic for a bearer token, who one is, and an end. */
@RestController
@RequestMapping("/api/v1/login")
class LoginController {
    private final ApiTokens tokens;

    LoginController(ApiTokens tokens) {
        this.tokens = tokens;
    }

    record Granted(String user, String token, long expiresInSeconds) {
        @Override
        public String toString() {
            return "Granted[" + user + "]";
        }
    }

    record Who(String user, boolean superUser) {}

    @Allowed(UseCase.OWN_LOGIN)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Granted login(ServerWebExchange exchange) {
        var actor = Actor.of(exchange);
        if (Actor.token(exchange).isPresent()) {
            throw new BrokerException(Code.FORBIDDEN, "a token is given for a password, not for another token");
        }
        var token = tokens.grant(actor);
        return new Granted(actor.id().value(), token.value(), ApiTokens.VALID.toSeconds());
    }

    @Allowed(UseCase.OWN_LOGIN)
    @GetMapping
    Who who(ServerWebExchange exchange) {
        var actor = Actor.of(exchange);
        return new Who(actor.id().value(), actor.superUser());
    }

    @Allowed(UseCase.OWN_LOGIN)
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logout(ServerWebExchange exchange) {
        Actor.of(exchange);
        Actor.token(exchange).ifPresent(tokens::end);
    }
}
