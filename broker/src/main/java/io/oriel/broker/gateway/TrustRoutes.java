package io.oriel.broker.gateway;

import java.util.List;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * {@code POST /renew/v1} and {@code GET /denied/v1}, for whoever shows a good certificate of a host or gateway. Answers are
 * PEM, serial numbers, or one plain sentence.
 */
public final class TrustRoutes {
    private static final Logger log = LoggerFactory.getLogger(TrustRoutes.class);
    private static final int LONGEST = 32 * 1024;
    private static final String REFUSED = "This certificate is not good here any more; the machine must join again.";

    private final PeerCertificates peers;
    private final Renewals renewals;

    public TrustRoutes(PeerCertificates peers, Renewals renewals) {
        this.peers = peers;
        this.renewals = renewals;
    }

    void add(HttpServerRoutes routes) {
        routes.post("/renew/v1", this::renew).get("/denied/v1", this::denied);
    }

    private Publisher<Void> renew(HttpServerRequest request, HttpServerResponse response) {
        var shown = PeerCertificates.shown(request);
        if (shown.isEmpty()) {
            return say(response, 403, REFUSED);
        }
        var purposes = request.requestHeaders().get("Oriel-Purposes", "");
        return Bodies.text(request, LONGEST)
                .flatMap(body -> Bodies.blocking(() -> {
                    if (!peers.good(shown.get())) {
                        return new EnrolResult.Refused(REFUSED);
                    }
                    var result = renewals.renew(
                            shown.get().identity(),
                            purposes.isEmpty() ? List.of() : List.of(purposes.split(",", 8)),
                            EnrolRequest.blocks(body));
                    if (!(result instanceof EnrolResult.Enrolled)) {
                        peers.refused(shown.get(), "it asked for certificates it may not have");
                    }
                    return result;
                }))
                .flatMap(result -> answer(response, result))
                .onErrorResume(Bodies.TooLong.class, e -> say(response, 413, "The request is too long."))
                .onErrorResume(e -> failed(response, shown.get(), e));
    }

    private Publisher<Void> denied(HttpServerRequest request, HttpServerResponse response) {
        var shown = PeerCertificates.shown(request);
        if (shown.isEmpty()) {
            return say(response, 403, REFUSED);
        }
        return Bodies.blocking(() ->
                        peers.good(shown.get()) && renewals.known(shown.get().identity()))
                .flatMap(good -> good
                        ? Bodies.blocking(renewals::denied).flatMap(text -> say(response, 200, text))
                        : say(response, 403, REFUSED))
                .onErrorResume(e -> failed(response, shown.get(), e));
    }

    private static Mono<Void> answer(HttpServerResponse response, EnrolResult result) {
        return switch (result) {
            case EnrolResult.Enrolled(var certificates) -> say(response, 200, certificates);
            case EnrolResult.Refused(var sentence) -> say(response, 403, sentence);
            case EnrolResult.Malformed(var sentence) -> say(response, 400, sentence);
            case EnrolResult.Waiting(var sentence) -> say(response, 403, sentence);
            case EnrolResult.TooMany _ -> say(response, 429, "Too many requests; wait a minute.");
        };
    }

    private static Mono<Void> failed(HttpServerResponse response, PeerCertificates.Shown shown, Throwable fault) {
        log.atError()
                .addKeyValue("peer", shown.identity().uri())
                .setCause(fault)
                .log("renewal failed");
        return say(response, 500, "The control plane could not do it; see its log.");
    }

    private static Mono<Void> say(HttpServerResponse response, int status, String text) {
        response.header("Content-Type", "text/plain; charset=utf-8");
        return response.status(status).sendString(Mono.just(text)).then();
    }
}
