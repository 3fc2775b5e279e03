package io.oriel.broker.api.ovirt;

import java.net.URI;
import java.util.Map;
import org.springframework.core.Ordered;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.reactive.HandlerResultHandler;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Writes a {@link Reply} in the form that its request accepts: JSON for who asks for it, XML for everybody else. */
final class ReplyWriter implements HandlerResultHandler, Ordered {
    private static final String VERSION = "Version";

    /** Before Spring's own, which would write a reply as a record. */
    private static final int EARLY = 50;

    /** What oVirt's third version called these; libgovirt knows no other names, and names no version. */
    private static final Map<String, String> THIRD = Map.of("vm_pools", "vmpools", "vm_pool", "vmpool");

    @Override
    public int getOrder() {
        return EARLY;
    }

    @Override
    public boolean supports(HandlerResult result) {
        return Reply.class.equals(result.getReturnType().resolve());
    }

    @Override
    public Mono<Void> handleResult(ServerWebExchange exchange, HandlerResult result) {
        return result.getReturnValue() instanceof Reply reply ? write(exchange, reply) : Mono.empty();
    }

    static Mono<Void> write(ServerWebExchange exchange, Reply reply) {
        var response = exchange.getResponse();
        response.setStatusCode(reply.status());
        reply.location().ifPresent(to -> response.getHeaders().setLocation(URI.create(to)));
        response.getHeaders().setCacheControl(CacheControl.noStore());
        var json = json(exchange.getRequest());
        response.getHeaders().setContentType(json ? MediaType.APPLICATION_JSON : MediaType.APPLICATION_XML);
        response.getHeaders().add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        var bytes = json ? NodeWriter.json(reply.node()) : NodeWriter.xml(reply.node(), names(exchange.getRequest()));
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(bytes)));
    }

    private static Map<String, String> names(ServerHttpRequest request) {
        return request.getHeaders().getFirst(VERSION) == null ? THIRD : Map.of();
    }

    /** The first form of ours in the order of the client's wishes. */
    private static boolean json(ServerHttpRequest request) {
        var accepted = request.getHeaders().getAccept().stream()
                .sorted((one, other) -> Double.compare(other.getQualityValue(), one.getQualityValue()))
                .toList();
        for (var type : accepted) {
            if (type.isCompatibleWith(MediaType.APPLICATION_XML)) {
                return false;
            }
            if (type.isCompatibleWith(MediaType.APPLICATION_JSON)) {
                return true;
            }
        }
        return false;
    }
}
