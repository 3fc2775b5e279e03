package io.oriel.display.grant;

/** How a client speaks to the gateway, and the gateway to the console. */
public enum DisplayProtocol {
    /** Native SPICE over TLS. */
    SPICE,
    /** RFB in a WebSocket. */
    RFB
}
