package io.oriel.broker.api;

import io.oriel.pool.Drain;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What emptying a host would meet, or how far it has come.
 *
 * @param possible whether nothing keeps it from being emptied
 * @param secondsLeft until it is used again although not all have left; only while it is being emptied
 * @param vms in the order in which they leave
 */
record ShownDrain(
        String host,
        String state,
        boolean possible,
        List<Hindrance> hindrances,
        Optional<Long> secondsLeft,
        List<Leaving> vms) {

    /** @param vm empty: it is about the host */
    record Hindrance(Optional<String> vm, String reason) {}

    /**
     * A VM that leaves.
     *
     * @param progress of its move, in percent
     * @param reason why it could not leave so far
     */
    record Leaving(
            String name,
            String state,
            Optional<Integer> priority,
            Optional<Integer> progress,
            Optional<String> reason) {
        static Leaving of(Drain.Leaving leaving) {
            var tended = leaving.vm();
            return new Leaving(
                    tended.vm().name(),
                    tended.state().restName(),
                    tended.outfit().care().continuity().priority(),
                    leaving.percent(),
                    tended.vm().trouble());
        }
    }

    static ShownDrain of(Drain drain) {
        return new ShownDrain(
                drain.host().name(),
                drain.host().state().restName(),
                drain.hindrances().isEmpty(),
                drain.hindrances().stream()
                        .map(it -> new Hindrance(it.vm(), it.why()))
                        .toList(),
                drain.left().map(Duration::toSeconds),
                drain.leaving().stream().map(Leaving::of).toList());
    }
}
