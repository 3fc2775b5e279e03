package io.oriel.portal.page;

import java.time.Duration;
import java.util.Optional;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** A person's choice of appearance, kept in a cookie. */
public enum Look {
    /** As the system. */
    SYSTEM,
    LIGHT,
    DARK;

    private static final String COOKIE = "__Host-oriel-look";
    private static final Duration KEPT = Duration.ofDays(400);

    /** The class of {@code <html>}; empty as the system. */
    static Optional<String> of(ServerHttpRequest request) {
        var cookie = request.getCookies().getFirst(COOKIE);
        return Optional.ofNullable(cookie)
                .flatMap(c -> parse(c.getValue()))
                .filter(look -> look != SYSTEM)
                .map(Look::word);
    }

    /** The look of this word; empty for any other text. */
    static Optional<Look> parse(String word) {
        for (var look : values()) {
            if (look.word().equals(word)) {
                return Optional.of(look);
            }
        }
        return Optional.empty();
    }

    ResponseCookie cookie() {
        return ResponseCookie.from(COOKIE, word())
                .path("/")
                .secure(true)
                .httpOnly(true)
                .sameSite("Lax")
                .maxAge(this == SYSTEM ? Duration.ZERO : KEPT)
                .build();
    }

    private String word() {
        return switch (this) {
            case SYSTEM -> "system";
            case LIGHT -> "light";
            case DARK -> "dark";
        };
    }
}
