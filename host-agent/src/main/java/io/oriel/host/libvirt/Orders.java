package io.oriel.host.libvirt;

import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.IsoRef;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmId;
import io.oriel.host.guard.CommandCheck;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.libvirt.LibvirtException;

/**
 * Who carries out which command, after its values were checked. Whatever libvirt says ends here as an outcome.
 */
record Orders(
        Domains domains,
        VmLife life,
        HotPlug plugs,
        Snapshots snapshots,
        GuestAgents agents,
        Freezer freezer,
        Migrations migrations,
        Displays displays,
        GuestSessions sessions,
        Adoption adoption,
        Storage storage,
        DiskCopies copies) {

    /** Something asked of libvirt that ends in an outcome. */
    @FunctionalInterface
    interface Attempt {
        Outcome run() throws LibvirtException;
    }

    Outcome run(EstateCommand command) {
        return CommandCheck.objection(command).orElseGet(() -> attempt(() -> carryOut(command)));
    }

    private Outcome carryOut(EstateCommand command) throws LibvirtException {
        return switch (command) {
            case EstateCommand.CreateDisk create -> storage.create(create);
            case EstateCommand.DeleteDisk delete -> delete(delete.disk());
            case EstateCommand.CopyDisk copy -> copy(copy);
            case EstateCommand.QuarantineDisk quarantine -> quarantine(quarantine.disk());
            case EstateCommand.AdoptVm adopt -> adoption.adopt(adopt.vm());
            case EstateCommand.LockGuest lock -> guarded(lock.vm(), () -> sessions.lock(lock.vm()));
            case EstateCommand.LogOutGuest logOut -> guarded(logOut.vm(), () -> sessions.logOut(logOut.vm()));
            case EstateCommand.PrepareStorage prepare ->
                prepare.make() ? storage.prepare(prepare.storage()) : storage.look(prepare.storage());
            case EstateCommand.StartVm start -> start(start);
            case EstateCommand.ShutdownVm shutdown -> life.shutdown(shutdown.vm(), shutdown.grace());
            case EstateCommand.DestroyVm destroy -> life.destroy(destroy.vm());
            case EstateCommand.RebootVm reboot -> life.reboot(reboot.vm(), reboot.grace());
            case EstateCommand.ResetVm reset -> life.reset(reset.vm());
            case EstateCommand.PauseVm pause -> life.pause(pause.vm());
            case EstateCommand.ResumeVm resume -> life.resume(resume.vm());
            case EstateCommand.SuspendVm suspend -> life.suspend(suspend.vm());
            case EstateCommand.ChangeCd change -> {
                var missing = change.cdrom().flatMap(Orders::missing);
                yield missing.isPresent()
                        ? missing.get()
                        : plugs.changeCd(change.vm(), change.cdrom().map(Storage::file));
            }
            case EstateCommand.AttachDisk attach -> {
                var missing = missing(attach.disk());
                yield missing.isPresent() ? missing.get() : plugs.attachDisk(attach.vm(), attach.disk());
            }
            case EstateCommand.DetachDisk detach -> plugs.detachDisk(detach.vm(), detach.disk());
            case EstateCommand.AttachNic attach -> plugs.attachNic(attach.vm(), attach.nic());
            case EstateCommand.DetachNic detach -> plugs.detachNic(detach.vm(), detach.mac());
            case EstateCommand.CreateSnapshot create -> snapshots.create(create.vm(), create.snapshot());
            case EstateCommand.RevertSnapshot revert -> snapshots.revert(revert.vm(), revert.snapshot());
            case EstateCommand.DeleteSnapshot delete -> snapshots.delete(delete.vm(), delete.snapshot());
            case EstateCommand.FreezeGuest freeze ->
                guarded(freeze.vm(), () -> freezer.freeze(freeze.vm(), freeze.most()));
            case EstateCommand.ThawGuest thaw -> guarded(thaw.vm(), () -> freezer.thaw(thaw.vm()));
            case EstateCommand.SetGuestTime set -> guarded(set.vm(), () -> agents.setTime(set.vm()));
            case EstateCommand.MigrateVm migrate -> migrations.migrate(migrate);
            case EstateCommand.CancelMigration cancel -> migrations.cancel(cancel.vm());
        };
    }

    /** Asks only running guests of ours. */
    private Outcome guarded(VmId vm, Attempt attempt) throws LibvirtException {
        var standing = domains.whileRunning(vm, _ -> new Outcome.Done());
        return standing.equals(new Outcome.Done()) ? attempt.run() : standing;
    }

    private Outcome start(EstateCommand.StartVm start) throws LibvirtException {
        var spec = start.spec();
        for (var disk : spec.disks()) {
            var refusal = Storage.objection(disk.storage());
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        var missing = spec.cdrom().flatMap(Orders::missing);
        return missing.isPresent()
                ? missing.get()
                : life.start(spec, spec.disks().stream().map(Storage::file).toList());
    }

    private Outcome delete(DiskRef disk) throws LibvirtException {
        return domains.uses(Storage.file(disk))
                ? new Outcome.Refused(Reason.BUSY, "the image " + disk.disk() + " is in use by a running VM")
                : storage.delete(disk);
    }

    private Outcome copy(EstateCommand.CopyDisk copy) throws LibvirtException {
        var before = DiskCopies.before(copy);
        if (before.isPresent()) {
            return before.get();
        }
        return domains.writes(Storage.file(copy.from()))
                ? new Outcome.Refused(
                        Reason.BUSY,
                        "the image " + copy.from().disk() + " is being written by a running VM; shut it down first")
                : copies.copy(copy);
    }

    private Outcome quarantine(DiskRef disk) throws LibvirtException {
        var objection = Storage.objection(disk.storage());
        if (objection.isPresent()) {
            return objection.get();
        }
        return domains.uses(Storage.file(disk))
                ? new Outcome.Refused(Reason.BUSY, "the image " + disk.disk() + " is in use by a running VM")
                : StorageContents.quarantine(disk);
    }

    private static Optional<Outcome> missing(IsoRef cdrom) {
        return Storage.objection(cdrom.storage()).or(() -> missing(Storage.file(cdrom), "CD image " + cdrom.name()));
    }

    private static Optional<Outcome> missing(DiskRef disk) {
        return Storage.objection(disk.storage()).or(() -> missing(Storage.file(disk), "image " + disk.disk()));
    }

    private static Optional<Outcome> missing(Path file, String what) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                ? Optional.empty()
                : Optional.of(new Outcome.Refused(
                        Reason.NOT_FOUND, "the " + what + " is not in the storage domain; upload it first"));
    }

    Outcome run(ConsoleCommand command) {
        return CommandCheck.objection(command)
                .orElseGet(() -> attempt(() -> switch (command) {
                    case ConsoleCommand.SetConsolePassword set ->
                        domains.whileRunning(set.vm(), domain -> displays.setPassword(domain, set));
                    case ConsoleCommand.SendKey keys ->
                        domains.whileRunning(keys.vm(), domain -> displays.press(domain, keys));
                }));
    }

    static Outcome attempt(Attempt attempt) {
        try {
            return attempt.run();
        } catch (LibvirtException e) {
            return LibvirtFault.of(e).outcome();
        } catch (HypervisorException e) {
            return e.fault()
                    .map(LibvirtFault::outcome)
                    .orElseGet(() -> new Outcome.Failed(String.valueOf(e.getMessage())));
        }
    }
}
