package io.oriel.loadtest.bench.gateway;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How long a measurement waits for the other side before it says what did not come. */
final class Patience {
    /** Far more than the slowest contestant takes for anything that is waited for. */
    static final Duration ENOUGH = Duration.ofMinutes(2);

    private Patience() {}

    /** @param what is waited for, as it stands in the message when it does not come */
    static void until(String what, CompletableFuture<?> done) throws IOException, InterruptedException {
        try {
            done.get(ENOUGH.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("not within " + ENOUGH.toSeconds() + " s: " + what, e);
        } catch (ExecutionException e) {
            throw new IOException("failed: " + what, e.getCause());
        }
    }
}
