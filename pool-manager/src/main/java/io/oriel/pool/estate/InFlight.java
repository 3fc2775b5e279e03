package io.oriel.pool.estate;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.HostId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A command that was written down before it was sent, and whose end is not known yet.
 *
 * @param id the same however often it is sent
 * @param sent when it was written down
 * @param sendAgain when to ask for its end by sending it again
 * @param subject the disk, card or snapshot it is about; empty: the VM, or its first disk
 */
public record InFlight(CommandId id, Kind kind, HostId host, Instant sent, Instant sendAgain, Optional<UUID> subject) {

    public InFlight(CommandId id, Kind kind, HostId host, Instant sent, Instant sendAgain) {
        this(id, kind, host, sent, sendAgain, Optional.empty());
    }

    /** What it does. */
    public enum Kind {
        CREATE_DISK,
        COPY_DISK,
        DELETE_DISK,
        START_VM,
        SHUTDOWN_VM,
        POWER_OFF_VM,
        DESTROY_VM,
        REBOOT_VM,
        RESET_VM,
        PAUSE_VM,
        RESUME_VM,
        SUSPEND_VM,
        MIGRATE_VM,
        CANCEL_MIGRATION,
        CHANGE_CD,
        ATTACH_DISK,
        DETACH_DISK,
        ATTACH_NIC,
        DETACH_NIC,
        CREATE_SNAPSHOT,
        REVERT_SNAPSHOT,
        DELETE_SNAPSHOT,
        LOCK_GUEST,
        LOG_OUT_GUEST
    }

    /** This command, to be asked after at another time. */
    InFlight again(Instant next) {
        return new InFlight(id, kind, host, sent, next, subject);
    }
}
