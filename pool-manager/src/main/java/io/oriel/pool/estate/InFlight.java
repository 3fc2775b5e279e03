package io.oriel.pool.estate;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.HostId;
import java.time.Instant;

/**
 * A command that was written down before it was sent, and whose end is not known yet.
 *
 * @param id the same however often it is sent
 * @param sendAgain when to ask for its end by sending it again
 */
public record InFlight(CommandId id, Kind kind, HostId host, Instant sendAgain) {

    /** What it does. */
    public enum Kind {
        CREATE_DISK,
        DELETE_DISK,
        START_VM,
        SHUTDOWN_VM,
        DESTROY_VM
    }
}
