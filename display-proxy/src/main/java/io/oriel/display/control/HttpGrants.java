package io.oriel.display.control;

import io.netty.buffer.Unpooled;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.GatewayReport;
import io.oriel.display.grant.Grant;
import io.oriel.display.grant.Grants;
import io.oriel.display.grant.Receipt;
import io.oriel.display.grant.RedeemRequest;
import io.oriel.display.grant.Redemption;
import io.oriel.display.grant.Reopening;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.Whereabouts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.json.JsonMapper;

/** Grants asked of the control plane. Stages complete on the client's own event loop. */
public final class HttpGrants implements Grants {
    private static final Logger log = LoggerFactory.getLogger(HttpGrants.class);

    /** The control plane sets a console password on a host before it answers. */
    private static final Duration ANSWER = Duration.ofSeconds(6);

    private static final int LONGEST_REASON = 200;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ControlClient control;

    public HttpGrants(ControlClient control) {
        this.control = control;
    }

    private HttpClient http() {
        return control.http().headers(headers -> headers.set("Content-Type", "application/json"));
    }

    @Override
    public CompletionStage<Redemption> redeem(RedeemRequest request) {
        return stage(
                exchange(http().post().uri("/redeem"), request, HttpGrants::redemption),
                failure -> new Redemption.Unavailable(unreachable(failure)));
    }

    private static Redemption redemption(int status, String body) {
        return switch (status) {
            case 200 -> new Redemption.Granted(JSON.readValue(body, Grant.class));
            case 403 -> new Redemption.Refused();
            default -> new Redemption.Unavailable(reason(status, body));
        };
    }

    @Override
    public CompletionStage<Reopening> reopen(SessionId session) {
        return stage(
                exchange(http().post().uri("/sessions/" + session + "/console"), "", HttpGrants::reopening),
                failure -> new Reopening.Unavailable(unreachable(failure)));
    }

    private static Reopening reopening(int status, String body) {
        return switch (status) {
            case 200 -> new Reopening.Opened(JSON.readValue(body, ConsoleTarget.class));
            case 403, 410 -> new Reopening.Closed();
            default -> new Reopening.Unavailable(reason(status, body));
        };
    }

    @Override
    public CompletionStage<Whereabouts> whereabouts(SessionId session) {
        return stage(
                exchange(http().get().uri("/sessions/" + session + "/host"), HttpGrants::host),
                failure -> new Whereabouts.Unknown(unreachable(failure)));
    }

    private static Whereabouts host(int status, String body) {
        return switch (status) {
            case 200 -> JSON.readValue(body, Whereabouts.At.class);
            case 403, 410 -> new Whereabouts.Closed();
            default -> new Whereabouts.Unknown(reason(status, body));
        };
    }

    @Override
    public CompletionStage<Receipt> report(GatewayReport report) {
        return stage(exchange(http().put().uri("/sessions"), report, HttpGrants::receipt), failure -> {
            unreachable(failure);
            return new Receipt.Missed();
        });
    }

    private static Receipt receipt(int status, String body) {
        return switch (status) {
            case 204 -> new Receipt.Taken(Optional.empty());
            case 200 -> new Receipt.Taken(Optional.of(JSON.readValue(body, Receipt.Drain.class)));
            default -> new Receipt.Missed();
        };
    }

    /** The answer, or what stands for its absence: never a failure. */
    private static <T> CompletionStage<T> stage(Mono<T> answer, Function<Throwable, T> absent) {
        var stage = new CompletableFuture<T>();
        answer.subscribe(
                stage::complete,
                failure -> stage.complete(absent.apply(failure)),
                () -> stage.complete(absent.apply(new IllegalStateException("no answer"))));
        return stage;
    }

    private static <T> Mono<T> exchange(
            HttpClient.RequestSender request, Object body, BiFunction<Integer, String, T> answer) {
        var json = body instanceof String text ? text : JSON.writeValueAsString(body);
        var bytes = Mono.fromSupplier(() -> Unpooled.wrappedBuffer(json.getBytes(StandardCharsets.UTF_8)));
        return exchange(request.send(bytes), answer);
    }

    private static <T> Mono<T> exchange(HttpClient.ResponseReceiver<?> request, BiFunction<Integer, String, T> answer) {
        return request.responseSingle((response, content) -> content.asString(StandardCharsets.UTF_8)
                        .defaultIfEmpty("")
                        .<T>map(text -> answer.apply(response.status().code(), text)))
                .timeout(ANSWER);
    }

    /** The control plane's own words, if it has any. */
    private static String reason(int status, String body) {
        var line = body.lines().findFirst().orElse("").strip();
        return line.isEmpty()
                ? "the control plane answered " + status
                : line.substring(0, Math.min(LONGEST_REASON, line.length()));
    }

    private static String unreachable(Throwable failure) {
        log.atDebug().setCause(failure).log("control plane not reached");
        return "the control plane cannot be reached";
    }
}
