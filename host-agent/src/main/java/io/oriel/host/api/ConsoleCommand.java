package io.oriel.host.api;

import java.util.List;

/** What any control plane may ask about a console. Needs no lease token: it changes no VM's state. */
public sealed interface ConsoleCommand {
    CommandId id();

    VmId vm();

    /**
     * Opens a display to whoever shows this password. The agent counts the validity by its own clock.
     *
     * @param password 32 base64url characters for SPICE, 8 for VNC
     * @param validSeconds 1–300; at most 10 for VNC
     */
    record SetConsolePassword(CommandId id, VmId vm, ConsoleKind kind, String password, int validSeconds)
            implements ConsoleCommand {
        @Override
        public String toString() {
            return "SetConsolePassword[" + vm + ", " + kind + "]";
        }
    }

    /** Presses these keys together, as Linux input event codes. */
    record SendKey(CommandId id, VmId vm, List<Integer> keys) implements ConsoleCommand {
        public SendKey {
            keys = List.copyOf(keys);
        }
    }
}
