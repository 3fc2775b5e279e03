package io.oriel.host.libvirt;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for what another process does. */
final class Eventually {

    private Eventually() {}

    /** Looks often until {@code condition} holds; fails naming {@code what} when it never does. */
    static void within(Duration time, String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + time.toNanos();
        var never = new CountDownLatch(1);
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + time + ": " + what);
            }
            if (never.await(50, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts down");
            }
        }
    }
}
