package io.oriel.broker.gateway;

import io.oriel.broker.session.Revocations;
import io.oriel.display.grant.Revocation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Streams revocations to gateways: at once when something in this replica closed a session, and by asking the database
 * every second for what other replicas did. An empty line every five seconds says that the stream lives.
 */
final class RevocationStream implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int KEEP_ALIVE = 5;

    private final Revocations revocations;
    private final Sinks.Many<Long> nudges = Sinks.many().multicast().directBestEffort();
    private final Sinks.Empty<Void> end = Sinks.empty();

    RevocationStream(Revocations revocations) {
        this.revocations = revocations;
    }

    /**
     * Who reads.
     *
     * @param after the number of the last one it has
     * @param good whether its certificate is still worth anything; asks the database
     */
    record Reader(UUID gateway, long after, BooleanSupplier good) {}

    /** Asks the database now. */
    void nudge() {
        nudges.tryEmitNext(-1L);
    }

    /** Sends what comes after the reader's number, until the gateway goes, is no good any more, or we close. */
    Publisher<Void> send(Reader reader, HttpServerResponse response, Function<Revocation, String> json) {
        var last = new AtomicLong(reader.after());
        var lines = Flux.merge(Flux.interval(Duration.ZERO, POLL), nudges.asFlux())
                .onBackpressureDrop()
                .concatMap(tick -> Bodies.blocking(() -> lines(reader, last, tick, json)), 1)
                .takeUntilOther(end.asMono())
                .onErrorResume(e -> Mono.empty()); // the gateway connects again
        response.header("Content-Type", "application/x-ndjson");
        var bytes = lines.filter(text -> !text.isEmpty())
                .map(text -> response.alloc().buffer().writeBytes(text.getBytes(StandardCharsets.UTF_8)));
        return response.send(bytes, each -> true).then(); // flushed line by line
    }

    @Override
    public void close() {
        end.tryEmitEmpty();
    }

    private String lines(Reader reader, AtomicLong last, long tick, Function<Revocation, String> json) {
        if (tick >= 0 && tick % KEEP_ALIVE == 0 && !reader.good().getAsBoolean()) {
            throw new IllegalStateException("certificate no good any more");
        }
        var text = new StringBuilder();
        for (var revocation : revocations.after(reader.gateway(), last.get())) {
            text.append(json.apply(revocation)).append('\n');
            last.set(revocation.number());
        }
        return text.isEmpty() && tick >= 0 && tick % KEEP_ALIVE == 0 ? "\n" : text.toString();
    }
}
