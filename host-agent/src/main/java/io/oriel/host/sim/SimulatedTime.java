package io.oriel.host.sim;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What time is to a simulation: a clock, and a way to have something done later. Safe for use by many threads. */
public interface SimulatedTime {

    /** What passwords expire by, test cards show and counters count by. */
    Clock clock();

    /** Has {@code action} done, on any thread, when this time has passed. It must return soon. */
    void later(Duration time, Runnable action);

    /**
     * Time that passes by a scheduler.
     *
     * @param scheduler stays the caller's; to be shut down after the hosts are closed
     */
    static SimulatedTime by(Clock clock, ScheduledExecutorService scheduler) {
        return new SimulatedTime() {
            @Override
            public Clock clock() {
                return clock;
            }

            @Override
            public void later(Duration time, Runnable action) {
                var _ = scheduler.schedule(action, time.toNanos(), TimeUnit.NANOSECONDS);
            }
        };
    }
}
