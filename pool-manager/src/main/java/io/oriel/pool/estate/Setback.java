package io.oriel.pool.estate;

import java.time.Duration;
import java.time.Instant;

/**
 * How often something has failed in a row, and how long it is now left alone.
 *
 * @param failures 0 when all is well
 * @param until nothing is tried before
 */
public record Setback(int failures, Instant until) {

    /** From this many failures on, people are told and the pauses grow long. */
    public static final int TROUBLE = 3;

    /** Nothing has failed. */
    public static final Setback NONE = new Setback(0, Instant.EPOCH);

    /** The longest pause. */
    public static final Duration LONGEST = Duration.ofMinutes(10);

    /** One failure more: pauses of 1 s, 2 s, then 1, 2, 4, 8 and 10 minutes. */
    public Setback more(Instant now) {
        int count = failures + 1;
        var pause =
                count < TROUBLE ? Duration.ofSeconds(count) : Duration.ofMinutes(1L << Math.min(count - TROUBLE, 10));
        return new Setback(count, now.plus(pause.compareTo(LONGEST) < 0 ? pause : LONGEST));
    }

    /** Nothing failed, but there is no sense in trying before. */
    public Setback pause(Instant next) {
        return new Setback(failures, next);
    }

    /** Whether it is still to be left alone. */
    public boolean holds(Instant now) {
        return now.isBefore(until);
    }
}
