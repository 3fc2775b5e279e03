package io.oriel.host.sim;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still until somebody moves it: hours pass in milliseconds, in the same order every time.
 *
 * <p>What falls due is done on the thread that moves the time, one after the other, earliest first, and in the order in
 * which it was asked for where it falls due together. The lock guards what is to come; nothing is done while it is held.
 */
public final class VirtualTime implements SimulatedTime {

    private record Due(Instant at, long number, Runnable action) {}

    private final PriorityQueue<Due> coming =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::number));
    private final Clock clock = new Reading();
    private Instant now;
    private long asked;

    public VirtualTime(Instant start) {
        this.now = start;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public synchronized void later(Duration time, Runnable action) {
        coming.add(new Due(now.plus(time), asked++, action));
    }

    /** How many things are to be done later. */
    public synchronized int waiting() {
        return coming.size();
    }

    /** Lets this much time pass and does all that falls due within it, also what that asks for. */
    public void advance(Duration time) {
        var end = now().plus(time);
        for (var next = next(end); next != null; next = next(end)) {
            next.action().run();
        }
    }

    private synchronized @Nullable Due next(Instant end) {
        var first = coming.peek();
        if (first == null || first.at().isAfter(end)) {
            now = end;
            return null;
        }
        now = first.at().isAfter(now) ? first.at() : now;
        return coming.poll();
    }

    private synchronized Instant now() {
        return now;
    }

    private final class Reading extends Clock {
        @Override
        public Instant instant() {
            return now();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return Clock.fixed(now(), zone);
        }
    }
}
