package io.oriel.display.grant;

/** Why a connection or session ended: the log field, the metric's tag and the audit word at once. */
public enum CloseReason {
    /** The client went away. */
    CLIENT_CLOSED,
    /** The desktop's display went away. */
    CONSOLE_CLOSED,
    /** The bytes were not the protocol's. */
    PROTOCOL_VIOLATION,
    /** TLS was not agreed. */
    TLS_FAILED,
    /** No ticket came in time, or the handshake was too slow. */
    HANDSHAKE_TIMEOUT,
    /** The ticket was unknown, used, expired or another gateway's. */
    TICKET_REFUSED,
    /** The web page's origin is not the portal. */
    ORIGIN_REFUSED,
    /** Policy forbids the channel. */
    CHANNEL_REFUSED,
    /** Too many links of one session, one address, or at all. */
    LIMIT_REACHED,
    /** The control plane could not be reached. */
    CONTROL_PLANE_UNAVAILABLE,
    /** The console could not be dialled or did not accept us. */
    CONSOLE_UNREACHABLE,
    /** The host's display certificate is not the pinned one. */
    CONSOLE_UNTRUSTED,
    /** The same person opened the desktop again elsewhere. */
    TAKEN_OVER,
    /** The desktop moved to another host; connect again. */
    MOVED,
    /** The desktop was given back. */
    GIVEN_BACK,
    /** An administrator ended it, or the person was locked. */
    REVOKED,
    /** The gateway is going down. */
    DRAINED
}
