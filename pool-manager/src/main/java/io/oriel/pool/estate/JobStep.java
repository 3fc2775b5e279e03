package io.oriel.pool.estate;

import java.time.Instant;
import java.util.Optional;

/**
 * One step of a job.
 *
 * @param percent how far it has come, 0–100; empty where nobody says
 * @param note what holds it up, for people; empty when nothing does
 */
public record JobStep(
        String text,
        State state,
        Optional<Integer> percent,
        String note,
        Optional<Instant> began,
        Optional<Instant> ended) {

    /** Where a step stands. */
    public enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED
    }

    /** A step that has not begun. */
    public static JobStep waiting(String text) {
        return new JobStep(text, State.WAITING, Optional.empty(), "", Optional.empty(), Optional.empty());
    }

    JobStep unbegun() {
        return state == State.WAITING ? this : waiting(text);
    }

    JobStep running(Optional<Integer> come, String why, Instant now) {
        var since = state == State.RUNNING ? began : Optional.of(now);
        return new JobStep(text, State.RUNNING, come, why, since, Optional.empty());
    }

    JobStep done(Instant now) {
        return state == State.DONE
                ? this
                : new JobStep(
                        text, State.DONE, Optional.empty(), "", began.or(() -> Optional.of(now)), Optional.of(now));
    }

    JobStep failed(Instant now) {
        return new JobStep(text, State.FAILED, percent, note, began.or(() -> Optional.of(now)), Optional.of(now));
    }
}
