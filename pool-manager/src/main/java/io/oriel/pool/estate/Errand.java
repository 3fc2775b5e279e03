package io.oriel.pool.estate;

import io.oriel.host.api.HostId;
import java.time.Instant;
import java.util.Optional;

/**
 * What somebody asked for and no host has been told yet. Dropped, with an event, when it could not be begun in time.
 *
 * @param to for a move: the host that was chosen; empty: whichever fits best
 * @param until nobody waits longer for it to begin
 * @param snapshot the snapshot to go back to
 */
public record Errand(Kind kind, Optional<HostId> to, Instant until, Optional<SnapshotId> snapshot) {

    public Errand(Kind kind, Optional<HostId> to, Instant until) {
        this(kind, to, until, Optional.empty());
    }

    /** What is to be done. */
    public enum Kind {
        SHUTDOWN,
        STOP,
        REBOOT,
        RESET,
        PAUSE,
        RESUME,
        SUSPEND,
        MIGRATE,
        CANCEL_MIGRATION,
        REVERT_SNAPSHOT,
        LOCK,
        LOG_OUT
    }

    /** For people: {@code it was to …}. */
    public String word() {
        return switch (kind) {
            case SHUTDOWN -> "be shut down";
            case STOP -> "be powered off";
            case REBOOT -> "be rebooted";
            case RESET -> "be reset";
            case PAUSE -> "be paused";
            case RESUME -> "go on";
            case SUSPEND -> "be suspended";
            case MIGRATE -> "be moved";
            case CANCEL_MIGRATION -> "stay where it is";
            case REVERT_SNAPSHOT -> "go back to a snapshot";
            case LOCK -> "be locked";
            case LOG_OUT -> "be logged out of";
        };
    }
}
