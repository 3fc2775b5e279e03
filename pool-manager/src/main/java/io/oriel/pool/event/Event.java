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
 * @param stamp what it got when it was recorded
 * @param correlation the request it came from; empty before it is recorded, unless it is known already
 * @param text one sentence; control characters are written out when it is recorded, and 2,000 characters kept
 */
public record Event(
        Stamp stamp, EventCode code, Severity severity, String text, Subjects subjects, Optional<String> correlation) {

    /** What an event is about, and who did it or for whom it was done. */
    public record Subjects(Optional<VmId> vm, Optional<PoolId> pool, Optional<HostId> host, Optional<UserId> user) {
        static Subjects none() {
            return new Subjects(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /** An event about nothing in particular. */
    public static Event of(Severity severity, String text) {
        return new Event(Stamp.NONE, EventCode.UNASSIGNED, severity, text, Subjects.none(), Optional.empty());
    }

    /** This event, of this kind. */
    public Event coded(EventCode kind) {
        return new Event(stamp, kind, severity, text, subjects, correlation);
    }

    /** This event, about a VM. */
    public Event about(VmId id) {
        return about(new Subjects(Optional.of(id), pool(), host(), user()));
    }

    /** This event, about a pool. */
    public Event about(PoolId id) {
        return about(new Subjects(vm(), Optional.of(id), host(), user()));
    }

    /** This event, about a host. */
    public Event about(HostId id) {
        return about(new Subjects(vm(), pool(), Optional.of(id), user()));
    }

    /** This event, done by or for a person. */
    public Event about(UserId id) {
        return about(new Subjects(vm(), pool(), host(), Optional.of(id)));
    }

    private Event about(Subjects next) {
        return new Event(stamp, code, severity, text, next, correlation);
    }

    /** This event, for the request of this correlation id. */
    public Event caused(String id) {
        return new Event(stamp, code, severity, text, subjects, Optional.of(id));
    }

    public Optional<VmId> vm() {
        return subjects.vm();
    }

    public Optional<PoolId> pool() {
        return subjects.pool();
    }

    public Optional<HostId> host() {
        return subjects.host();
    }

    public Optional<UserId> user() {
        return subjects.user();
    }

    /** When it was recorded, by the database's clock; the epoch before. */
    public Instant at() {
        return stamp.at();
    }
}
