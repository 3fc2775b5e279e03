package io.oriel.portal.security;

import io.oriel.broker.api.Actor;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.ApiTokens;
import io.oriel.broker.operation.Login;
import io.oriel.broker.operation.LoginResult;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Lets programs use the APIs by a bearer token, or by HTTP Basic, anew with every request: no session, no cookie.
 *
 * <p>A browser that knows the password could be made to send it from a foreign page; so a request that names an origin other
 * than the portal's is refused whatever it proves.
 */
final class ApiDoor implements WebFilter {
    private static final String BASIC = "basic ";
    private static final String BEARER = "bearer ";

    private final Login login;
    private final ApiTokens tokens;
    private final String origin;
    private final Refusal refusal;
    private final Scheduler blocking =
            Schedulers.fromExecutorService(Executors.newVirtualThreadPerTaskExecutor(), "api-login");

    /** A name and a password as Basic carries them. */
    private record Proof(String name, String directory, String password) {
        @Override
        public String toString() {
            return "Proof[…]";
        }
    }

    /** How an API says no. The status, and {@code WWW-Authenticate}, are the door's matter. */
    interface Refusal {
        Mono<Void> write(ServerWebExchange exchange, HttpStatus status, String detail);
    }

    /** @param origin the portal's own, as {@code https://name:port} */
    ApiDoor(Login login, ApiTokens tokens, String origin, Refusal refusal) {
        this.login = login;
        this.tokens = tokens;
        this.origin = origin;
        this.refusal = refusal;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var headers = exchange.getRequest().getHeaders();
        var from = headers.getOrigin();
        if (from != null && !from.equals(origin)) {
            return refuse(exchange, HttpStatus.FORBIDDEN, "This request comes from a page of another site.");
        }
        var authorization = headers.getFirst(HttpHeaders.AUTHORIZATION);
        var token = after(BEARER, authorization);
        if (token.isPresent()) {
            return byToken(token.get(), exchange, chain);
        }
        var proof = proof(authorization);
        if (proof.isEmpty()) {
            return refuse(
                    exchange,
                    HttpStatus.UNAUTHORIZED,
                    "Give a token of POST /api/v1/login, or a user name and a password by HTTP Basic.");
        }
        var address = ClientAddress.of(exchange.getRequest());
        return Mono.fromCallable(() -> login.login(
                        proof.get().name(), proof.get().directory(), proof.get().password(), address))
                .subscribeOn(blocking)
                .flatMap(result -> switch (result) {
                    case LoginResult.Welcome(User user) -> {
                        exchange.getAttributes().put(Actor.ATTRIBUTE, user);
                        yield chain.filter(exchange);
                    }
                    case LoginResult.WrongSecret _, LoginResult.Locked _ ->
                        refuse(
                                exchange,
                                HttpStatus.UNAUTHORIZED,
                                "The user name or the password is wrong, or the user is locked.");
                    case LoginResult.TooManyTries(var wait) -> {
                        exchange.getResponse()
                                .getHeaders()
                                .set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds())));
                        yield refuse(exchange, HttpStatus.TOO_MANY_REQUESTS, "Too many tries. Wait, then try again.");
                    }
                    case LoginResult.DirectoryDown _ ->
                        refuse(exchange, HttpStatus.SERVICE_UNAVAILABLE, "The directory does not answer.");
                });
    }

    private Mono<Void> byToken(String token, ServerWebExchange exchange, WebFilterChain chain) {
        return Mono.fromCallable(() -> tokens.user(token)).subscribeOn(blocking).flatMap(found -> {
            if (found.isEmpty()) {
                return refuse(exchange, HttpStatus.UNAUTHORIZED, "The token is unknown or has run out; log in again.");
            }
            exchange.getAttributes().put(Actor.ATTRIBUTE, found.get());
            exchange.getAttributes().put(Actor.TOKEN, token);
            return chain.filter(exchange);
        });
    }

    private static Optional<String> after(String scheme, @Nullable String header) {
        return header != null && header.regionMatches(true, 0, scheme, 0, scheme.length())
                ? Optional.of(header.substring(scheme.length()).strip())
                : Optional.empty();
    }

    /** The name is {@code user@directory}; without a directory it is the built-in one's. */
    private static Optional<Proof> proof(@Nullable String header) {
        var encoded = after(BASIC, header);
        if (encoded.isEmpty()) {
            return Optional.empty();
        }
        String clear;
        try {
            clear = new String(Base64.getDecoder().decode(encoded.get()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        var colon = clear.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        var user = clear.substring(0, colon);
        var at = user.lastIndexOf('@');
        return Optional.of(new Proof(
                at < 0 ? user : user.substring(0, at),
                at < 0 ? "internal" : user.substring(at + 1),
                clear.substring(colon + 1)));
    }

    private static String code(HttpStatus status) {
        return switch (status) {
            case UNAUTHORIZED -> "unauthenticated";
            case FORBIDDEN -> "forbidden";
            case TOO_MANY_REQUESTS -> "too_many_requests";
            default -> "unavailable";
        };
    }

    private Mono<Void> refuse(ServerWebExchange exchange, HttpStatus status, String detail) {
        if (status == HttpStatus.UNAUTHORIZED) {
            exchange.getResponse()
                    .getHeaders()
                    .set(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Oriel API\", charset=\"UTF-8\"");
        }
        return refusal.write(exchange, status, detail);
    }

    /** As {@code /api/v1} says it. */
    static Mono<Void> problem(ServerWebExchange exchange, HttpStatus status, String detail) {
        var response = exchange.getResponse();
        response.setStatusCode(status);
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        var body = "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\",\"code\":\"%s\",\"object\":\"%s\",\"errors\":[]}"
                .formatted(status.getReasonPhrase(), status.value(), detail, code(status), "login");
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body.getBytes(StandardCharsets.UTF_8))));
    }
}
