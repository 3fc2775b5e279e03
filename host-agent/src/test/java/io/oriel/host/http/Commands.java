package io.oriel.host.http;

import io.oriel.host.api.Boot;
import io.oriel.host.api.BootDevice;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.HostId;
import io.oriel.host.api.IsoRef;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.MigrationLimits;
import io.oriel.host.api.MigrationTarget;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Seed;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One of every command. */
final class Commands {

    static final VmId VM = new VmId(UUID.randomUUID());
    static final StorageRef STORAGE = new StorageRef(UUID.randomUUID(), "/srv/a b/ö");

    private Commands() {}

    static CommandId id() {
        return new CommandId(UUID.randomUUID());
    }

    static DiskRef disk() {
        return new DiskRef(STORAGE, UUID.randomUUID());
    }

    static EstateCommand destroy(CommandId id, long token) {
        return new EstateCommand.DestroyVm(id, new LeaseToken(token), VM);
    }

    static List<EstateCommand> estate() {
        var token = new LeaseToken(7);
        var spec = new VmSpec(
                VM,
                "desktop-01",
                2,
                2048,
                List.of(disk(), disk()),
                List.of(new NicSpec("52:54:00:00:00:01", "oriel")),
                true,
                false);
        return List.of(
                new EstateCommand.CreateDisk(id(), token, disk(), Optional.of(disk()), 0),
                new EstateCommand.CreateDisk(id(), token, disk(), Optional.empty(), 1L << 40),
                new EstateCommand.DeleteDisk(id(), token, disk()),
                new EstateCommand.CopyDisk(id(), token, disk(), disk()),
                new EstateCommand.QuarantineDisk(id(), token, disk()),
                new EstateCommand.AdoptVm(id(), token, VM),
                new EstateCommand.LockGuest(id(), token, VM),
                new EstateCommand.LogOutGuest(id(), token, VM),
                new EstateCommand.StartVm(id(), token, spec),
                new EstateCommand.StartVm(id(), token, seeded()),
                new EstateCommand.ShutdownVm(id(), token, VM, Duration.ofSeconds(30)),
                new EstateCommand.DestroyVm(id(), token, VM),
                new EstateCommand.RebootVm(id(), token, VM, Duration.ofSeconds(30)),
                new EstateCommand.ResetVm(id(), token, VM),
                new EstateCommand.PauseVm(id(), token, VM),
                new EstateCommand.ResumeVm(id(), token, VM),
                new EstateCommand.SuspendVm(id(), token, VM),
                new EstateCommand.ChangeCd(id(), token, VM, Optional.of(new IsoRef(STORAGE, "tools.iso"))),
                new EstateCommand.AttachDisk(id(), token, VM, disk()),
                new EstateCommand.DetachDisk(id(), token, VM, disk()),
                new EstateCommand.AttachNic(
                        id(),
                        token,
                        VM,
                        new NicSpec("52:54:00:00:00:02", "office", Optional.of("br0"), Optional.of(12))),
                new EstateCommand.DetachNic(id(), token, VM, "52:54:00:00:00:02"),
                new EstateCommand.CreateSnapshot(id(), token, VM, UUID.randomUUID()),
                new EstateCommand.RevertSnapshot(id(), token, VM, UUID.randomUUID()),
                new EstateCommand.DeleteSnapshot(id(), token, VM, UUID.randomUUID()),
                new EstateCommand.FreezeGuest(id(), token, VM, Duration.ofSeconds(20)),
                new EstateCommand.ThawGuest(id(), token, VM),
                new EstateCommand.SetGuestTime(id(), token, VM),
                new EstateCommand.MigrateVm(
                        id(),
                        token,
                        VM,
                        new MigrationTarget(new HostId(UUID.randomUUID()), "10.0.0.2"),
                        MigrationLimits.DEFAULT),
                new EstateCommand.CancelMigration(id(), token, VM),
                new EstateCommand.PrepareStorage(id(), token, STORAGE));
    }

    /** A VM with everything a spec can say. */
    static VmSpec seeded() {
        return new VmSpec(
                VM,
                "Zoë's <desktop> & \"more\"",
                Hardware.WINDOWS_UEFI,
                4,
                64,
                16,
                List.of(disk()),
                Optional.of(new IsoRef(STORAGE, "tools.iso")),
                List.of(new NicSpec("52:54:00:00:00:02", "office", Optional.of("br0"), Optional.of(12))),
                new Boot(List.of(BootDevice.CDROM, BootDevice.NETWORK), true, true),
                Optional.of(new Seed("instance-id: 1\n", "#cloud-config\npassword: geheim\n", Optional.of("ö\t"))),
                true,
                true);
    }

    static List<ConsoleCommand> console() {
        return List.of(
                new ConsoleCommand.SetConsolePassword(id(), VM, ConsoleKind.SPICE, "secret", 30),
                new ConsoleCommand.SendKey(id(), VM, List.of(29, 56, 111)));
    }
}
