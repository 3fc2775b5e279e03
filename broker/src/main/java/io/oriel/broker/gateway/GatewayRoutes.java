package io.oriel.broker.gateway;

import io.oriel.broker.session.Revocations;
import io.oriel.broker.session.SessionTracker;
import io.oriel.broker.ticket.Tickets;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.display.grant.GatewayReport;
import io.oriel.display.grant.Receipt;
import io.oriel.display.grant.RedeemRequest;
import io.oriel.display.grant.Redemption;
import io.oriel.display.grant.Reopening;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.Whereabouts;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /gateway/v1}: the display.grant records as plain JSON, for whoever shows a gateway's certificate.
 *
 * <p>Who asks is the certificate's URI SAN and nothing in the request; the gateway's row and the certificate's are
 * looked at on every request, so one that was taken back is refused at once.
 */
public final class GatewayRoutes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GatewayRoutes.class);
    private static final int LONGEST = 16 * 1024;
    private static final int LONGEST_REPORT = 16 * 1024 * 1024; // ten thousand sessions with all their channels

    private final Gateways gateways;
    private final PeerCertificates peers;
    private final Tickets tickets;
    private final SessionTracker tracker;
    private final RevocationStream revocations;
    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public GatewayRoutes(
            Gateways gateways,
            PeerCertificates peers,
            Tickets tickets,
            SessionTracker tracker,
            Revocations revocations) {
        this.gateways = gateways;
        this.peers = peers;
        this.tickets = tickets;
        this.tracker = tracker;
        this.revocations = new RevocationStream(revocations);
    }

    /** A change may have revoked sessions: look now instead of at the next poll. Any thread. */
    public void nudge() {
        revocations.nudge();
    }

    void add(HttpServerRoutes routes) {
        routes.post("/gateway/v1/redeem", (request, response) -> asGateway(request, response, this::redeem))
                .post(
                        "/gateway/v1/sessions/{id}/console",
                        (request, response) -> asGateway(request, response, this::console))
                .get("/gateway/v1/sessions/{id}/host", (request, response) -> asGateway(request, response, this::host))
                .put("/gateway/v1/sessions", (request, response) -> asGateway(request, response, this::report))
                .get("/gateway/v1/revocations", (request, response) -> asGateway(request, response, this::stream));
    }

    @Override
    public void close() {
        revocations.close();
    }

    /** One request of a known gateway. */
    private record Call(
            UUID gateway, PeerCertificates.Shown shown, HttpServerRequest request, HttpServerResponse response) {}

    private static Publisher<Void> redeemed(Call call, Redemption redemption, JsonMapper json) {
        return switch (redemption) {
            case Redemption.Granted(var grant) ->
                say(call.response(), 200, "application/json", json.writeValueAsString(grant));
            case Redemption.Refused() -> say(call.response(), 403, "text/plain", "refused");
            case Redemption.Unavailable(var why) -> say(call.response(), 503, "text/plain", why);
        };
    }

    private Publisher<Void> redeem(Call call) {
        return Bodies.text(call.request(), LONGEST)
                .map(body -> json.readValue(body, RedeemRequest.class))
                .flatMap(request -> Bodies.blocking(() -> tickets.redeem(call.gateway(), request)))
                .flatMap(redemption -> Mono.from(redeemed(call, redemption, json)));
    }

    private Publisher<Void> console(Call call) {
        var session = uuid(call.request().param("id")).map(SessionId::new);
        if (session.isEmpty()) {
            return say(call.response(), 410, "text/plain", "closed");
        }
        return Bodies.blocking(() -> tickets.reopen(call.gateway(), session.get()))
                .flatMap(reopening -> switch (reopening) {
                    case Reopening.Opened(var console) ->
                        say(call.response(), 200, "application/json", json.writeValueAsString(console));
                    case Reopening.Closed() -> say(call.response(), 410, "text/plain", "closed");
                    case Reopening.Unavailable(var why) -> say(call.response(), 503, "text/plain", why);
                });
    }

    private Publisher<Void> host(Call call) {
        var session = uuid(call.request().param("id")).map(SessionId::new);
        if (session.isEmpty()) {
            return say(call.response(), 410, "text/plain", "closed");
        }
        return Bodies.blocking(() -> tickets.whereabouts(call.gateway(), session.get()))
                .flatMap(whereabouts -> switch (whereabouts) {
                    case Whereabouts.At at ->
                        say(call.response(), 200, "application/json", json.writeValueAsString(at));
                    case Whereabouts.Closed() -> say(call.response(), 410, "text/plain", "closed");
                    case Whereabouts.Unknown(var why) -> say(call.response(), 503, "text/plain", why);
                });
    }

    private Publisher<Void> report(Call call) {
        return Bodies.text(call.request(), LONGEST_REPORT)
                .map(body -> json.readValue(body, GatewayReport.class))
                .flatMap(report -> Bodies.blocking(() -> {
                    gateways.leaving(call.gateway(), report.leaving());
                    tracker.report(call.gateway(), report.sessions());
                    return gateways.find(call.gateway()).flatMap(Gateway::draining);
                }))
                .flatMap(draining -> Mono.from(
                        draining.isPresent()
                                ? say(
                                        call.response(),
                                        200,
                                        "application/json",
                                        json.writeValueAsString(drain(draining.get())))
                                : call.response().status(204).send()));
    }

    private static Receipt.Drain drain(Duration left) {
        return new Receipt.Drain(left.toSeconds());
    }

    private Publisher<Void> stream(Call call) {
        var reader = new RevocationStream.Reader(
                call.gateway(),
                number(call.request().uri()),
                () -> peers.good(call.shown()) && gateways.find(call.gateway()).isPresent());
        return revocations.send(reader, call.response(), json::writeValueAsString);
    }

    /** Finds out who asks, and turns what goes wrong into a status that says nothing. */
    private Publisher<Void> asGateway(
            HttpServerRequest request, HttpServerResponse response, Function<Call, Publisher<Void>> work) {
        var shown = PeerCertificates.shown(request);
        if (shown.isEmpty() || !(shown.get().identity() instanceof PeerIdentity.Gateway(var id))) {
            return say(response, 403, "text/plain", "refused");
        }
        return Bodies.blocking(() -> known(id, shown.get()))
                .flatMap(known -> known
                        ? Mono.from(work.apply(new Call(id, shown.get(), request, response)))
                        : say(response, 403, "text/plain", "refused"))
                .onErrorResume(JacksonException.class, e -> say(response, 400, "text/plain", "not understood"))
                .onErrorResume(Bodies.TooLong.class, e -> say(response, 413, "text/plain", "too long"))
                .onErrorResume(e -> {
                    log.atError().addKeyValue("gateway", id).setCause(e).log("gateway's request failed");
                    return say(response, 503, "text/plain", "not now");
                });
    }

    private boolean known(UUID gateway, PeerCertificates.Shown shown) {
        if (!peers.good(shown)) {
            return false;
        }
        if (!gateways.seen(gateway)) {
            peers.refused(shown, "this gateway was removed");
            return false;
        }
        return true;
    }

    private static Optional<UUID> uuid(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The number behind {@code ?after=}; 0 when it is missing or not one. */
    private static long number(String uri) {
        int at = uri.indexOf("after=");
        var text = at < 0 ? "" : uri.substring(at + "after=".length()).replaceFirst("&.*", "");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static Mono<Void> say(HttpServerResponse response, int status, String type, String text) {
        response.header("Content-Type", type);
        return response.status(status).sendString(Mono.just(text)).then();
    }
}
