package io.oriel.broker.operation;

import io.oriel.pool.estate.PoolId;
import java.time.Duration;
import java.util.Optional;

/**
 * A pool a person may take a desktop from.
 *
 * @param ready free desktops that are up
 * @param startable free desktops that would have to start first
 * @param taken desktops that people have
 * @param mine of them, this person's
 * @param eta median start time, when one is known
 */
public record PoolOffer(
        PoolId id,
        String name,
        String description,
        int vcpus,
        long memoryMiB,
        int ready,
        int startable,
        int taken,
        int size,
        int mine,
        int maxPerUser,
        Optional<Duration> eta) {}
