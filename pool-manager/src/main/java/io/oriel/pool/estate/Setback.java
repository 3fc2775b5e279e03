package io.oriel.pool.estate;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How often something has failed in a row, and how long it is now left alone.
 *
 * @param failures 0 when all is well
 * @param until nothing is tried before
 * @param lost since when it is missing, when it was lost with its host and is to be started again
 */
public record Setback(int failures, Instant until, Optional<Instant> lost) {

    /** From this many failures on, people are told and the pauses grow long. */
    public static final int TROUBLE = 3;

    /** Nothing has failed. */
    public static final Setback NONE = new Setback(0, Instant.EPOCH);

    /** The longest pause. */
    public static final Duration LONGEST = Duration.ofMinutes(10);

    /** What was lost is tried so often, with short pauses between; then seldom, for ever. */
    private static final int TRIES = 10;

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(30);
    private static final Duration AFTERWARDS = Duration.ofMinutes(30);

    /** Nothing was lost. */
    public Setback(int failures, Instant until) {
        this(failures, until, Optional.empty());
    }

    /** It was lost now, and is to be started at once. */
    static Setback lost(Instant now) {
        return new Setback(0, Instant.EPOCH, Optional.of(now));
    }

    /**
     * One failure more: pauses of 1 s, 2 s, then 1, 2, 4, 8 and 10 minutes; of what was lost ten of 30 s, then of half an
     * hour.
     */
    public Setback more(Instant now) {
        int count = failures + 1;
        return new Setback(count, now.plus(lost.isPresent() ? afterLoss(count) : pause(count)), lost);
    }

    private static Duration afterLoss(int count) {
        return count <= TRIES ? BETWEEN_TRIES : AFTERWARDS;
    }

    private static Duration pause(int count) {
        var pause =
                count < TROUBLE ? Duration.ofSeconds(count) : Duration.ofMinutes(1L << Math.min(count - TROUBLE, 10));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }

    /** Nothing failed, but there is no sense in trying before. */
    public Setback pause(Instant next) {
        return new Setback(failures, next, lost);
    }

    /** All is well, but what is missing is missing still. */
    Setback calm() {
        return new Setback(0, Instant.EPOCH, lost);
    }

    /** It is not missing any more. */
    Setback found() {
        return new Setback(failures, until);
    }

    /** Whether it is still to be left alone. */
    public boolean holds(Instant now) {
        return now.isBefore(until);
    }
}
