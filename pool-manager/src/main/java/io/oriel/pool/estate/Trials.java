package io.oriel.pool.estate;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How the VMs of a pool have fared lately.
 *
 * @param failures how often one of them could not be made or started within {@link #MEMORY}, since they were last
 *     counted from zero
 * @param lastFailure when the last of those was
 * @param reason what it was, in words for people; empty without one
 * @param restraint set while its reserve is not refilled
 */
public record Trials(int failures, Optional<Instant> lastFailure, String reason, Optional<Restraint> restraint) {

    /** So many failures restrain a pool. */
    public static final int MOST_FAILURES = 3;

    /** Failures are forgotten after. */
    public static final Duration MEMORY = Duration.ofSeconds(600);

    /** How long a restrained pool is left alone before one of its VMs is tried. */
    public static final Duration PAUSE = Duration.ofMinutes(5);

    /** All is well. */
    public static final Trials NONE = new Trials(0, Optional.empty(), "", Optional.empty());

    /** From when on the next attempt may be made; empty when the pool is not restrained. */
    public Optional<Instant> nextAttempt() {
        return restraint.map(it ->
                lastFailure.filter(it.since()::isBefore).orElse(it.since()).plus(PAUSE));
    }
}
