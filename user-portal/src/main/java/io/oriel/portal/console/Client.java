package io.oriel.portal.console;

import io.oriel.broker.operation.Desktop;
import io.oriel.display.grant.DisplayProtocol;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** What draws a desktop in the browser. A person's last choice is kept in a cookie. */
enum Client {
    /** noVNC. */
    VNC("vnc", "/rfb", DisplayProtocol.RFB),
    /** spice-html5, which also brings sound. */
    SPICE("spice", "/spice", DisplayProtocol.SPICE);

    private static final String COOKIE = "__Host-oriel-console";
    private static final Duration KEPT = Duration.ofDays(400);

    private final String word;
    private final String door;
    private final DisplayProtocol protocol;

    Client(String word, String door, DisplayProtocol protocol) {
        this.word = word;
        this.door = door;
        this.protocol = protocol;
    }

    /** The client of this word; empty for any other text and for none. */
    static Optional<Client> parse(@Nullable String word) {
        return Arrays.stream(values())
                .filter(client -> client.word.equals(word))
                .findFirst();
    }

    /** What this person used last. */
    static Optional<Client> last(ServerHttpRequest request) {
        return Optional.ofNullable(request.getCookies().getFirst(COOKIE)).flatMap(cookie -> parse(cookie.getValue()));
    }

    /** This one if the desktop has its display, else the one it has. While it is not up nobody knows. */
    Client forDesktop(Desktop desktop) {
        return !shows(desktop) && other().shows(desktop) ? other() : this;
    }

    private boolean shows(Desktop desktop) {
        return this == VNC ? desktop.vnc() : desktop.spice();
    }

    Client other() {
        return this == VNC ? SPICE : VNC;
    }

    ResponseCookie cookie() {
        return ResponseCookie.from(COOKIE, word)
                .path("/")
                .secure(true)
                .httpOnly(true)
                .sameSite("Lax")
                .maxAge(KEPT)
                .build();
    }

    /** As it stands in addresses. */
    String word() {
        return word;
    }

    /** The path of the gateway's WebSocket. */
    String door() {
        return door;
    }

    DisplayProtocol protocol() {
        return protocol;
    }
}
