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

    /** What somebody asked for by such a command; empty when doing it twice may do harm, or when the loop sees to it. */
    static Optional<Errand.Kind> wish(InFlight.Kind kind) {
        return switch (kind) {
            case PAUSE_VM -> Optional.of(Errand.Kind.PAUSE);
            case RESUME_VM -> Optional.of(Errand.Kind.RESUME);
            case SUSPEND_VM -> Optional.of(Errand.Kind.SUSPEND);
            case SHUTDOWN_VM -> Optional.of(Errand.Kind.SHUTDOWN);
            case POWER_OFF_VM, DESTROY_VM -> Optional.of(Errand.Kind.STOP);
            case LOCK_GUEST -> Optional.of(Errand.Kind.LOCK);
            case CREATE_DISK,
                    COPY_DISK,
                    DELETE_DISK,
                    START_VM,
                    REBOOT_VM,
                    RESET_VM,
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
                    LOG_OUT_GUEST -> Optional.empty();
        };
    }

    private static boolean removes(InFlight.Kind kind) {
        return switch (kind) {
            case DELETE_DISK, SHUTDOWN_VM, POWER_OFF_VM, DESTROY_VM, DELETE_SNAPSHOT -> true;
            case CREATE_DISK,
                    COPY_DISK,
                    START_VM,
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
                    LOCK_GUEST,
                    LOG_OUT_GUEST -> false;
        };
    }

    private static String word(InFlight.Kind kind) {
        return switch (kind) {
            case CREATE_DISK -> "make its disk";
            case COPY_DISK -> "copy its disk";
            case DELETE_DISK -> "delete its disk";
            case START_VM -> "start it";
            case SHUTDOWN_VM -> "shut it down";
            case POWER_OFF_VM, DESTROY_VM -> "power it off";
            case RESET_VM -> "reset it";
            case CHANGE_CD -> "change its CD";
            case ATTACH_DISK -> "plug in its disk";
            case DETACH_DISK -> "unplug its disk";
            case ATTACH_NIC -> "plug in its network card";
            case DETACH_NIC -> "unplug its network card";
            case CREATE_SNAPSHOT -> "make its snapshot";
            case REVERT_SNAPSHOT -> "take it back to its snapshot";
            case DELETE_SNAPSHOT -> "delete its snapshot";
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
