package io.oriel.broker.access;

import io.oriel.pool.estate.ChannelKind;
import io.oriel.pool.estate.PoolId;
import java.util.Optional;
import java.util.Set;

/**
 * What may not pass for a person or the people of a group, whatever their pool allows.
 *
 * @param pool where it holds; empty: whatever they sit before
 */
public record ChannelRule(Optional<PoolId> pool, Subject subject, Set<ChannelKind> refused) {
    public ChannelRule {
        refused = Set.copyOf(refused);
    }
}
