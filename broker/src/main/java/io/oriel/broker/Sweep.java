package io.oriel.broker;

import io.oriel.broker.session.SessionTracker;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what nobody came for, twice a minute. Every replica does it; the rows decide. */
final class Sweep implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sweep.class);
    private static final Duration EVERY = Duration.ofSeconds(30);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("sweep").factory());

    Sweep(SessionTracker tracker) {
        var _ = timer.scheduleWithFixedDelay(
                () -> once(tracker), EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private static void once(SessionTracker tracker) {
        try {
            tracker.sweep();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("sessions could not be swept, again in 30 s");
        }
    }
}
