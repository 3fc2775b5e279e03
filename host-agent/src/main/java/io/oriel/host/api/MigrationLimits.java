package io.oriel.host.api;

import java.time.Duration;

/**
 * What a migration may cost.
 *
 * @param bandwidthMiB MiB per second; 0: no limit
 * @param downtime how long the guest may stand still at the end, 10 ms to 10 s
 * @param deadline called off when it has not ended by then
 * @param postCopy whether the VM may be started on the target before all its memory is there
 */
public record MigrationLimits(long bandwidthMiB, Duration downtime, Duration deadline, boolean postCopy) {
    /** No limit of bandwidth, 300 ms, an hour, not post-copy. */
    public static final MigrationLimits DEFAULT =
            new MigrationLimits(0, Duration.ofMillis(300), Duration.ofHours(1), false);
}
