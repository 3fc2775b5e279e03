package io.oriel.broker;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does these over and over. Every replica does it; the rows decide. */
final class Sweep implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sweep.class);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("sweep").factory());

    /** Does this every so often from now on; one failure is logged and ends nothing. */
    void every(Duration pause, String what, Runnable work) {
        var _ = timer.scheduleWithFixedDelay(
                () -> once(what, work), pause.toSeconds(), pause.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private static void once(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("what", what).setCause(e).log("could not be done now, it is tried again");
        }
    }
}
