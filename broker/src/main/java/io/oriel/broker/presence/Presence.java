package io.oriel.broker.presence;

import java.time.Duration;
import java.util.function.Consumer;

/** What may be lost without harm: counts that run out, and nudges between replicas. Safe for many threads. */
public interface Presence extends AutoCloseable {

    /**
     * How often a thing has happened.
     *
     * @param times in this window, this time included
     * @param left until the window ends and the count begins anew
     */
    record Count(long times, Duration left) {}

    /** Counts one more; the window begins with the first. */
    Count add(String key, Duration window);

    /** Takes one back, if the window has not ended. */
    void takeBack(String key);

    /** Begins anew. */
    void forget(String key);

    /** Says to every replica, this one included, that something changed. May get lost. */
    void nudge(String text);

    /** Hears nudges, on any thread; must return quickly. */
    AutoCloseable onNudge(Consumer<String> listener);

    @Override
    void close();
}
