package io.oriel.pool.reconcile;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.Errand;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.estate.VmDisk.Use;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.plan.Action;
import io.oriel.pool.schedule.Load;
import io.oriel.pool.schedule.Placement;
import io.oriel.pool.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Decides the next step of each VM: what was seen comes first, then what is overdue, then what is wanted. */
final class VmReconciler {
    private static final Duration TRY_PLACING_AGAIN = Duration.ofSeconds(5);

    private final Timing timing;
    private final Scheduler scheduler;
    private final Sightings sightings;
    private final Errands errands;
    private final TakeOvers takeOvers;
    private final Tending tending;

    VmReconciler(Timing timing, Scheduler scheduler) {
        this.timing = timing;
        this.scheduler = scheduler;
        this.sightings = new Sightings(timing);
        this.errands = new Errands(scheduler);
        this.takeOvers = new TakeOvers(scheduler);
        this.tending = new Tending(timing, scheduler);
    }

    /** At most one action for each VM; planned starts are counted in the load. */
    List<Action> plan(Estate estate, Instant now, Load load, Restraints restraints, Alarm alarm) {
        var actions = new ArrayList<Action>(sightings.distrusted(estate));
        var recovery = Recovery.of(estate);
        for (var tended : byUrgency(estate)) {
            if (!recovery.holds(tended, alarm)) {
                step(tended, estate, now, load, restraints, alarm).ifPresent(actions::add);
            }
        }
        return actions;
    }

    /** Those with the highest priority have the first turn; the sort is stable. */
    private static List<TendedVm> byUrgency(Estate estate) {
        return estate.vms().values().stream()
                .sorted(Comparator.comparing(
                        (TendedVm it) -> -it.outfit().care().continuity().urgency()))
                .toList();
    }

    private Optional<Action> step(
            TendedVm tended, Estate estate, Instant now, Load load, Restraints restraints, Alarm alarm) {
        var seen = sightings.of(tended, estate, now, alarm);
        if (seen.isPresent()) {
            return seen;
        }
        if (tended.upkeep().command().isPresent()) {
            return await(tended, tended.upkeep().command().get(), estate, now, alarm);
        }
        var stale = tended.upkeep().errand().filter(errand -> alarm.due(errand.until()));
        if (stale.isPresent()) {
            return Errands.giveUp(tended, stale.get(), "that could not begin in time");
        }
        return switch (tended.state()) {
            case VmState.Down _ -> whenDown(tended, estate, now, load, restraints, alarm);
            case VmState.Suspended _ -> whenSuspended(tended, estate, now, load, alarm);
            case VmState.Up it -> whenOn(tended, it.on(), estate, now, load, alarm);
            case VmState.PoweringUp it -> whenOn(tended, it.on(), estate, now, load, alarm);
            case VmState.Paused it -> whenOn(tended, it.on(), estate, now, load, alarm);
            case VmState.PoweringDown it -> whenOn(tended, it.on(), estate, now, load, alarm);
            case VmState.NotResponding it -> whenOn(tended, it.on(), estate, now, load, alarm);
            case VmState.MigratingFrom it -> whenMoved(tended, it.since(), now, alarm);
            case VmState.MigratingTo it -> whenMoved(tended, it.since(), now, alarm);
            case VmState.Unknown _ -> takeOvers.of(tended, estate, now, load, alarm);
            case VmState.ImageLocked _,
                    VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.RebootInProgress _,
                    VmState.SavingState _ ->
                throw new IllegalStateException(
                        "vm " + tended.vm().id() + " is in " + tended.state().word() + " without a command");
        };
    }

    /** A command is on its way: it is asked after now and then, and given up when it takes too long. */
    private Optional<Action> await(TendedVm tended, InFlight command, Estate estate, Instant now, Alarm alarm) {
        var reachable = estate.host(command.host())
                .filter(host -> host.state().answers())
                .isPresent();
        var late = alarm.due(command.sent().plus(patience(tended, command.kind())));
        if (tended.state() instanceof VmState.MigratingFrom move) {
            var closed = estate.host(move.to())
                    .filter(it -> it.state() instanceof HostState.PreparingForMaintenance)
                    .isPresent();
            var unwanted = command.kind() == InFlight.Kind.MIGRATE_VM
                    && (closed
                            || tended.upkeep()
                                    .errand()
                                    .filter(it -> it.kind() == Errand.Kind.CANCEL_MIGRATION)
                                    .isPresent());
            if (reachable && (late || unwanted)) {
                return Optional.of(new Action.CancelMigration(tended, command.host()));
            }
        } else if (late) {
            return Optional.of(new Action.MarkVm(tended, tended.overdue(now), "its command did not end in time"));
        }
        return reachable && alarm.due(command.sendAgain())
                ? Optional.of(new Action.SendAgain(tended))
                : Optional.empty();
    }

    private Duration patience(TendedVm tended, InFlight.Kind kind) {
        return switch (kind) {
            case CREATE_DISK, DELETE_DISK -> timing.diskLock();
            case COPY_DISK -> timing.copy();
            case START_VM -> tended.state() instanceof VmState.RestoringState ? timing.save() : timing.launch();
            case SHUTDOWN_VM, POWER_OFF_VM, DESTROY_VM -> timing.powerDown();
            case REBOOT_VM,
                    RESET_VM,
                    PAUSE_VM,
                    RESUME_VM,
                    CANCEL_MIGRATION,
                    CHANGE_CD,
                    ATTACH_DISK,
                    DETACH_DISK,
                    ATTACH_NIC,
                    DETACH_NIC,
                    LOCK_GUEST,
                    LOG_OUT_GUEST -> timing.errand();
            case SUSPEND_VM, CREATE_SNAPSHOT, REVERT_SNAPSHOT, DELETE_SNAPSHOT -> timing.save();
            case MIGRATE_VM -> timing.migration();
        };
    }

    /** What runs is cleared when it must be, then does what was asked for, then leaves a host that is being emptied. */
    private Optional<Action> whenOn(TendedVm tended, HostId on, Estate estate, Instant now, Load load, Alarm alarm) {
        var host = estate.host(on).filter(it -> it.state().answers());
        if (host.isEmpty()) {
            return Optional.empty();
        }
        if (tended.upkeep().recycle() || tended.upkeep().deleting()) {
            return clear(tended, host.get(), alarm);
        }
        return tended.upkeep().errand().isPresent()
                ? errands.begin(tended, tended.upkeep().errand().get(), host.get(), estate, load)
                : errands.leave(tended, host.get(), estate, now, load, alarm)
                        .or(() -> tending.whileOn(tended, host.get(), estate, alarm));
    }

    /** A move has ended and neither host shows the VM: one of them does not answer. */
    private Optional<Action> whenMoved(TendedVm tended, Instant since, Instant now, Alarm alarm) {
        return alarm.due(since.plus(timing.launch()))
                ? Optional.of(new Action.MarkVm(
                        tended, tended.unknown(timing.errand(), now), "no host shows it after its move"))
                : Optional.empty();
    }

    /** It goes on where its memory lies; when nobody holds it any more, that memory is thrown away. */
    private Optional<Action> whenSuspended(TendedVm tended, Estate estate, Instant now, Load load, Alarm alarm) {
        if (!alarm.due(tended.upkeep().setback().until())) {
            return Optional.empty();
        }
        if (tended.upkeep().recycle() || tended.upkeep().deleting()) {
            return tended.upkeep()
                    .lastHost()
                    .flatMap(estate::host)
                    .filter(host -> host.state().answers())
                    .map(host -> new Action.DestroyVm(tended, host.id()));
        }
        var late = tending.late(tended, alarm);
        return late.isPresent() || !tended.upkeep().wanted() ? late : start(tended, estate, now, load);
    }

    private Optional<Action> whenDown(
            TendedVm tended, Estate estate, Instant now, Load load, Restraints restraints, Alarm alarm) {
        if (!alarm.due(tended.upkeep().setback().until())) {
            return Optional.empty();
        }
        if (restraints.copied(tended)) {
            return Optional.empty();
        }
        if (tended.upkeep().deleting()) {
            return deletion(tended, estate, load);
        }
        var vm = tended.vm();
        var use = tended.upkeep().disk().use();
        var spent = vm.stateless()
                && (use == Use.USED || (use == Use.KEPT && tended.upkeep().recycle()));
        if (spent || Fit.stale(tended, estate, alarm)) {
            return diskHost(tended, estate, load).map(host -> {
                load.worksOnDisk(host.id(), tended.upkeep().disk().storage());
                return new Action.DeleteDisk(tended, host.id());
            });
        }
        if (use == Use.MISSING) {
            var fit = Fit.of(tended, estate);
            return restraints.hold(tended)
                    ? Optional.empty()
                    : diskHost(fit, estate, load).map(host -> {
                        load.worksOnDisk(host.id(), fit.upkeep().disk().storage());
                        return new Action.CreateDisk(fit, host.id());
                    });
        }
        var work = tending.whileDown(tended, estate, load, alarm);
        if (work.isPresent()) {
            return work;
        }
        return tended.held() && tended.upkeep().wanted()
                ? start(Fit.of(tended, estate), estate, now, load)
                : Optional.empty();
    }

    /** What is left of a VM that is deleted goes piece by piece: its disks unless they stay, its definition, its row. */
    private Optional<Action> deletion(TendedVm tended, Estate estate, Load load) {
        if (!tended.outfit().keepsDisks() && tended.upkeep().disk().use() != Use.MISSING) {
            return diskHost(tended, estate, load).map(host -> {
                load.worksOnDisk(host.id(), tended.upkeep().disk().storage());
                return new Action.DeleteDisk(tended, host.id());
            });
        }
        if (!tended.outfit().keepsDisks() && !tended.outfit().disks().isEmpty()) {
            return tending.deleteDisk(tended, tended.outfit().disks().getFirst(), estate, load);
        }
        var last = tended.upkeep().lastHost().flatMap(estate::host);
        if (tended.upkeep().defined() && last.isPresent()) {
            return last.filter(host -> host.state().answers()).map(host -> new Action.DestroyVm(tended, host.id()));
        }
        // A report from before may still show it; without its row that would look like a stranger.
        var shown = estate.hosts().values().stream()
                .filter(host -> host.state().believed())
                .flatMap(host -> estate.seen(host.id()).stream())
                .anyMatch(seen -> seen.vm(tended.vm().id()).isPresent()
                        && !seen.knows(tended.state().since()));
        return shown ? Optional.empty() : Optional.of(new Action.ForgetVm(tended));
    }

    /** Starts a VM where there is room, or says why there is none. */
    private Optional<Action> start(TendedVm tended, Estate estate, Instant now, Load load) {
        return switch (scheduler.place(tended, estate, load)) {
            case Placement.Placed(var host) -> {
                load.starts(host, tended);
                yield Optional.of(new Action.StartVm(tended, host));
            }
            case Placement.Later() -> Optional.empty();
            case Placement.NoFit noFit ->
                Optional.of(new Action.MarkVm(
                        tended, tended.unplaced(noFit.sentence(), now.plus(TRY_PLACING_AGAIN)), noFit.sentence()));
        };
    }

    /** Powers off what must be cleared. */
    private static Optional<Action> clear(TendedVm tended, Host on, Alarm alarm) {
        var setback = tended.upkeep().setback();
        if (!alarm.due(setback.until())) {
            return Optional.empty();
        }
        return Optional.of(
                tended.vm().stateless()
                                || tended.upkeep().deleting()
                                || setback.failures() > 0
                                || tended.state() instanceof VmState.NotResponding
                        ? new Action.DestroyVm(tended, on.id())
                        : new Action.ShutdownVm(tended, on.id()));
    }

    /**
     * Where a disk may be worked on now. One on which a VM has run is only touched by the host it ran on, which knows
     * whether it still runs; any other by the host with the least to do of those that reach it.
     */
    private Optional<Host> diskHost(TendedVm tended, Estate estate, Load load) {
        var storage = tended.upkeep().disk().storage();
        // In maintenance, and when it is known to be down, nothing runs, so there is nothing to ask it.
        var last = tended.upkeep()
                .lastHost()
                .flatMap(estate::host)
                .filter(it -> !(it.state() instanceof HostState.Maintenance || it.state() instanceof HostState.Down));
        if (last.isPresent() && tended.upkeep().disk().use() != Use.MISSING) {
            return last.filter(it -> scheduler.mayWorkOnDisk(it, storage, load));
        }
        var free = Optional.<Host>empty();
        int least = Integer.MAX_VALUE;
        for (var host : estate.hosts().values()) {
            int work = load.diskWork(host.id());
            if (work < least && scheduler.mayWorkOnDisk(host, storage, load) && estate.reachesDisk(host, tended)) {
                least = work;
                free = Optional.of(host);
            }
        }
        return free;
    }
}
