package io.oriel.pool.apply;

import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.IsoRef;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.MigrationLimits;
import io.oriel.host.api.MigrationTarget;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Seed;
import io.oriel.host.api.VmSpec;
import io.oriel.pool.estate.ChannelKind;
import io.oriel.pool.estate.CloudInit;
import io.oriel.pool.estate.DataDisk;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.Iso;
import io.oriel.pool.estate.Nic;
import io.oriel.pool.estate.NicId;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.estate.Vm;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Builds the command that a row speaks of. The same row always gives the same command. */
final class Commands {
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final String NETWORK = "oriel";

    private Commands() {}

    static EstateCommand of(InFlight command, TendedVm tended, Estate estate, Timing timing, LeaseToken token) {
        var vm = tended.vm();
        var id = command.id();
        return switch (command.kind()) {
            case CREATE_DISK -> create(command, tended, estate, token);
            case COPY_DISK -> copy(command, tended, estate, token);
            case DELETE_DISK -> new EstateCommand.DeleteDisk(id, token, disk(command, tended, estate));
            case START_VM -> new EstateCommand.StartVm(id, token, spec(tended, estate));
            case SHUTDOWN_VM -> new EstateCommand.ShutdownVm(id, token, vm.id(), GRACE);
            case POWER_OFF_VM -> new EstateCommand.ShutdownVm(id, token, vm.id(), Duration.ZERO);
            case RESET_VM -> new EstateCommand.ResetVm(id, token, vm.id());
            case CHANGE_CD ->
                new EstateCommand.ChangeCd(
                        id, token, vm.id(), tended.outfit().starting().cdrom().map(iso -> iso(iso, estate)));
            case ATTACH_DISK -> new EstateCommand.AttachDisk(id, token, vm.id(), disk(command, tended, estate));
            case DETACH_DISK -> new EstateCommand.DetachDisk(id, token, vm.id(), disk(command, tended, estate));
            case ATTACH_NIC -> new EstateCommand.AttachNic(id, token, vm.id(), card(nic(command, tended), estate));
            case DETACH_NIC ->
                new EstateCommand.DetachNic(
                        id, token, vm.id(), nic(command, tended).mac());
            case CREATE_SNAPSHOT -> new EstateCommand.CreateSnapshot(id, token, vm.id(), subject(command));
            case REVERT_SNAPSHOT -> new EstateCommand.RevertSnapshot(id, token, vm.id(), subject(command));
            case DELETE_SNAPSHOT -> new EstateCommand.DeleteSnapshot(id, token, vm.id(), subject(command));
            case DESTROY_VM -> new EstateCommand.DestroyVm(id, token, vm.id());
            case REBOOT_VM -> new EstateCommand.RebootVm(id, token, vm.id(), GRACE);
            case PAUSE_VM -> new EstateCommand.PauseVm(id, token, vm.id());
            case RESUME_VM -> new EstateCommand.ResumeVm(id, token, vm.id());
            case SUSPEND_VM -> new EstateCommand.SuspendVm(id, token, vm.id());
            case MIGRATE_VM -> new EstateCommand.MigrateVm(id, token, vm.id(), target(tended, estate), limits(timing));
            case LOCK_GUEST -> new EstateCommand.LockGuest(id, token, vm.id());
            case LOG_OUT_GUEST -> new EstateCommand.LogOutGuest(id, token, vm.id());
            case CANCEL_MIGRATION -> new EstateCommand.CancelMigration(id, token, vm.id());
        };
    }

    private static EstateCommand create(InFlight command, TendedVm tended, Estate estate, LeaseToken token) {
        var id = command.id();
        if (command.subject().isPresent()) {
            var data = data(command, tended);
            return new EstateCommand.CreateDisk(
                    id, token, disk(data, estate), data.base().map(it -> base(it, estate)), data.bytes());
        }
        var disk = disk(tended, estate);
        return switch (tended.upkeep().build().source()) {
            case DiskSource.Blank(var bytes) -> new EstateCommand.CreateDisk(id, token, disk, Optional.empty(), bytes);
            case DiskSource.Thin thin -> {
                var template = template(tended, estate);
                yield new EstateCommand.CreateDisk(
                        id,
                        token,
                        disk,
                        Optional.of(base(template, estate)),
                        Math.max(thin.bytes(), template.virtualBytes()));
            }
            case DiskSource.Full _ ->
                throw new IllegalStateException("the disk of vm " + tended.vm().id() + " is copied, not made");
        };
    }

    private static EstateCommand copy(InFlight command, TendedVm tended, Estate estate, LeaseToken token) {
        if (command.subject().isEmpty()) {
            return new EstateCommand.CopyDisk(
                    command.id(), token, base(template(tended, estate), estate), disk(tended, estate));
        }
        var data = data(command, tended);
        var base =
                data.base().orElseThrow(() -> new IllegalStateException("disk " + data.id() + " is made, not copied"));
        return new EstateCommand.CopyDisk(command.id(), token, base(base, estate), disk(data, estate));
    }

    private static Template template(TendedVm tended, Estate estate) {
        return estate.templateOf(tended)
                .orElseThrow(() -> new IllegalStateException("vm " + tended.vm().id() + " has no template"));
    }

    private static DiskRef base(Template template, Estate estate) {
        return storage(template.storage(), estate).disk(template.disk());
    }

    private static DiskRef base(DataDisk.Base base, Estate estate) {
        return estate.image(base)
                .map(image -> storage(image.storage(), estate).disk(image.id()))
                .orElseThrow(() -> new IllegalStateException("there is no image " + base.image()));
    }

    private static VmSpec spec(TendedVm tended, Estate estate) {
        var vm = tended.vm();
        var build = tended.upkeep().build();
        var outfit = tended.outfit();
        var starting = outfit.next();
        var disks = Stream.concat(
                        Stream.of(disk(tended, estate)),
                        outfit.startingDisks().stream().map(disk -> disk(disk, estate)))
                .toList();
        return new VmSpec(
                vm.id(),
                vm.name(),
                build.hardware(),
                build.heads(),
                vm.vcpus(),
                vm.memoryMiB(),
                disks,
                starting.cdrom().map(iso -> iso(iso, estate)),
                outfit.startingNics().stream().map(nic -> card(nic, estate)).toList(),
                starting.boot(),
                starting.cloudInit().map(told -> seed(vm, told)),
                clipboardToClient(vm, estate),
                true);
    }

    /** What was cut in the VM leaves it through a VNC display only if there is a device for it: nobody filters it later. */
    private static boolean clipboardToClient(Vm vm, Estate estate) {
        return vm.pool()
                .flatMap(id -> Optional.ofNullable(estate.pools().get(id)))
                .filter(pool -> pool.policy().refusedChannels().contains(ChannelKind.CLIPBOARD_OUT))
                .isEmpty();
    }

    private static Seed seed(Vm vm, CloudInit told) {
        var meta = told.metaData().orElse("instance-id: " + vm.id() + "\nlocal-hostname: " + hostName(vm) + "\n");
        return new Seed(meta, told.userData(), told.network());
    }

    private static String hostName(Vm vm) {
        return vm.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    }

    private static NicSpec card(Nic nic, Estate estate) {
        return nic.network()
                .map(id -> Optional.ofNullable(estate.site().networks().get(id))
                        .orElseThrow(() -> new IllegalStateException("no network " + id)))
                .map(network -> new NicSpec(nic.mac(), network.name(), network.bridge(), network.vlan()))
                .orElseGet(() -> new NicSpec(nic.mac(), NETWORK));
    }

    private static IsoRef iso(Iso iso, Estate estate) {
        return new IsoRef(storage(iso.storage(), estate).ref(), iso.name());
    }

    private static UUID subject(InFlight command) {
        return command.subject()
                .orElseThrow(() -> new IllegalStateException("command " + command.id() + " is about nothing"));
    }

    private static DataDisk data(InFlight command, TendedVm tended) {
        return tended.outfit()
                .disk(new DiskId(subject(command)))
                .orElseThrow(() -> new IllegalStateException("vm " + tended.vm().id() + " has no such disk"));
    }

    private static Nic nic(InFlight command, TendedVm tended) {
        return tended.outfit()
                .nic(new NicId(subject(command)))
                .orElseThrow(() -> new IllegalStateException("vm " + tended.vm().id() + " has no such card"));
    }

    /** The disk a command is about: one of the further ones, or the first. */
    private static DiskRef disk(InFlight command, TendedVm tended, Estate estate) {
        return command.subject().isPresent() ? disk(data(command, tended), estate) : disk(tended, estate);
    }

    private static DiskRef disk(DataDisk disk, Estate estate) {
        return storage(disk.storage(), estate).disk(disk.id());
    }

    /** The address comes from the host's row. */
    private static MigrationTarget target(TendedVm tended, Estate estate) {
        var to = tended.state()
                .peer()
                .flatMap(estate::host)
                .orElseThrow(() -> new IllegalStateException("vm " + tended.vm().id() + " moves to no host"));
        return new MigrationTarget(to.id(), to.address());
    }

    private static MigrationLimits limits(Timing timing) {
        var standard = MigrationLimits.DEFAULT;
        return new MigrationLimits(
                standard.bandwidthMiB(), standard.downtime(), timing.migration(), standard.postCopy());
    }

    private static DiskRef disk(TendedVm tended, Estate estate) {
        var disk = tended.upkeep().disk();
        return storage(disk.storage(), estate).disk(disk.id());
    }

    private static StorageDomain storage(StorageDomainId id, Estate estate) {
        return Optional.ofNullable(estate.site().storage().get(id))
                .orElseThrow(() -> new IllegalStateException("no storage domain " + id));
    }
}
