package io.oriel.broker.api.ovirt;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** How a request is refused before it comes to a controller, as by the door that asks for a password. */
public final class OvirtRefusal {
    private OvirtRefusal() {}

    /** Whether a path is this API's. */
    public static boolean isFor(String path) {
        return path.startsWith("/ovirt-engine/");
    }

    /** Answers with a fault. */
    public static Mono<Void> write(ServerWebExchange exchange, HttpStatus status, String detail) {
        return ReplyWriter.write(exchange, FaultAdvice.fault(status, detail));
    }
}
