package io.oriel.pool.event;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of the audit log.
 *
 * @param at when it was recorded, by the database's clock; the epoch before
 * @param correlation the request it came from; empty before it is recorded, unless it is known already
 * @param text one sentence; control characters are replaced when it is recorded, and 2,000 characters kept
 */
public record Event(
        Instant at,
        Severity severity,
        String text,
        Optional<VmId> vm,
        Optional<PoolId> pool,
        Optional<HostId> host,
        Optional<UserId> user,
        Optional<String> correlation) {

    /** An event about nothing in particular. */
    public static Event of(Severity severity, String text) {
        return new Event(
                Instant.EPOCH,
                severity,
                text,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** This event, about a VM. */
    public Event about(VmId id) {
        return new Event(at, severity, text, Optional.of(id), pool, host, user, correlation);
    }

    /** This event, about a pool. */
    public Event about(PoolId id) {
        return new Event(at, severity, text, vm, Optional.of(id), host, user, correlation);
    }

    /** This event, about a host. */
    public Event about(HostId id) {
        return new Event(at, severity, text, vm, pool, Optional.of(id), user, correlation);
    }

    /** This event, done by or for a person. */
    public Event about(UserId id) {
        return new Event(at, severity, text, vm, pool, host, Optional.of(id), correlation);
    }

    /** This event, for the request of this correlation id. */
    public Event caused(String id) {
        return new Event(at, severity, text, vm, pool, host, user, Optional.of(id));
    }
}
