package io.oriel.pool.estate;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.HostId;
import java.time.Instant;

/**
 * A command that was written down before it was sent, and whose end is not known yet.
 *
 * @param id the same however often it is sent
 * @param sent when it was written down
 * @param sendAgain when to ask for its end by sending it again
 */
public record InFlight(CommandId id, Kind kind, HostId host, Instant sent, Instant sendAgain) {

    /** What it does. */
    public enum Kind {
        CREATE_DISK,
        DELETE_DISK,
        START_VM,
        SHUTDOWN_VM,
        DESTROY_VM,
        REBOOT_VM,
        PAUSE_VM,
        RESUME_VM,
        SUSPEND_VM,
        MIGRATE_VM,
        CANCEL_MIGRATION,
        LOCK_GUEST,
        LOG_OUT_GUEST
    }

    /** This command, to be asked after at another time. */
    InFlight again(Instant next) {
        return new InFlight(id, kind, host, sent, next);
    }
}
