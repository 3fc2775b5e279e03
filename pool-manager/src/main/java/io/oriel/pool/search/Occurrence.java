package io.oriel.pool.search;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of the audit log.
 *
 * @param id rises
 * @param severity {@code normal}, {@code warning}, {@code error} or {@code alert}
 */
public record Occurrence(
        long id,
        Instant at,
        String severity,
        String text,
        Optional<VmId> vm,
        Optional<PoolId> pool,
        Optional<HostId> host,
        Optional<UserId> user,
        Optional<String> correlation) {}
