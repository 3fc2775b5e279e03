package io.oriel.pool.apply;

import io.oriel.host.api.Boot;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.MigrationLimits;
import io.oriel.host.api.MigrationTarget;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.VmSpec;
import io.oriel.pool.estate.Build;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Timing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Builds the command that a row speaks of. The same row always gives the same command. */
final class Commands {
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final String NETWORK = "oriel";

    private Commands() {}

    static EstateCommand of(InFlight command, TendedVm tended, Estate estate, Timing timing, LeaseToken token) {
        var vm = tended.vm();
        var id = command.id();
        return switch (command.kind()) {
            case CREATE_DISK -> {
                var template = estate.templateOf(tended)
                        .orElseThrow(() -> new IllegalStateException("vm " + vm.id() + " has no template"));
                var base = storage(template.storage(), estate).disk(template.disk());
                yield new EstateCommand.CreateDisk(
                        id, token, disk(tended, estate), Optional.of(base), template.virtualBytes());
            }
            case DELETE_DISK -> new EstateCommand.DeleteDisk(id, token, disk(tended, estate));
            case START_VM -> new EstateCommand.StartVm(id, token, spec(tended, estate));
            case SHUTDOWN_VM -> new EstateCommand.ShutdownVm(id, token, vm.id(), GRACE);
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

    private static VmSpec spec(TendedVm tended, Estate estate) {
        var vm = tended.vm();
        var build = tended.upkeep().build();
        return new VmSpec(
                vm.id(),
                vm.name(),
                build.hardware(),
                build.heads(),
                vm.vcpus(),
                vm.memoryMiB(),
                List.of(disk(tended, estate)),
                Optional.empty(),
                List.of(card(build, estate)),
                Boot.FROM_DISK,
                true,
                true);
    }

    private static NicSpec card(Build build, Estate estate) {
        return build.network()
                .map(id -> Optional.ofNullable(estate.site().networks().get(id))
                        .orElseThrow(() -> new IllegalStateException("no network " + id)))
                .map(network -> new NicSpec(build.mac(), network.name(), network.bridge(), network.vlan()))
                .orElseGet(() -> new NicSpec(build.mac(), NETWORK));
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
