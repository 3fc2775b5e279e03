package io.oriel.pool.apply;

import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.VmSpec;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.TendedVm;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Builds the command that a row speaks of. The same row always gives the same command. */
final class Commands {
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final String NETWORK = "oriel";

    private Commands() {}

    static EstateCommand of(InFlight command, TendedVm tended, Estate estate, LeaseToken token) {
        var vm = tended.vm();
        var disk = storage(tended, estate).disk(tended.upkeep().disk().id());
        return switch (command.kind()) {
            case CREATE_DISK -> {
                var template = estate.templateOf(vm)
                        .orElseThrow(() -> new IllegalStateException("vm " + vm.id() + " has no template"));
                var base = Optional.ofNullable(estate.storage().get(template.storage()))
                        .orElseThrow(() -> new IllegalStateException("no storage domain " + template.storage()))
                        .disk(template.disk());
                yield new EstateCommand.CreateDisk(
                        command.id(), token, disk, Optional.of(base), template.virtualBytes());
            }
            case DELETE_DISK -> new EstateCommand.DeleteDisk(command.id(), token, disk);
            case START_VM ->
                new EstateCommand.StartVm(
                        command.id(),
                        token,
                        new VmSpec(
                                vm.id(),
                                vm.name(),
                                vm.vcpus(),
                                vm.memoryMiB(),
                                List.of(disk),
                                List.of(new NicSpec(tended.upkeep().mac(), NETWORK)),
                                true,
                                true));
            case SHUTDOWN_VM -> new EstateCommand.ShutdownVm(command.id(), token, vm.id(), GRACE);
            case DESTROY_VM -> new EstateCommand.DestroyVm(command.id(), token, vm.id());
        };
    }

    private static StorageDomain storage(TendedVm tended, Estate estate) {
        var id = tended.upkeep().disk().storage();
        return Optional.ofNullable(estate.storage().get(id))
                .orElseThrow(() -> new IllegalStateException("no storage domain " + id));
    }
}
