package io.oriel.host.libvirt;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits that end with a sentence when they are interrupted: the agent is stopping. */
final class Waiting {

    private Waiting() {}

    static void pause(Duration time) {
        comes(new CountDownLatch(1), time);
    }

    /** Whether it came within the time. */
    static boolean comes(CountDownLatch latch, Duration time) {
        try {
            return latch.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(
                    HypervisorException.Code.UNREACHABLE, "the agent was stopped while it waited for a guest", e);
        }
    }
}
