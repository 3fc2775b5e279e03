package io.oriel.pool.reconcile;

import io.oriel.pool.estate.Errand;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.Mobility;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.plan.Action;
import io.oriel.pool.schedule.Load;
import io.oriel.pool.schedule.Placement;
import io.oriel.pool.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What was asked for of a VM on a host, and what a host that is being emptied asks of it. */
final class Errands {
    private static final Duration TRY_MOVING_AGAIN = Duration.ofSeconds(10);

    private final Scheduler scheduler;

    Errands(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** The command that begins what was asked for, or the reason for which it cannot begin. */
    Optional<Action> begin(TendedVm tended, Errand errand, Host on, Estate estate, Load load) {
        var host = on.id();
        if (!host.equals(tended.vm().host().orElse(null)) || !on.state().answers()) {
            return Optional.empty();
        }
        var runs = tended.runs();
        return switch (errand.kind()) {
            case SHUTDOWN -> Optional.of(new Action.ShutdownVm(tended, host));
            case STOP ->
                Optional.of(
                        tended.outfit().snapshots().isEmpty()
                                ? new Action.DestroyVm(tended, host)
                                : new Action.PowerOffVm(tended, host));
            case REBOOT ->
                runs ? Optional.of(new Action.RebootVm(tended, host)) : giveUp(tended, errand, state(tended));
            case RESET -> runs ? Optional.of(new Action.ResetVm(tended, host)) : giveUp(tended, errand, state(tended));
            case PAUSE -> runs ? Optional.of(new Action.PauseVm(tended, host)) : giveUp(tended, errand, state(tended));
            case RESUME ->
                runs ? Optional.of(new Action.ResumeVm(tended, host)) : giveUp(tended, errand, state(tended));
            case SUSPEND ->
                runs ? Optional.of(new Action.SuspendVm(tended, host)) : giveUp(tended, errand, state(tended));
            case MIGRATE ->
                tended.state().migratable()
                        ? move(tended, errand, on, estate, load)
                        : giveUp(tended, errand, state(tended));
            case CANCEL_MIGRATION -> giveUp(tended, errand, "it does not move");
            case REVERT_SNAPSHOT -> giveUp(tended, errand, state(tended));
            case LOCK ->
                up(tended) ? Optional.of(new Action.LockGuest(tended, host)) : giveUp(tended, errand, state(tended));
            case LOG_OUT ->
                up(tended) ? Optional.of(new Action.LogOutGuest(tended, host)) : giveUp(tended, errand, state(tended));
        };
    }

    private Optional<Action> move(TendedVm tended, Errand errand, Host on, Estate estate, Load load) {
        return switch (scheduler.move(tended, errand.to(), estate, load)) {
            case Placement.Placed(var to) -> {
                load.moves(on.id(), to, tended);
                yield Optional.of(new Action.MigrateVm(tended, on.id(), to));
            }
            case Placement.Later() -> Optional.empty();
            case Placement.NoFit noFit -> giveUp(tended, errand, noFit.sentence());
        };
    }

    /** A VM on a host that is being emptied moves away; one that nobody holds and that cannot move is powered off. */
    Optional<Action> leave(TendedVm tended, Host on, Estate estate, Instant now, Load load, Alarm alarm) {
        var drained = on.state() instanceof HostState.PreparingForMaintenance;
        if (!drained
                || !tended.state().migratable()
                || !alarm.due(tended.upkeep().setback().until())) {
            return Optional.empty();
        }
        var mobility = tended.outfit().care().continuity().mobility();
        if (mobility != Mobility.MIGRATABLE) {
            var why = "it cannot leave " + on.name() + ": " + mobility.reason();
            return Optional.of(new Action.MarkVm(tended, tended.unplaced(why, now.plus(TRY_MOVING_AGAIN)), why));
        }
        return switch (scheduler.move(tended, Optional.empty(), estate, load)) {
            case Placement.Placed(var to) -> {
                load.moves(on.id(), to, tended);
                yield Optional.of(new Action.MigrateVm(tended, on.id(), to));
            }
            case Placement.Later() -> Optional.empty();
            case Placement.NoFit noFit -> {
                var why = "it cannot leave " + on.name() + ": " + noFit.sentence();
                yield Optional.of(
                        tended.held()
                                ? new Action.MarkVm(tended, tended.unplaced(why, now.plus(TRY_MOVING_AGAIN)), why)
                                : new Action.MarkVm(
                                        tended, tended.unneeded(), "nobody holds it, and its host is being emptied"));
            }
        };
    }

    /** What was asked for is no longer waited for. */
    static Optional<Action> giveUp(TendedVm tended, Errand errand, String why) {
        var sentence = "it was to " + errand.word() + ", but " + why;
        return Optional.of(new Action.MarkVm(tended, tended.giveUp(sentence), sentence));
    }

    /** Whether its guest listens. */
    private static boolean up(TendedVm tended) {
        return tended.state() instanceof VmState.Up;
    }

    private static String state(TendedVm tended) {
        return "it is " + tended.state().word();
    }
}
