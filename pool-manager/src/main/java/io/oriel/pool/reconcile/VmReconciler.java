package io.oriel.pool.reconcile;

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
import java.util.List;
import java.util.Optional;

/** Decides the next step of each VM: what was seen comes first, then what is overdue, then what is wanted. */
final class VmReconciler {
    private static final Duration TRY_PLACING_AGAIN = Duration.ofSeconds(5);

    private final Timing timing;
    private final Scheduler scheduler;
    private final Sightings sightings;

    VmReconciler(Timing timing, Scheduler scheduler) {
        this.timing = timing;
        this.scheduler = scheduler;
        this.sightings = new Sightings(timing);
    }

    /** At most one action for each VM; planned starts are counted in the load. */
    List<Action> plan(Estate estate, Instant now, Load load, Alarm alarm) {
        var actions = new ArrayList<Action>(sightings.distrusted(estate));
        for (var tended : estate.vmsInOrder()) {
            step(tended, estate, now, load, alarm).ifPresent(actions::add);
        }
        return actions;
    }

    private Optional<Action> step(TendedVm tended, Estate estate, Instant now, Load load, Alarm alarm) {
        var seen = sightings.of(tended, estate, now, alarm);
        if (seen.isPresent()) {
            return seen;
        }
        if (tended.upkeep().command().isPresent()) {
            return await(tended, tended.upkeep().command().get(), estate, now, alarm);
        }
        return switch (tended.state()) {
            case VmState.Down _ -> whenDown(tended, estate, now, load, alarm);
            case VmState.Up it -> clear(tended, estate.host(it.on()), alarm);
            case VmState.PoweringUp it -> clear(tended, estate.host(it.on()), alarm);
            case VmState.Paused it -> clear(tended, estate.host(it.on()), alarm);
            case VmState.PoweringDown it -> clear(tended, estate.host(it.on()), alarm);
            case VmState.NotResponding it -> clear(tended, estate.host(it.on()), alarm);
            case VmState.Unknown _ -> Optional.empty();
            case VmState.ImageLocked _, VmState.WaitForLaunch _ ->
                throw new IllegalStateException(
                        "vm " + tended.vm().id() + " is in " + tended.state().word() + " without a command");
        };
    }

    /** A command is on its way: it is asked after now and then, and given up when it takes too long. */
    private Optional<Action> await(TendedVm tended, InFlight command, Estate estate, Instant now, Alarm alarm) {
        if (alarm.due(tended.state().since().plus(patience(command.kind())))) {
            return Optional.of(new Action.MarkVm(tended, tended.overdue(now), "its command did not end in time"));
        }
        var reachable =
                estate.host(command.host()).filter(VmReconciler::answers).isPresent();
        return reachable && alarm.due(command.sendAgain())
                ? Optional.of(new Action.SendAgain(tended))
                : Optional.empty();
    }

    private Duration patience(InFlight.Kind kind) {
        return switch (kind) {
            case CREATE_DISK, DELETE_DISK -> timing.diskLock();
            case START_VM -> timing.launch();
            case SHUTDOWN_VM, DESTROY_VM -> timing.powerDown();
        };
    }

    private Optional<Action> whenDown(TendedVm tended, Estate estate, Instant now, Load load, Alarm alarm) {
        if (!alarm.due(tended.upkeep().setback().until())) {
            return Optional.empty();
        }
        var vm = tended.vm();
        var use = tended.upkeep().disk().use();
        if (vm.stateless()
                && (use == Use.USED || (use == Use.KEPT && tended.upkeep().recycle()))) {
            return diskHost(tended, estate, load).map(host -> {
                load.worksOnDisk(host.id());
                return new Action.DeleteDisk(tended, host.id());
            });
        }
        if (use == Use.MISSING) {
            return diskHost(tended, estate, load).map(host -> {
                load.worksOnDisk(host.id());
                return new Action.CreateDisk(tended, host.id());
            });
        }
        return vm.assignedTo().isPresent() && tended.upkeep().wanted()
                ? start(tended, estate, now, load)
                : Optional.empty();
    }

    /** Starts a VM where there is room, or says why there is none. */
    private Optional<Action> start(TendedVm tended, Estate estate, Instant now, Load load) {
        return switch (scheduler.place(tended.vm(), estate, load)) {
            case Placement.Placed(var host) -> {
                load.starts(host, tended.vm().memoryMiB());
                yield Optional.of(new Action.StartVm(tended, host));
            }
            case Placement.Later() -> Optional.empty();
            case Placement.NoFit noFit ->
                Optional.of(new Action.MarkVm(
                        tended, tended.unplaced(noFit.sentence(), now.plus(TRY_PLACING_AGAIN)), noFit.sentence()));
        };
    }

    /** Powers off what must be cleared. */
    private static Optional<Action> clear(TendedVm tended, Optional<Host> on, Alarm alarm) {
        var setback = tended.upkeep().setback();
        if (!tended.upkeep().recycle() || on.filter(VmReconciler::answers).isEmpty() || !alarm.due(setback.until())) {
            return Optional.empty();
        }
        var host = on.get().id();
        return Optional.of(
                tended.vm().stateless() || setback.failures() > 0 || tended.state() instanceof VmState.NotResponding
                        ? new Action.DestroyVm(tended, host)
                        : new Action.ShutdownVm(tended, host));
    }

    /** A disk on which a VM has run is only touched by the host it ran on, which knows whether it still runs. */
    private Optional<Host> diskHost(TendedVm tended, Estate estate, Load load) {
        var last = tended.upkeep().lastHost().flatMap(estate::host);
        var host = last.isPresent() && tended.upkeep().disk().use() != Use.MISSING
                ? last
                : last.filter(Host::up).or(() -> estate.hostsUp().stream().findFirst());
        return host.filter(it -> scheduler.mayWorkOnDisk(it, load));
    }

    /** Whether a command sent to this host has a chance to arrive. */
    private static boolean answers(Host host) {
        return switch (host.state()) {
            case HostState.Up _, HostState.NonOperational _, HostState.Initializing _ -> true;
            case HostState.Unassigned _,
                    HostState.Connecting _,
                    HostState.NonResponsive _,
                    HostState.PendingApproval _ -> false;
        };
    }
}
