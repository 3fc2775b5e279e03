package io.oriel.pool.estate;

import io.oriel.host.api.Outcome;
import java.util.Optional;

/** How a command's end is told to people. */
final class Endings {
    private Endings() {}

    /** Why it did not work; empty when it is as the command wanted. */
    static Optional<String> failure(InFlight.Kind kind, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done() -> Optional.empty();
            case Outcome.Refused(var reason, var message) ->
                reason == Outcome.Reason.NOT_FOUND && removes(kind)
                        ? Optional.empty()
                        : Optional.of("the host refused to " + word(kind) + ": " + message);
            case Outcome.Failed(var message) -> Optional.of("the host failed to " + word(kind) + ": " + message);
            case Outcome.Unsupported(var command) -> Optional.of("the host's agent does not know " + command);
        };
    }

    static String late(InFlight.Kind kind) {
        return "the host did not finish to " + word(kind) + " in time";
    }

    private static boolean removes(InFlight.Kind kind) {
        return switch (kind) {
            case DELETE_DISK, SHUTDOWN_VM, DESTROY_VM -> true;
            case CREATE_DISK, START_VM, REBOOT_VM, PAUSE_VM, RESUME_VM, SUSPEND_VM, MIGRATE_VM, CANCEL_MIGRATION, LOCK_GUEST, LOG_OUT_GUEST ->
                false;
        };
    }

    private static String word(InFlight.Kind kind) {
        return switch (kind) {
            case CREATE_DISK -> "make its disk";
            case DELETE_DISK -> "delete its disk";
            case START_VM -> "start it";
            case SHUTDOWN_VM -> "shut it down";
            case DESTROY_VM -> "power it off";
            case REBOOT_VM -> "reboot it";
            case PAUSE_VM -> "pause it";
            case RESUME_VM -> "let it go on";
            case SUSPEND_VM -> "suspend it";
            case MIGRATE_VM -> "move it";
            case CANCEL_MIGRATION -> "call its move off";
            case LOCK_GUEST -> "lock it";
            case LOG_OUT_GUEST -> "log its people out";
        };
    }
}
