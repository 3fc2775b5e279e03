package io.oriel.broker.gateway;

import java.util.List;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** {@code POST /enroll/v1}: a machine shows a join token and gets certificates. Answers are PEM or one plain sentence. */
public final class EnrolRoute implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {
    private static final Logger log = LoggerFactory.getLogger(EnrolRoute.class);
    private static final int LONGEST = 32 * 1024;

    private final Enrolments enrolments;

    public EnrolRoute(Enrolments enrolments) {
        this.enrolments = enrolments;
    }

    @Override
    public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
        var address = PeerCertificates.address(request.remoteAddress());
        return Bodies.text(request, LONGEST)
                .flatMap(body -> Bodies.blocking(() -> enrolments.enrol(read(request, body, address))))
                .flatMap(result -> answer(response, result))
                .onErrorResume(Bodies.TooLong.class, e -> say(response, 413, "The request is too long."))
                .onErrorResume(e -> {
                    log.atError().addKeyValue("address", address).setCause(e).log("enrolment failed");
                    return say(response, 500, "The control plane could not do it; see its log.");
                });
    }

    private Mono<Void> answer(HttpServerResponse response, EnrolResult result) {
        return switch (result) {
            case EnrolResult.Enrolled(var certificates) -> {
                response.header("Oriel-Installation", enrolments.installation());
                yield say(response, 200, certificates);
            }
            case EnrolResult.Refused(var sentence) -> say(response, 403, sentence);
            case EnrolResult.Waiting(var sentence) -> say(response, 202, sentence);
            case EnrolResult.Malformed(var sentence) -> say(response, 400, sentence);
            case EnrolResult.TooMany(var seconds) -> {
                response.header("Retry-After", Long.toString(seconds));
                yield say(response, 429, "Too many tries from this address; wait a minute.");
            }
        };
    }

    private static EnrolRequest read(HttpServerRequest request, String body, String address) {
        var headers = request.requestHeaders();
        var purposes = headers.get("Oriel-Purposes", "");
        return new EnrolRequest(
                headers.get("Oriel-Join-Token", ""),
                headers.get("Oriel-Hardware-Id", ""),
                purposes.isEmpty() ? List.of() : List.of(purposes.split(",", 8)),
                EnrolRequest.blocks(body),
                address);
    }

    private static Mono<Void> say(HttpServerResponse response, int status, String text) {
        response.header("Content-Type", "text/plain; charset=utf-8");
        return response.status(status).sendString(Mono.just(text)).then();
    }
}
