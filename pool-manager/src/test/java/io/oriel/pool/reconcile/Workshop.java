package io.oriel.pool.reconcile;

import io.oriel.host.api.HostId;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.DataDisk;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.Errand;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.Nic;
import io.oriel.pool.estate.NicId;
import io.oriel.pool.estate.Outfit;
import io.oriel.pool.estate.Snapshot;
import io.oriel.pool.estate.SnapshotId;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmDisk;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.plan.Action;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;

/** What VMs outside of pools really have: images, plugged devices, snapshots, and hosts that know of them. */
final class Workshop {
    private final SplittableRandom random;
    private final Template template;
    private final Map<VmId, Set<HostId>> knownTo = new HashMap<>();
    private final Map<VmId, Set<UUID>> plugged = new HashMap<>();
    private final Map<VmId, Set<UUID>> snapshots = new HashMap<>();
    private final Set<UUID> images = new HashSet<>();

    /** @param template of whose further disk some are made */
    Workshop(SplittableRandom random, Template template) {
        this.random = random;
        this.template = template;
    }

    // What hosts do.

    void started(TendedVm tended, HostId on) {
        var id = tended.vm().id();
        knownTo.computeIfAbsent(id, _ -> new HashSet<>()).add(on);
        var devices = new HashSet<UUID>();
        tended.outfit().startingDisks().forEach(disk -> {
            require(images.contains(disk.id().value()), "a vm is started with a disk that is not there");
            devices.add(disk.id().value());
        });
        tended.outfit().startingNics().forEach(nic -> devices.add(nic.id().value()));
        plugged.put(id, devices);
    }

    void forgotten(VmId vm, HostId on) {
        knownTo.getOrDefault(vm, new HashSet<>()).remove(on);
    }

    void moved(VmId vm, HostId to) {
        knownTo.computeIfAbsent(vm, _ -> new HashSet<>()).add(to);
    }

    /** A command about a disk, a card or a snapshot. */
    Outcome carryOut(TendedVm tended, InFlight command, boolean runsThere) {
        var vm = tended.vm().id();
        var subject = command.subject().orElse(new UUID(0, 0));
        var devices = plugged.computeIfAbsent(vm, _ -> new HashSet<>());
        var kept = snapshots.computeIfAbsent(vm, _ -> new HashSet<>());
        var known = knownTo.getOrDefault(vm, Set.of()).contains(command.host());
        return switch (command.kind()) {
            case CREATE_DISK, COPY_DISK -> done(images.add(subject));
            case DELETE_DISK -> {
                require(!(runsThere && devices.contains(subject)), "a plugged disk is deleted");
                yield done(images.remove(subject));
            }
            case ATTACH_DISK, ATTACH_NIC -> {
                require(
                        command.kind() == InFlight.Kind.ATTACH_NIC || images.contains(subject),
                        "a disk that is not there is plugged in");
                yield runsThere ? done(devices.add(subject)) : absent();
            }
            case DETACH_DISK, DETACH_NIC -> runsThere ? done(devices.remove(subject)) : absent();
            case CHANGE_CD -> runsThere ? done(true) : absent();
            case CREATE_SNAPSHOT -> known ? done(kept.add(subject)) : absent();
            case DELETE_SNAPSHOT -> known ? done(kept.remove(subject)) : absent();
            case REVERT_SNAPSHOT -> {
                require(!runsThere, "a running vm goes back to a snapshot");
                yield known && kept.contains(subject) ? done(true) : absent();
            }
            case START_VM,
                    SHUTDOWN_VM,
                    POWER_OFF_VM,
                    DESTROY_VM,
                    REBOOT_VM,
                    RESET_VM,
                    PAUSE_VM,
                    RESUME_VM,
                    SUSPEND_VM,
                    MIGRATE_VM,
                    LOCK_GUEST,
                    LOG_OUT_GUEST,
                    CANCEL_MIGRATION -> throw new AssertionError("no work on a device: " + command);
        };
    }

    private static Outcome done(boolean ignored) {
        return new Outcome.Done();
    }

    private static Outcome absent() {
        return new Outcome.Refused(Outcome.Reason.NOT_FOUND, "not here");
    }

    // What must hold.

    void check(Action.Tend action, Estate estate) {
        var outfit = action.vm().outfit();
        var disk = action.thing()
                .flatMap(id -> outfit.disks().stream()
                        .filter(it -> it.id().value().equals(id))
                        .findFirst());
        if (action.what() == InFlight.Kind.DELETE_DISK) {
            require(
                    disk.flatMap(DataDisk::fate).equals(Optional.of(DataDisk.Fate.DELETE))
                            || (action.vm().upkeep().deleting() && !outfit.keepsDisks()),
                    "a disk is deleted that nobody wanted deleted");
        }
        if (action.what() == InFlight.Kind.DELETE_SNAPSHOT) {
            var snapshot = outfit.snapshot(new SnapshotId(action.thing().orElseThrow()));
            require(
                    snapshot.map(Snapshot::stage).equals(Optional.of(Snapshot.Stage.UNWANTED)),
                    "a snapshot is deleted that nobody wanted deleted");
        }
        var making = action.what() != InFlight.Kind.DELETE_DISK;
        disk.filter(it -> making && !it.made() && it.fate().isEmpty()).ifPresent(it -> {
            var work = it.toBeCopied() ? InFlight.Kind.COPY_DISK : InFlight.Kind.CREATE_DISK;
            require(action.what() == work, "a disk is not made as it was wanted");
            require(it.base().flatMap(estate::image).isPresent() == it.base().isPresent(), "a disk of no template");
        });
        disk.ifPresent(it -> require(
                estate.site().reaches(estate.host(action.on()).orElseThrow(), it.storage()), "a disk out of reach"));
    }

    void check(TendedVm forgotten) {
        require(
                forgotten.outfit().keepsDisks()
                        || (forgotten.outfit().disks().isEmpty()
                                && forgotten.upkeep().disk().use() == VmDisk.Use.MISSING),
                "a vm is forgotten and its disks are left");
        var lastHost = forgotten.upkeep().lastHost();
        var known = knownTo.getOrDefault(forgotten.vm().id(), Set.of());
        require(lastHost.isEmpty() || !known.contains(lastHost.get()), "a vm is forgotten that its host still knows");
    }

    /** How a VM is deleted: with its disks, or without. */
    Outfit deleted(TendedVm tended) {
        var was = tended.outfit();
        var keeps = tended.vm().pool().isEmpty() && random.nextBoolean();
        return new Outfit(
                was.starting(),
                was.care(),
                was.nics(),
                was.disks(),
                was.snapshots(),
                was.once(),
                was.runsWith(),
                keeps);
    }

    /** What is not as the row wants it, though nothing goes wrong any more. */
    List<String> unfulfilled(TendedVm tended, boolean runs) {
        var missing = new ArrayList<String>();
        var outfit = tended.outfit();
        // A guest that does not run lets go of nothing, and the saved one has to run first.
        outfit.disks().stream()
                .filter(_ -> !(tended.state() instanceof VmState.Suspended))
                .filter(disk -> !(tended.state() instanceof VmState.Paused)
                        || !disk.plugged() && disk.fate().isEmpty())
                .filter(disk -> disk.fate().isPresent()
                        || !disk.made()
                        || !images.contains(disk.id().value()))
                .forEach(disk -> missing.add("disk " + disk + " of " + tended));
        outfit.snapshots().stream()
                .filter(snapshot -> snapshot.stage() == Snapshot.Stage.WANTED)
                .forEach(snapshot -> missing.add("snapshot " + snapshot + " of " + tended));
        if (runs && tended.state() instanceof VmState.Up && tended.vm().pool().isEmpty()) {
            var wanted = new HashSet<UUID>();
            outfit.startingDisks().forEach(disk -> wanted.add(disk.id().value()));
            outfit.startingNics().forEach(nic -> wanted.add(nic.id().value()));
            if (!wanted.equals(plugged.get(tended.vm().id()))) {
                missing.add("plugged: " + plugged.get(tended.vm().id()) + " of " + tended);
            }
        }
        return missing;
    }

    // What people want.

    /** A wish about a VM outside of pools, as the operations would let it pass. */
    TendedVm wish(TendedVm tended, Instant now, Instant errandUntil) {
        var was = tended.outfit();
        var known = tended.upkeep().defined() && tended.upkeep().lastHost().isPresent();
        var down = tended.state() instanceof VmState.Down;
        var up = tended.state() instanceof VmState.Up || tended.state() instanceof VmState.Paused;
        return switch (random.nextInt(7)) {
            case 0 -> with(tended, outfit(was, was.nics(), plus(was.disks(), newDisk(tended)), was.snapshots()));
            case 1 ->
                was.disks().stream()
                        .filter(disk -> disk.made() && was.snapshots().isEmpty())
                        .findFirst()
                        .map(disk -> with(
                                tended,
                                was.disk(
                                        disk.id(),
                                        it -> it.outgoing(
                                                random.nextBoolean() ? DataDisk.Fate.DELETE : DataDisk.Fate.DETACH))))
                        .orElse(tended);
            case 2 ->
                with(
                        tended,
                        outfit(
                                was,
                                plus(was.nics(), new Nic(new NicId(uuid()), "52:54:00:00:00:02", Optional.empty())),
                                was.disks(),
                                was.snapshots()));
            case 3 ->
                with(
                        tended,
                        was.nic(
                                was.nics().isEmpty()
                                        ? new NicId(uuid())
                                        : was.nics().getFirst().id(),
                                Nic::outgoing));
            case 4 -> {
                var snapshot = new Snapshot(new SnapshotId(uuid()), "s", up, now, Snapshot.Stage.WANTED);
                yield up || (down && known)
                        ? with(tended, outfit(was, was.nics(), was.disks(), plus(was.snapshots(), snapshot)))
                        : tended;
            }
            case 5 ->
                was.snapshots().stream()
                        .filter(_ -> up || known)
                        .findFirst()
                        .map(snapshot ->
                                with(tended, was.snapshot(snapshot.id(), it -> it.as(Snapshot.Stage.UNWANTED))))
                        .orElse(tended);
            case 6 ->
                was.snapshots().stream()
                        .filter(snapshot -> down && known && snapshot.stage() == Snapshot.Stage.MADE)
                        .findFirst()
                        .map(snapshot -> World.with(
                                tended,
                                Optional.of(new Errand(
                                        Errand.Kind.REVERT_SNAPSHOT,
                                        Optional.empty(),
                                        errandUntil,
                                        Optional.of(snapshot.id())))))
                        .orElse(tended);
            default -> throw new IllegalStateException("no such wish");
        };
    }

    private DataDisk newDisk(TendedVm tended) {
        return new DataDisk(
                new DiskId(uuid()),
                "d",
                tended.upkeep().disk().storage(),
                1 << 20,
                false,
                false,
                Optional.empty(),
                Optional.of(new DataDisk.Base(
                                template.id(), template.disks().getFirst().id(), random.nextBoolean()))
                        .filter(_ -> random.nextInt(3) == 0));
    }

    private static <T> List<T> plus(List<T> some, T one) {
        return Stream.concat(some.stream(), Stream.of(one)).toList();
    }

    private static Outfit outfit(Outfit was, List<Nic> nics, List<DataDisk> disks, List<Snapshot> snapshots) {
        return new Outfit(
                was.starting(), was.care(), nics, disks, snapshots, was.once(), was.runsWith(), was.keepsDisks());
    }

    private static TendedVm with(TendedVm tended, Outfit outfit) {
        return new TendedVm(tended.vm(), tended.upkeep(), outfit);
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new AssertionError(rule);
        }
    }
}
