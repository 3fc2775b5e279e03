package io.oriel.display.control;

import io.oriel.display.grant.Revocation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the stream of revocations for as long as the gateway runs. An empty line every five seconds says that the stream
 * lives; three missed and it is asked for again, after a wait of one to three seconds so that gateways do not come all at
 * once.
 */
public final class RevocationReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RevocationReader.class);
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final int LONGEST_LINE = 4_096;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ControlClient control;
    private final Consumer<Revocation> revoked;
    private final Disposable stream;
    private volatile long last;
    private volatile boolean connected;

    /** Starts. @param revoked called for each, in order; quickly, on an event loop */
    public RevocationReader(ControlClient control, Consumer<Revocation> revoked) {
        this.control = control;
        this.revoked = revoked;
        this.stream = Flux.defer(this::once)
                .doOnComplete(() -> lost("it ended the stream"))
                .onErrorResume(failure -> {
                    lost(failure instanceof TimeoutException ? "silence" : String.valueOf(failure.getMessage()));
                    return Flux.empty();
                })
                .then(Mono.defer(() -> Mono.delay(
                        Duration.ofMillis(1_000 + ThreadLocalRandom.current().nextLong(2_000)))))
                .repeat()
                .subscribe();
    }

    /** Whether the stream is up. */
    public boolean connected() {
        return connected;
    }

    private Flux<String> once() {
        var lines = new LineSplitter(LONGEST_LINE);
        return control.http()
                .keepAlive(false) // a stream that ended may have ended with its server: not the same connection again
                .get()
                .uri("/revocations?after=" + last)
                .response((response, content) -> {
                    if (response.status().code() != 200) {
                        return Flux.error(new IllegalStateException("the control plane answered "
                                + response.status().code()));
                    }
                    connected = true;
                    log.info("control plane connected");
                    return content.asString(StandardCharsets.UTF_8).concatMapIterable(lines::add);
                })
                .timeout(SILENCE)
                .doOnNext(this::line);
    }

    private void line(String text) {
        if (text.isBlank()) {
            return; // it lives
        }
        try {
            var revocation = JSON.readValue(text, Revocation.class);
            last = Math.max(last, revocation.number());
            revoked.accept(revocation);
        } catch (JacksonException e) {
            log.warn("a revocation could not be read"); // the next report will show the session still alive
        }
    }

    private void lost(String why) {
        if (connected) {
            log.atWarn().addKeyValue("why", why).log("control plane lost; live streams go on, new links are refused");
        }
        connected = false;
    }

    @Override
    public void close() {
        stream.dispose();
    }
}
