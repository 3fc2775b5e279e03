package io.oriel.host.guard;

import io.oriel.host.api.Boot;
import io.oriel.host.api.BootDevice;
import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.IsoRef;
import io.oriel.host.api.MigrationLimits;
import io.oriel.host.api.MigrationTarget;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.Seed;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the values of a command are in their ranges. Empty means: nothing to object to. */
public final class CommandCheck {
    /** The network that needs no bridge. */
    public static final String NETWORK = "oriel";

    private static final int MAX_TITLE = 255;
    private static final int MAX_DISKS = 24;
    private static final int MAX_NICS = 16;
    private static final int MAX_KEYS = 16;
    private static final int MAX_KEY_CODE = 0x2ff;
    private static final int MAX_VLAN = 4094;
    private static final Duration LONGEST_GRACE = Duration.ofHours(1);
    private static final Duration LONGEST_FREEZE = Duration.ofMinutes(10);
    private static final Duration LONGEST_MIGRATION = Duration.ofDays(1);

    private CommandCheck() {}

    /** Everything a command says that can be judged without looking at this machine. */
    public static Optional<Outcome> objection(EstateCommand command) {
        return switch (command) {
            case EstateCommand.CreateDisk create -> objection(create);
            case EstateCommand.DeleteDisk delete -> objection(delete.disk().storage());
            case EstateCommand.CopyDisk copy -> objection(copy);
            case EstateCommand.QuarantineDisk quarantine ->
                objection(quarantine.disk().storage());
            case EstateCommand.PrepareStorage prepare -> objection(prepare.storage());
            case EstateCommand.StartVm start -> objection(start.spec());
            case EstateCommand.ShutdownVm shutdown -> grace(shutdown.grace());
            case EstateCommand.RebootVm reboot -> grace(reboot.grace());
            case EstateCommand.ChangeCd change -> change.cdrom().flatMap(CommandCheck::objection);
            case EstateCommand.AttachDisk attach -> objection(attach.disk().storage());
            case EstateCommand.DetachDisk detach -> objection(detach.disk().storage());
            case EstateCommand.AttachNic attach -> objection(attach.nic());
            case EstateCommand.DetachNic detach -> mac(detach.mac());
            case EstateCommand.FreezeGuest freeze ->
                within(freeze.most(), Duration.ofSeconds(1), LONGEST_FREEZE)
                        ? Optional.empty()
                        : invalid("a guest is frozen for 1 s to 10 min, not " + freeze.most());
            case EstateCommand.MigrateVm migrate -> objection(migrate.target()).or(() -> objection(migrate.limits()));
            case EstateCommand.DestroyVm _,
                    EstateCommand.ResetVm _,
                    EstateCommand.PauseVm _,
                    EstateCommand.ResumeVm _,
                    EstateCommand.SuspendVm _,
                    EstateCommand.CreateSnapshot _,
                    EstateCommand.RevertSnapshot _,
                    EstateCommand.DeleteSnapshot _,
                    EstateCommand.ThawGuest _,
                    EstateCommand.SetGuestTime _,
                    EstateCommand.AdoptVm _,
                    EstateCommand.LockGuest _,
                    EstateCommand.LogOutGuest _,
                    EstateCommand.CancelMigration _ -> Optional.empty();
        };
    }

    /** The same for what is asked about a console. */
    public static Optional<Outcome> objection(ConsoleCommand command) {
        return switch (command) {
            case ConsoleCommand.SetConsolePassword set -> password(set);
            case ConsoleCommand.SendKey keys -> keys(keys);
        };
    }

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
        if (spec.heads() < 1 || spec.heads() > 4) {
            return invalid("a VM has 1 to 4 screens, not " + spec.heads());
        }
        if (spec.disks().isEmpty() || spec.disks().size() > MAX_DISKS) {
            return invalid("a VM has 1 to 24 disks, not " + spec.disks().size());
        }
        if (spec.nics().size() > MAX_NICS) {
            return invalid(
                    "a VM has at most 16 network cards, not " + spec.nics().size());
        }
        return Stream.of(
                        spec.disks().stream().map(disk -> objection(disk.storage())),
                        spec.nics().stream().map(CommandCheck::objection),
                        spec.cdrom().stream().map(CommandCheck::objection),
                        spec.seed().stream().map(CommandCheck::objection),
                        Stream.of(objection(spec.boot()), together(spec)))
                .flatMap(each -> each)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The refusal never repeats what the seed says. */
    private static Optional<Outcome> objection(Seed seed) {
        var parts = Stream.concat(Stream.of(seed.metaData(), seed.userData()), seed.networkConfig().stream())
                .toList();
        int bytes = parts.stream()
                .mapToInt(part -> part.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        if (bytes > Seed.LARGEST) {
            return invalid("a seed for cloud-init has at most 64 KiB, not " + bytes
                    + " bytes; have the guest fetch what is longer");
        }
        return parts.stream().anyMatch(part -> part.codePoints().anyMatch(c -> c == 0 || (c >= 0xd800 && c <= 0xdfff)))
                ? invalid("a seed for cloud-init is text, without NUL characters and half characters")
                : Optional.empty();
    }

    private static Optional<Outcome> objection(EstateCommand.CreateDisk create) {
        if (create.sizeBytes() < 0 || create.sizeBytes() > Qcow2Header.MAX_VIRTUAL_SIZE) {
            return invalid("an image has at most 64 TiB, not " + create.sizeBytes() + " bytes");
        }
        return objection(create.disk().storage()).or(() -> create.base().flatMap(base -> objection(base.storage())));
    }

    private static Optional<Outcome> objection(EstateCommand.CopyDisk copy) {
        return objection(copy.from().storage())
                .or(() -> objection(copy.to().storage()))
                .or(() -> copy.from().disk().equals(copy.to().disk())
                        ? invalid("a copy has an id of its own")
                        : Optional.empty());
    }

    private static Optional<Outcome> together(VmSpec spec) {
        if (spec.disks().stream().map(DiskRef::disk).distinct().count()
                < spec.disks().size()) {
            return invalid("a VM has each of its disks once");
        }
        if (spec.nics().stream().map(NicSpec::mac).distinct().count()
                < spec.nics().size()) {
            return invalid("a VM's network cards have different addresses");
        }
        return spec.boot().order().contains(BootDevice.NETWORK) && spec.nics().isEmpty()
                ? invalid("a VM that starts from the network has a network card")
                : Optional.empty();
    }

    private static Optional<Outcome> objection(Boot boot) {
        return boot.order().isEmpty()
                        || new HashSet<>(boot.order()).size() != boot.order().size()
                ? invalid("a VM starts from at least one kind of device, each named once")
                : Optional.empty();
    }

    /** A network card. */
    public static Optional<Outcome> objection(NicSpec nic) {
        var wrong = mac(nic.mac());
        if (wrong.isPresent()) {
            return wrong;
        }
        if (nic.bridge().isEmpty()) {
            if (nic.vlan().isPresent()) {
                return invalid("a VLAN needs a bridge");
            }
            return nic.network().equals(NETWORK)
                    ? Optional.empty()
                    : invalid("without a bridge this host has only the network " + NETWORK);
        }
        if (nic.network().isBlank() || nic.network().length() > MAX_TITLE || !isPlainText(nic.network())) {
            return invalid("a network's name is 1 to 255 printable characters");
        }
        if (!nic.bridge().get().matches("[A-Za-z0-9][A-Za-z0-9._-]{0,14}")) {
            return invalid("a bridge's name is 1 to 15 letters, digits, dots, dashes and underscores");
        }
        return nic.vlan().filter(vlan -> vlan < 1 || vlan > MAX_VLAN).isPresent()
                ? invalid("a VLAN's number is 1 to 4094, not " + nic.vlan().get())
                : Optional.empty();
    }

    private static Optional<Outcome> mac(String mac) {
        return mac.matches("[0-9a-f][02468ace](:[0-9a-f]{2}){5}")
                ? Optional.empty()
                : invalid("a network card's address is six lower-case hexadecimal pairs and no group address");
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

    /** A CD image. */
    public static Optional<Outcome> objection(IsoRef cdrom) {
        var name = cdrom.name();
        boolean plain = !name.isBlank()
                && name.length() <= MAX_TITLE
                && isPlainText(name)
                && !name.contains("/")
                && !name.startsWith(".");
        return plain ? objection(cdrom.storage()) : invalid("a CD image has a plain file name, without a slash");
    }

    private static Optional<Outcome> objection(MigrationTarget target) {
        return target.address().matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,252})|[0-9a-fA-F:]{2,39}")
                ? Optional.empty()
                : invalid("a host's address is a name or an IP address");
    }

    private static Optional<Outcome> objection(MigrationLimits limits) {
        if (limits.bandwidthMiB() < 0 || limits.bandwidthMiB() > 1_000_000) {
            return invalid("a migration's bandwidth is 0 (no limit) to 1,000,000 MiB/s");
        }
        if (!within(limits.downtime(), Duration.ofMillis(10), Duration.ofSeconds(10))) {
            return invalid("a migration's downtime is 10 ms to 10 s, not " + limits.downtime());
        }
        return within(limits.deadline(), Duration.ofSeconds(1), LONGEST_MIGRATION)
                ? Optional.empty()
                : invalid("a migration's deadline is 1 s to 24 h, not " + limits.deadline());
    }

    private static Optional<Outcome> grace(Duration grace) {
        return within(grace, Duration.ZERO, LONGEST_GRACE)
                ? Optional.empty()
                : invalid("a guest is given 0 s to 1 h, not " + grace);
    }

    private static boolean within(Duration time, Duration least, Duration most) {
        return time.compareTo(least) >= 0 && time.compareTo(most) <= 0;
    }

    /** The refusal never repeats the password. */
    private static Optional<Outcome> password(ConsoleCommand.SetConsolePassword command) {
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

    private static Optional<Outcome> keys(ConsoleCommand.SendKey command) {
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
