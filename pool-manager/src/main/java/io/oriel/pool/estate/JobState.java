package io.oriel.pool.estate;

import java.time.Instant;

/** Where a job stands. The three ends are final. */
public sealed interface JobState {

    /** It goes on. */
    record Running() implements JobState {}

    /** What was asked for is so. */
    record Done(Instant at) implements JobState {}

    /** What was asked for will not be so, or not without somebody's help. */
    record Failed(Instant at, String reason) implements JobState {}

    /** It took longer than its kind may; what was asked for may still come about. */
    record TimedOut(Instant at, String reason) implements JobState {}

    /** The state's name in rows and in the API. */
    default String rowName() {
        return switch (this) {
            case Running() -> "running";
            case Done _ -> "done";
            case Failed _ -> "failed";
            case TimedOut _ -> "timed_out";
        };
    }
}
