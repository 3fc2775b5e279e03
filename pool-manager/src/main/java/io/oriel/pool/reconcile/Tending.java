package io.oriel.pool.reconcile;

import io.oriel.pool.estate.DataDisk;
import io.oriel.pool.estate.Errand;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.InFlight.Kind;
import io.oriel.pool.estate.NextRun;
import io.oriel.pool.estate.Snapshot;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.plan.Action;
import io.oriel.pool.schedule.Load;
import io.oriel.pool.schedule.Scheduler;
import java.util.Optional;
import java.util.UUID;

/** Makes a VM's further disks, its cards, its snapshots and its CD what its row says they are to be, one at a time. */
final class Tending {
    private final Timing timing;
    private final Scheduler scheduler;

    Tending(Timing timing, Scheduler scheduler) {
        this.timing = timing;
        this.scheduler = scheduler;
    }

    /** The next step for a VM on a host; a guest that stands still cannot let go of anything. */
    Optional<Action> whileOn(TendedVm tended, Host on, Estate estate, Alarm alarm) {
        var up = tended.state() instanceof VmState.Up;
        if (!(up || tended.state() instanceof VmState.Paused)
                || !alarm.due(tended.upkeep().setback().until())) {
            return Optional.empty();
        }
        var step = shed(tended).or(() -> snapshots(tended, on)).or(() -> disks(tended, on, up, estate));
        return up
                ? step.or(() -> cards(tended, on))
                        .or(() -> NextRun.otherCd(tended)
                                ? Optional.of(new Action.Tend(tended, on.id(), Kind.CHANGE_CD, Optional.empty()))
                                : Optional.empty())
                : step;
    }

    /** The next step for a VM that is off. What concerns snapshots is done by the host that knows the VM. */
    Optional<Action> whileDown(TendedVm tended, Estate estate, Load load, Alarm alarm) {
        var host = tended.upkeep()
                .lastHost()
                .filter(_ -> tended.upkeep().defined())
                .flatMap(estate::host)
                .filter(it -> it.state().answers());
        return shed(tended)
                .or(() -> revert(tended, host))
                .or(() -> host.flatMap(it -> snapshots(tended, it)))
                .or(() -> late(tended, alarm))
                .or(() -> disksWhileDown(tended, estate, load));
    }

    private static Optional<Action> shed(TendedVm tended) {
        var next = tended.shed();
        return next.equals(tended) ? Optional.empty() : Optional.of(new Action.MarkVm(tended, next, ""));
    }

    private static Optional<Action> revert(TendedVm tended, Optional<Host> host) {
        return tended.upkeep()
                .errand()
                .filter(it -> it.kind() == Errand.Kind.REVERT_SNAPSHOT)
                .flatMap(Errand::snapshot)
                .flatMap(id -> host.map(
                        on -> new Action.Tend(tended, on.id(), Kind.REVERT_SNAPSHOT, Optional.of(id.value()))));
    }

    private static Optional<Action> snapshots(TendedVm tended, Host on) {
        for (var snapshot : tended.outfit().snapshots()) {
            var work = switch (snapshot.stage()) {
                case WANTED -> Optional.of(Kind.CREATE_SNAPSHOT);
                case UNWANTED -> Optional.of(Kind.DELETE_SNAPSHOT);
                case MADE -> Optional.<Kind>empty();
            };
            if (work.isPresent()) {
                return tend(tended, on, work.get(), snapshot.id().value());
            }
        }
        return Optional.empty();
    }

    /** Nobody waits for ever for a snapshot that cannot begin. */
    Optional<Action> late(TendedVm tended, Alarm alarm) {
        return tended.outfit().snapshots().stream()
                .filter(snapshot -> snapshot.stage() == Snapshot.Stage.WANTED)
                .filter(snapshot -> alarm.due(snapshot.asked().plus(timing.errand())))
                .findFirst()
                .map(snapshot -> {
                    var why = "snapshot " + snapshot.name() + " could not begin in time";
                    return new Action.MarkVm(tended, tended.withoutSnapshot(snapshot.id(), why), why);
                });
    }

    private static Optional<Action> disks(TendedVm tended, Host on, boolean plug, Estate estate) {
        for (var disk : tended.outfit().disks()) {
            var delete = disk.fate().filter(it -> it == DataDisk.Fate.DELETE).isPresent();
            var work = disk.plugged()
                    ? disk.fate().map(_ -> Kind.DETACH_DISK)
                    : Optional.of(delete ? Kind.DELETE_DISK : disk.made() ? Kind.ATTACH_DISK : making(disk));
            var now = work.filter(it -> plug || it != Kind.ATTACH_DISK && it != Kind.DETACH_DISK);
            if (now.isPresent() && reaches(on, disk, now.get(), estate)) {
                return tend(tended, on, now.get(), disk.id().value());
            }
        }
        return Optional.empty();
    }

    private Optional<Action> disksWhileDown(TendedVm tended, Estate estate, Load load) {
        for (var disk : tended.outfit().disks()) {
            var work = disk.fate().isPresent()
                    ? deleteDisk(tended, disk, estate, load)
                    : disk.made() ? Optional.<Action>empty() : onDisk(tended, disk, making(disk), estate, load);
            if (work.isPresent()) {
                return work;
            }
        }
        return Optional.empty();
    }

    /** Has a disk's file deleted, by the host it was used on if that can be. */
    Optional<Action> deleteDisk(TendedVm tended, DataDisk disk, Estate estate, Load load) {
        return onDisk(tended, disk, Kind.DELETE_DISK, estate, load);
    }

    private Optional<Action> onDisk(TendedVm tended, DataDisk disk, Kind what, Estate estate, Load load) {
        return tended.upkeep()
                .lastHost()
                .flatMap(estate::host)
                .filter(it -> it.up() && reaches(it, disk, what, estate))
                .or(() -> estate.hostsUp().stream()
                        .filter(it -> reaches(it, disk, what, estate))
                        .findFirst())
                .filter(it -> scheduler.mayWorkOnDisk(it, disk.storage(), load))
                .flatMap(host -> {
                    load.worksOnDisk(host.id(), disk.storage());
                    return tend(tended, host, what, disk.id().value());
                });
    }

    private static Kind making(DataDisk disk) {
        return disk.toBeCopied() ? Kind.COPY_DISK : Kind.CREATE_DISK;
    }

    /** What is deleted need not be reachable in what it stood on. */
    private static boolean reaches(Host host, DataDisk disk, Kind what, Estate estate) {
        return what == Kind.DELETE_DISK ? estate.site().reaches(host, disk.storage()) : estate.reaches(host, disk);
    }

    private static Optional<Action> cards(TendedVm tended, Host on) {
        for (var nic : tended.outfit().nics()) {
            if (nic.plugged() == nic.leaving()) {
                return tend(
                        tended,
                        on,
                        nic.leaving() ? Kind.DETACH_NIC : Kind.ATTACH_NIC,
                        nic.id().value());
            }
        }
        return Optional.empty();
    }

    private static Optional<Action> tend(TendedVm tended, Host on, Kind what, UUID subject) {
        return Optional.of(new Action.Tend(tended, on.id(), what, Optional.of(subject)));
    }
}
