package io.oriel.host.guard;

import io.oriel.host.api.Boot;
import io.oriel.host.api.BootDevice;
import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.IsoRef;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Whether the values of a command are in their ranges. Empty means: nothing to object to. */
public final class CommandCheck {
    /** The appliance's own network, the one without a bridge. */
    public static final String NETWORK = "oriel";

    private static final int MAX_TITLE = 255;
    private static final int MAX_DISKS = 24;
    private static final int MAX_HEADS = 4;
    private static final int MAX_NICS = 8;
    private static final int MAX_VLAN = 4094;
    private static final int MAX_FILE_NAME = 255;
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
        if (spec.heads() < 1 || spec.heads() > MAX_HEADS) {
            return invalid("a VM has 1 to 4 screens, not " + spec.heads());
        }
        if (spec.disks().isEmpty() || spec.disks().size() > MAX_DISKS) {
            return invalid("a VM has 1 to 24 disks, not " + spec.disks().size());
        }
        if (spec.disks().stream().map(DiskRef::disk).distinct().count()
                < spec.disks().size()) {
            return invalid("a VM has each of its disks once");
        }
        if (spec.nics().size() > MAX_NICS) {
            return invalid(
                    "a VM has at most 8 network cards, not " + spec.nics().size());
        }
        if (spec.nics().stream().map(NicSpec::mac).distinct().count()
                < spec.nics().size()) {
            return invalid("a VM's network cards have different addresses");
        }
        return spec.disks().stream()
                .flatMap(disk -> objection(disk.storage()).stream())
                .findFirst()
                .or(() -> spec.cdrom().flatMap(CommandCheck::objection))
                .or(() -> objection(spec.boot(), spec))
                .or(() -> spec.nics().stream()
                        .flatMap(nic -> objection(nic).stream())
                        .findFirst());
    }

    private static Optional<Outcome> objection(Boot boot, VmSpec spec) {
        if (boot.order().isEmpty()
                || boot.order().stream().distinct().count() < boot.order().size()) {
            return invalid("a VM starts from one or more kinds of device, each tried once");
        }
        return boot.order().contains(BootDevice.NETWORK) && spec.nics().isEmpty()
                ? invalid("a VM that starts from the network has a network card")
                : Optional.empty();
    }

    /** A network card. */
    public static Optional<Outcome> objection(NicSpec nic) {
        if (!nic.mac().matches("[0-9a-f][02468ace](:[0-9a-f]{2}){5}")) {
            return invalid("a network card's address is six lower-case hexadecimal pairs and no group address");
        }
        if (nic.network().isBlank() || nic.network().length() > MAX_TITLE || !isPlainText(nic.network())) {
            return invalid("a network's name is 1 to 255 printable characters");
        }
        if (nic.bridge().isEmpty()) {
            return nic.network().equals(NETWORK) && nic.vlan().isEmpty()
                    ? Optional.empty()
                    : invalid("a network other than " + NETWORK + ", or one with a VLAN, names the bridge it is on");
        }
        if (!nic.bridge().get().matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}")) {
            return invalid("a bridge's name is 1 to 15 letters, digits, dots, dashes and underscores");
        }
        return nic.vlan().filter(id -> id < 1 || id > MAX_VLAN).isPresent()
                ? invalid("a VLAN's number is 1 to 4094, not " + nic.vlan().get())
                : Optional.empty();
    }

    /** A CD image: a plain name, so that it cannot lead out of its directory. */
    public static Optional<Outcome> objection(IsoRef iso) {
        var name = iso.name();
        boolean plain = isPlainText(name)
                && !name.isBlank()
                && !name.contains("/")
                && !name.equals(".")
                && !name.equals("..")
                && name.getBytes(StandardCharsets.UTF_8).length <= MAX_FILE_NAME;
        return plain
                ? objection(iso.storage())
                : invalid("a CD image's name is a file name of 1 to 255 bytes without a slash");
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
