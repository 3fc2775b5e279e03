package io.oriel.pool;

import java.time.Duration;
import java.util.Optional;

/**
 * How a pool stands.
 *
 * @param ready running and free
 * @param startable free, and to be started at a claim
 * @param assigned taken
 * @param outdated made of another template than the pool is now
 * @param medianStart the median of the last 20 starts, from the command to Up
 */
public record PoolCount(
        int ready, int startable, int assigned, int outdated, int size, Optional<Duration> medianStart) {}
