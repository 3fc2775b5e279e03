package io.oriel.display.rig;

import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.display.grant.GatewayReport;
import io.oriel.display.grant.Grants;
import io.oriel.display.grant.Receipt;
import io.oriel.display.grant.RedeemRequest;
import io.oriel.display.grant.Redemption;
import io.oriel.display.grant.Reopening;
import io.oriel.display.grant.Revocation;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.Whereabouts;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import javax.net.ssl.SSLException;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** The control plane's side of the gateway protocol as the contract says it, in front of any grants. */
public final class ControlPlaneServer implements AutoCloseable {
    private final JsonMapper json = JsonMapper.builder().build();
    private final Grants grants;
    private final DisposableServer server;
    private final Sinks.Many<String> revocations = Sinks.many().replay().all();

    public ControlPlaneServer(Grants grants, TlsMaterial tls, int port) throws SSLException {
        this.grants = grants;
        var context = SslContextBuilder.forServer(tls.keyManager())
                .trustManager(tls.trustManager(peer -> peer instanceof PeerIdentity.Gateway))
                .clientAuth(ClientAuth.REQUIRE)
                .protocols("TLSv1.3")
                .build();
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .channelGroup(new DefaultChannelGroup(GlobalEventExecutor.INSTANCE)) // so that closing cuts the streams
                .secure(spec -> spec.sslContext(context))
                .route(routes -> routes.post("/gateway/v1/redeem", this::redeem)
                        .post("/gateway/v1/sessions/{id}/console", this::console)
                        .get("/gateway/v1/sessions/{id}/host", this::host)
                        .put("/gateway/v1/sessions", this::report)
                        .get("/gateway/v1/revocations", this::stream))
                .bindNow();
    }

    /** Its address. */
    public URI address() {
        return URI.create("https://127.0.0.1:" + server.port());
    }

    /** Streams this revocation to whoever listens, and to whoever will. */
    public void revoke(Revocation revocation) {
        revocations.tryEmitNext(json.writeValueAsString(revocation) + "\n\n").orThrow();
    }

    private Publisher<Void> redeem(HttpServerRequest request, HttpServerResponse response) {
        return body(request)
                .flatMap(text -> Mono.fromCompletionStage(grants.redeem(json.readValue(text, RedeemRequest.class))))
                .flatMap(answer -> switch (answer) {
                    case Redemption.Granted(var grant) -> say(response, 200, json.writeValueAsString(grant));
                    case Redemption.Refused() -> say(response, 403, "refused");
                    case Redemption.Unavailable(var why) -> say(response, 503, why);
                });
    }

    private Publisher<Void> console(HttpServerRequest request, HttpServerResponse response) {
        var session = new SessionId(UUID.fromString(Objects.requireNonNull(request.param("id"))));
        return Mono.fromCompletionStage(grants.reopen(session)).flatMap(answer -> switch (answer) {
            case Reopening.Opened(var console) -> say(response, 200, json.writeValueAsString(console));
            case Reopening.Closed() -> say(response, 410, "closed");
            case Reopening.Unavailable(var why) -> say(response, 503, why);
        });
    }

    private Publisher<Void> host(HttpServerRequest request, HttpServerResponse response) {
        var session = new SessionId(UUID.fromString(Objects.requireNonNull(request.param("id"))));
        return Mono.fromCompletionStage(grants.whereabouts(session)).flatMap(answer -> switch (answer) {
            case Whereabouts.At at -> say(response, 200, json.writeValueAsString(at));
            case Whereabouts.Closed() -> say(response, 410, "closed");
            case Whereabouts.Unknown(var why) -> say(response, 503, why);
        });
    }

    private Publisher<Void> report(HttpServerRequest request, HttpServerResponse response) {
        return body(request)
                .flatMap(text -> Mono.fromCompletionStage(grants.report(json.readValue(text, GatewayReport.class))))
                .flatMap(receipt -> switch (receipt) {
                    case Receipt.Taken(var drain) ->
                        drain.isPresent()
                                ? say(response, 200, json.writeValueAsString(drain.get()))
                                : say(response, 204, "");
                    case Receipt.Missed() -> say(response, 503, "");
                });
    }

    private Publisher<Void> stream(HttpServerRequest request, HttpServerResponse response) {
        // an empty line says that the stream lives
        var alive = Flux.interval(Duration.ZERO, Duration.ofSeconds(5))
                .onBackpressureDrop()
                .map(_ -> "\n")
                .takeUntilOther(revocations.asFlux().ignoreElements());
        var lines = Flux.merge(alive, revocations.asFlux())
                .map(text -> response.alloc().buffer().writeBytes(text.getBytes(StandardCharsets.UTF_8)));
        return response.send(lines, _ -> true);
    }

    private static Mono<String> body(HttpServerRequest request) {
        return request.receive().aggregate().asString().defaultIfEmpty("");
    }

    private static Mono<Void> say(HttpServerResponse response, int status, String text) {
        return response.status(status).sendString(Mono.just(text)).then();
    }

    @Override
    public void close() {
        revocations.tryEmitComplete().orThrow(); // else it waits for its streams to end
        server.disposeNow(Duration.ofSeconds(20));
    }
}
