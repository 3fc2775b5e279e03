package io.oriel.host.guard;

import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmSpec;
import java.nio.file.Path;
import java.util.Optional;

/** Whether the values of a command are in their ranges. Empty means: nothing to object to. */
public final class CommandCheck {
    /** The one network there is. */
    public static final String NETWORK = "oriel";

    private static final int MAX_TITLE = 255;
    private static final int MAX_DISKS = 24;
    private static final int MAX_KEYS = 16;
    private static final int MAX_KEY_CODE = 0x2ff;

    private CommandCheck() {}

    /** A VM's hardware and name. */
    public static Optional<Outcome> objection(VmSpec spec) {
        if (spec.title().isBlank() || spec.title().length() > MAX_TITLE || !isPlainText(spec.title())) {
            return invalid("a VM's title is 1 to 255 printable characters");
        }
        if (spec.vcpus() < 1 || spec.vcpus() > 64) {
            return invalid("a VM has 1 to 64 processors, not " + spec.vcpus());
        }
        if (spec.memoryMiB() < 16 || spec.memoryMiB() > 1_048_576) {
            return invalid("a VM has 16 MiB to 1 TiB of memory, not " + spec.memoryMiB() + " MiB");
        }
        if (spec.disks().isEmpty() || spec.disks().size() > MAX_DISKS) {
            return invalid("a VM has 1 to 24 disks, not " + spec.disks().size());
        }
        return spec.nics().stream().flatMap(nic -> objection(nic).stream()).findFirst();
    }

    private static Optional<Outcome> objection(NicSpec nic) {
        if (!nic.mac().matches("[0-9a-f][02468ace](:[0-9a-f]{2}){5}")) {
            return invalid("a network card's address is six lower-case hexadecimal pairs and no group address");
        }
        return nic.network().equals(NETWORK) ? Optional.empty() : invalid("this host has only the network " + NETWORK);
    }

    /** Where a storage domain lies. */
    public static Optional<Outcome> objection(StorageRef storage) {
        if (!isPlainText(storage.path())) {
            return invalid("a storage domain's path has no control characters");
        }
        var path = Path.of(storage.path());
        return path.isAbsolute() && path.normalize().equals(path) && path.getNameCount() > 0
                ? Optional.empty()
                : invalid("a storage domain's path is absolute and has no dots, not " + storage.path());
    }

    /** A console password. The refusal never repeats it. */
    public static Optional<Outcome> objection(ConsoleCommand.SetConsolePassword command) {
        int longest = switch (command.kind()) {
            case SPICE -> 300;
            case VNC -> 10;
        };
        if (command.validSeconds() < 1 || command.validSeconds() > longest) {
            return invalid("a " + command.kind() + " password is valid for 1 to " + longest + " seconds");
        }
        int length = switch (command.kind()) {
            case SPICE -> 32;
            case VNC -> 8;
        };
        return command.password().matches("[A-Za-z0-9_-]{" + length + "}")
                ? Optional.empty()
                : invalid("a " + command.kind() + " password is " + length + " base64url characters");
    }

    /** Keys to be pressed together. */
    public static Optional<Outcome> objection(ConsoleCommand.SendKey command) {
        boolean fine = !command.keys().isEmpty()
                && command.keys().size() <= MAX_KEYS
                && command.keys().stream().allMatch(k -> k > 0 && k <= MAX_KEY_CODE);
        return fine ? Optional.empty() : invalid("one to 16 keys, as Linux codes 1 to 767");
    }

    /** Whether text is one line that XML 1.0 can carry: no control characters, no half characters. */
    public static boolean isPlainText(String text) {
        return text.codePoints()
                .allMatch(c -> c >= 0x20
                        && (c < 0x7f || c > 0x9f)
                        && (c < 0xd800 || c > 0xdfff)
                        && c != 0x2028
                        && c != 0x2029
                        && c != 0xfffe
                        && c != 0xffff);
    }

    private static Optional<Outcome> invalid(String message) {
        return Optional.of(new Outcome.Refused(Reason.INVALID, message));
    }
}
