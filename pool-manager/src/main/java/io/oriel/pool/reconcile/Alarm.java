package io.oriel.pool.reconcile;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects the instants at which a decision may come out differently, and keeps the earliest that lies ahead. */
final class Alarm {
    private final Instant now;
    private @Nullable Instant earliest;

    Alarm(Instant now) {
        this.now = now;
    }

    Instant now() {
        return now;
    }

    /** Whether this instant has come; if not, it is remembered. */
    boolean due(Instant at) {
        if (!at.isAfter(now)) {
            return true;
        }
        if (earliest == null || at.isBefore(earliest)) {
            earliest = at;
        }
        return false;
    }

    Optional<Instant> earliest() {
        return Optional.ofNullable(earliest);
    }
}
