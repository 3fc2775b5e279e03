package io.oriel.pool.reconcile;

import java.util.Optional;

/** How a job stands, drawn from its subject alone. */
sealed interface Standing {

    /**
     * It goes on.
     *
     * @param step counted from 0
     * @param percent empty where nobody says
     * @param note what holds it up; empty when nothing does
     */
    record Going(int step, Optional<Integer> percent, String note) implements Standing {}

    /** What was asked for is so. */
    record Done() implements Standing {}

    /** What was asked for will not be so by itself. */
    record Failed(String reason) implements Standing {}

    static Standing going(int step) {
        return new Going(step, Optional.empty(), "");
    }

    static Standing going(int step, String note) {
        return new Going(step, Optional.empty(), note);
    }
}
