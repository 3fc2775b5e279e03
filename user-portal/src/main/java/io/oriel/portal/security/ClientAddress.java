package io.oriel.portal.security;

import org.springframework.http.server.reactive.ServerHttpRequest;

/** Where a request comes from: the socket's other end. What headers claim is not looked at. */
public final class ClientAddress {
    private ClientAddress() {}

    /** The client's IP address as text. */
    public static String of(ServerHttpRequest request) {
        var remote = request.getRemoteAddress();
        return remote == null || remote.getAddress() == null
                ? "unknown"
                : remote.getAddress().getHostAddress();
    }
}
