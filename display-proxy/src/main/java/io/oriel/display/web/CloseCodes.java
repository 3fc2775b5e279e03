package io.oriel.display.web;

import io.oriel.display.grant.CloseReason;

/** The WebSocket close codes the console page understands; the reason text is the {@link CloseReason}'s name. */
final class CloseCodes {
    private CloseCodes() {}

    static int of(CloseReason reason) {
        return switch (reason) {
            case CLIENT_CLOSED -> 1000;
            case MOVED -> 4001;
            case TICKET_REFUSED -> 4003;
            case CONSOLE_UNREACHABLE, CONSOLE_UNTRUSTED, CONSOLE_CLOSED -> 4004;
            case CONTROL_PLANE_UNAVAILABLE -> 4008;
            case PROTOCOL_VIOLATION,
                    TLS_FAILED,
                    HANDSHAKE_TIMEOUT,
                    ORIGIN_REFUSED,
                    CHANNEL_REFUSED,
                    LIMIT_REACHED,
                    TAKEN_OVER,
                    GIVEN_BACK,
                    REVOKED,
                    DRAINED -> 4000;
        };
    }
}
