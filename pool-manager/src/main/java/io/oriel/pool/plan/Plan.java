package io.oriel.pool.plan;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What to do now.
 *
 * @param actions at most one for each VM and each host
 * @param next when to think again even if nothing happens
 */
public record Plan(List<Action> actions, Optional<Instant> next) {
    public Plan {
        actions = List.copyOf(actions);
    }
}
