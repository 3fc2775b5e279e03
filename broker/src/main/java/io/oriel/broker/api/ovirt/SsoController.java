package io.oriel.broker.api.ovirt;

import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.ApiTokens;
import io.oriel.broker.operation.Login;
import io.oriel.broker.operation.LoginResult;
import io.oriel.broker.operation.UseCase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * oVirt's single sign-on, as far as its clients use it: a password for a token, and the token's end. The token is one of
 * {@link ApiTokens}. Answers are JSON, refusals included.
 */
@RestController
@RequestMapping("/ovirt-engine")
class SsoController {
    private static final String INTERNAL = "internal";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Login login;
    private final ApiTokens tokens;

    SsoController(Login login, ApiTokens tokens) {
        this.login = login;
        this.tokens = tokens;
    }

    /** {@code grant_type=password&username=USER@DIRECTORY&password=…}. Without a directory it is the built-in one's. */
    @Allowed(UseCase.LOG_IN)
    @PostMapping(path = "/sso/oauth/token", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<Map<String, String>> token(ServerWebExchange exchange) {
        var form = form(exchange);
        if (!said(form, "grant_type").equals("password")) {
            return refused(HttpStatus.BAD_REQUEST, "unsupported_grant_type", "Only grant_type=password is known here.");
        }
        var name = said(form, "username");
        int at = name.lastIndexOf('@');
        var result = login.login(
                at < 0 ? name : name.substring(0, at),
                at < 0 ? INTERNAL : name.substring(at + 1),
                said(form, "password"),
                Offers.address(exchange));
        return switch (result) {
            case LoginResult.Welcome(var user) ->
                answer(
                        HttpStatus.OK,
                        Map.of(
                                "access_token",
                                tokens.grant(user).value(),
                                "exp",
                                Long.toString(ApiTokens.VALID.toSeconds()),
                                "scope",
                                "ovirt-app-api",
                                "token_type",
                                "bearer"));
            case LoginResult.WrongSecret _, LoginResult.Locked _ ->
                refused(
                        HttpStatus.UNAUTHORIZED,
                        "access_denied",
                        "The user name or the password is wrong, or the user is locked.");
            case LoginResult.TooManyTries(var wait) -> {
                exchange.getResponse()
                        .getHeaders()
                        .set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds())));
                yield refused(HttpStatus.TOO_MANY_REQUESTS, "access_denied", "Too many tries. Wait, then try again.");
            }
            case LoginResult.DirectoryDown _ ->
                refused(HttpStatus.SERVICE_UNAVAILABLE, "server_error", "The directory does not answer.");
        };
    }

    /** Ends the token; one that is unknown or has ended is no fault. */
    @Allowed(UseCase.LOG_IN)
    @PostMapping(
            path = {"/services/sso-logout", "/sso/oauth/revoke"},
            consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<Map<String, String>> logout(ServerWebExchange exchange) {
        tokens.end(said(form(exchange), "token"));
        return answer(HttpStatus.OK, Map.of());
    }

    /** Waits for it, on the request's virtual thread: WebFlux gives forms to no argument. */
    private static MultiValueMap<String, String> form(ServerWebExchange exchange) {
        return exchange.getFormData().blockOptional(PATIENCE).orElseGet(LinkedMultiValueMap::new);
    }

    private static String said(MultiValueMap<String, String> form, String name) {
        return Optional.ofNullable(form.getFirst(name)).orElse("");
    }

    private static ResponseEntity<Map<String, String>> refused(HttpStatus status, String code, String text) {
        return answer(status, Map.of("error", text, "error_code", code));
    }

    private static ResponseEntity<Map<String, String>> answer(HttpStatus status, Map<String, String> body) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_JSON)
                .body(body);
    }
}
