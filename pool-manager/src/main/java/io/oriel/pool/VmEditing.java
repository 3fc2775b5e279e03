package io.oriel.pool;

import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Build;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.DataDisk;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.JobKind;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.estate.Nic;
import io.oriel.pool.estate.NicId;
import io.oriel.pool.estate.Outfit;
import io.oriel.pool.estate.Snapshot;
import io.oriel.pool.estate.SnapshotId;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.UnattachedDisk;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.store.DiskRows;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.NewVmRows;
import io.oriel.pool.store.TagRows;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Changes what VMs outside of pools are and have. What runs gets new disks and cards at once, by the loop. */
final class VmEditing {
    private static final int MOST_SNAPSHOTS = 50;

    private final EstateStore store;
    private final NewVmRows rows;
    private final TagRows tags;
    private final DiskRows disks;
    private final Clusters clusters;
    private final VmMaking making;
    private final VmOperations operations;
    private final VmChecks checks;
    private final Clock clock;

    VmEditing(
            EstateStore store,
            NewVmRows rows,
            TagRows tags,
            DiskRows disks,
            Clusters clusters,
            VmMaking making,
            VmOperations operations,
            Clock clock) {
        this.store = store;
        this.rows = rows;
        this.tags = tags;
        this.disks = disks;
        this.clusters = clusters;
        this.making = making;
        this.operations = operations;
        this.checks = new VmChecks(store);
        this.clock = clock;
    }

    VmConfig config(TendedVm tended) {
        var vm = tended.vm();
        var build = tended.upkeep().build();
        return new VmConfig(
                vm.name(),
                new Shape(vm.vcpus(), vm.memoryMiB(), build.hardware(), build.heads()),
                tended.outfit().starting(),
                tended.outfit().care(),
                build.startOn(),
                tags.of(vm.id()));
    }

    Map<VmId, SortedSet<String>> tags() {
        return tags.all();
    }

    Vm edit(VmId id, Optional<Long> version, UnaryOperator<VmConfig> change) {
        return write(id, "was changed", tended -> {
            if (version.filter(it -> it != tended.vm().version()).isPresent()) {
                throw new PoolException(
                        PoolException.Code.CONFLICT,
                        "vm " + tended.vm().name() + " has changed since version " + version.get() + "; look again");
            }
            var next = change.apply(config(tended));
            var cluster = cluster(tended);
            checks.config(next, cluster);
            Rules.require(
                    !tended.outfit().nics().isEmpty() || !VmChecks.fromNetwork(next),
                    "a vm that starts from the network has a network card");
            var build = tended.upkeep().build();
            var shape = next.shape();
            var was = tended.outfit();
            var written = rows.configure(
                    new Vm(
                            id,
                            next.name(),
                            tended.vm().pool(),
                            tended.vm().state(),
                            tended.vm().assignedTo(),
                            shape.vcpus(),
                            shape.memoryMiB(),
                            tended.vm().stateless(),
                            tended.vm().trouble(),
                            tended.vm().version()),
                    tended.vm().version(),
                    new Build(
                            build.position(),
                            build.cluster(),
                            build.source(),
                            shape.hardware(),
                            shape.heads(),
                            next.startOn()),
                    Outfit.of(next.starting(), next.care(), was.nics(), was.disks()));
            if (written) {
                tags.put(id, next.tags());
            }
            return written;
        });
    }

    Vm addDisk(VmId id, NewDisk wanted) {
        Rules.vmName(wanted.name());
        Rules.size(wanted.bytes());
        return equip(id, "gets disk " + wanted.name(), tended -> {
            var storage = wanted.storage().orElse(tended.upkeep().disk().storage());
            hasRoom(tended, checks.storage(storage, cluster(tended)).id());
            return plus(tended.outfit(), DataDisk.wanted(wanted.name(), storage, wanted.bytes()));
        });
    }

    Vm attachDisk(VmId id, DiskId disk) {
        var found = Rules.one(disks.unattached(), UnattachedDisk::id, disk, "unattached disk");
        return write(id, "gets disk " + found.name(), tended -> {
            checks.storage(found.storage(), cluster(tended));
            hasRoom(tended, found.storage());
            if (!rows.equip(id, tended.vm().version(), tended.outfit(), tended.outfit())) {
                return false;
            }
            if (!disks.attach(disk, id, found.name())) {
                throw new PoolException(
                        PoolException.Code.CONFLICT, "disk " + found.name() + " belongs to another vm by now");
            }
            return true;
        });
    }

    List<UnattachedDisk> unattached() {
        return disks.unattached();
    }

    Vm removeDisk(VmId id, DiskId disk, DataDisk.Fate fate) {
        var told = fate == DataDisk.Fate.DELETE ? "loses a disk, which is deleted" : "loses a disk, which is kept";
        return equip(id, told, tended -> {
            var found = tended.outfit()
                    .disk(disk)
                    .orElseThrow(() ->
                            Rules.notFound("such disk of vm " + tended.vm().name() + "; its first disk goes with it"));
            if (!found.made() && fate == DataDisk.Fate.DETACH) {
                throw VmOperations.refused(tended, "has no disk " + found.name() + " yet; it is being made");
            }
            if (!tended.outfit().snapshots().isEmpty()) {
                throw VmOperations.refused(tended, "has snapshots, which need its disks; delete them first");
            }
            return tended.outfit().disk(disk, it -> it.outgoing(fate));
        });
    }

    Vm addNic(VmId id, NewNic wanted) {
        return equip(id, "gets a network card", tended -> {
            Rules.require(
                    tended.outfit().nics().size() < VmMaking.MOST_NICS,
                    "a vm has at most " + VmMaking.MOST_NICS + " network cards");
            var nic = making.nic(wanted, cluster(tended));
            var was = tended.outfit();
            return outfit(
                    was, Stream.concat(was.nics().stream(), Stream.of(nic)).toList(), was.disks());
        });
    }

    Vm removeNic(VmId id, NicId nic) {
        return equip(id, "loses a network card", tended -> {
            if (tended.outfit().nic(nic).isEmpty()) {
                throw Rules.notFound("such network card of vm " + tended.vm().name());
            }
            return tended.outfit().nic(nic, it -> it.outgoing());
        });
    }

    Vm moveNic(VmId id, NicId nic, Optional<NetworkId> network) {
        return equip(id, "has a network card in another network", tended -> {
            var found = tended.outfit()
                    .nic(nic)
                    .orElseThrow(() -> Rules.notFound(
                            "such network card of vm " + tended.vm().name()));
            if (found.plugged()) {
                throw VmOperations.refused(
                        tended, "has this card plugged in; take it out and add one with the same address");
            }
            network.ifPresent(it -> checks.network(it, cluster(tended)));
            return tended.outfit().nic(nic, it -> new Nic(it.id(), it.mac(), network));
        });
    }

    Vm snapshot(VmId id, String name) {
        Rules.description(name);
        Rules.require(!name.isBlank(), "a snapshot has a name");
        var snapshotId = SnapshotId.random();
        var asked = new VmOperations.Asked(
                JobKind.VM_SNAPSHOT, "take snapshot " + name + " of", Optional.of(snapshotId.value()));
        return equip(id, "is to keep snapshot " + name, Optional.of(asked), tended -> {
            switch (tended.state()) {
                case VmState.Up _, VmState.Paused _ -> {}
                case VmState.Down _ -> VmOperations.mustBeKnown(tended);
                case VmState.ImageLocked _,
                        VmState.Suspended _,
                        VmState.WaitForLaunch _,
                        VmState.RestoringState _,
                        VmState.PoweringUp _,
                        VmState.RebootInProgress _,
                        VmState.PoweringDown _,
                        VmState.SavingState _,
                        VmState.MigratingFrom _,
                        VmState.MigratingTo _,
                        VmState.Unknown _,
                        VmState.NotResponding _ -> throw VmOperations.state(tended, "be kept as a snapshot");
            }
            var was = tended.outfit();
            Rules.require(was.snapshots().size() < MOST_SNAPSHOTS, "a vm has at most " + MOST_SNAPSHOTS + " snapshots");
            var memory = tended.vm().host().isPresent();
            var snapshot = new Snapshot(snapshotId, name, memory, clock.instant(), Snapshot.Stage.WANTED);
            return snapshots(
                    was,
                    Stream.concat(was.snapshots().stream(), Stream.of(snapshot)).toList());
        });
    }

    Vm deleteSnapshot(VmId id, SnapshotId snapshot) {
        var asked = new VmOperations.Asked(
                JobKind.VM_SNAPSHOT_DELETE, "delete a snapshot of", Optional.of(snapshot.value()));
        return equip(id, "is to lose a snapshot", Optional.of(asked), tended -> {
            if (tended.outfit().snapshot(snapshot).isEmpty()) {
                throw Rules.notFound("such snapshot of vm " + tended.vm().name());
            }
            if (tended.vm().host().isEmpty()) {
                VmOperations.mustBeKnown(tended);
            }
            return tended.outfit().snapshot(snapshot, it -> it.as(Snapshot.Stage.UNWANTED));
        });
    }

    private Vm equip(VmId id, String told, Function<TendedVm, Outfit> change) {
        return equip(id, told, Optional.empty(), change);
    }

    private Vm equip(VmId id, String told, Optional<VmOperations.Asked> asked, Function<TendedVm, Outfit> change) {
        return write(
                id,
                told,
                asked,
                tended -> rows.equip(id, tended.vm().version(), tended.outfit(), change.apply(tended)));
    }

    private Vm write(VmId id, String told, Predicate<TendedVm> change) {
        return write(id, told, Optional.empty(), change);
    }

    private Vm write(VmId id, String told, Optional<VmOperations.Asked> asked, Predicate<TendedVm> change) {
        var name = store.vm(id).map(tended -> tended.vm().name()).orElse(id.toString());
        return Rules.unique(
                "a vm",
                name,
                () -> operations.write(id, told, asked, tended -> {
                    VmOperations.ownOnly(tended);
                    return change.test(tended);
                }));
    }

    private Cluster cluster(TendedVm tended) {
        return clusters.chosen(Optional.of(tended.upkeep().build().cluster()));
    }

    /** A VM on a host gets disks that this host sees. */
    private void hasRoom(TendedVm tended, StorageDomainId storage) {
        Rules.require(
                tended.outfit().disks().size() < VmMaking.MOST_DISKS,
                "a vm has at most " + VmMaking.MOST_DISKS + " disks beside its first");
        var site = store.site();
        tended.vm()
                .host()
                .flatMap(store::host)
                .ifPresent(host -> Rules.require(
                        site.reaches(host, storage),
                        "host " + host.name() + ", on which the vm is, does not see that disk"));
    }

    private static Outfit plus(Outfit was, DataDisk disk) {
        return outfit(
                was,
                was.nics(),
                Stream.concat(was.disks().stream(), Stream.of(disk)).toList());
    }

    private static Outfit outfit(Outfit was, List<Nic> nics, List<DataDisk> disks) {
        return new Outfit(
                was.starting(), was.care(), nics, disks, was.snapshots(), was.once(), was.runsWith(), was.keepsDisks());
    }

    private static Outfit snapshots(Outfit was, List<Snapshot> snapshots) {
        return new Outfit(
                was.starting(),
                was.care(),
                was.nics(),
                was.disks(),
                snapshots,
                was.once(),
                was.runsWith(),
                was.keepsDisks());
    }
}
