package io.oriel.pool.reconcile;

import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.PoolKind;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmDisk.Use;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.plan.Action;
import io.oriel.pool.schedule.Load;
import io.oriel.pool.schedule.Placement;
import io.oriel.pool.schedule.Scheduler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps pools as they are wanted: takes back what nobody came for, replaces what is out of date, and keeps as many VMs
 * running without a user as each pool wants in reserve.
 */
final class PoolReconciler {
    private final Scheduler scheduler;

    PoolReconciler(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * What is due for pools, and for those of their VMs that need nothing themselves.
     *
     * @param planned what the VMs themselves need this round; a VM gets one action at most
     */
    List<Action> plan(Estate estate, List<Action> planned, Load load, Restraints restraints, Alarm alarm) {
        var taken = planned.stream()
                .flatMap(action -> action.subject().stream())
                .map(tended -> tended.vm().id())
                .collect(Collectors.toCollection(HashSet::new));
        Map<PoolId, List<TendedVm>> byPool = estate.vmsInOrder().stream()
                .filter(tended -> tended.vm().pool().isPresent())
                .collect(Collectors.groupingBy(tended -> tended.vm().pool().orElseThrow()));
        var actions = new ArrayList<Action>();
        for (var pool : estate.poolsInOrder()) {
            var vms = byPool.getOrDefault(pool.id(), List.of());
            PoolTurns.of(pool, vms, estate, alarm).ifPresent(actions::add);
            for (var tended : vms) {
                if (!taken.contains(tended.vm().id())) {
                    back(tended, pool, alarm).ifPresent(action -> {
                        taken.add(tended.vm().id());
                        actions.add(action);
                    });
                }
            }
            actions.addAll(replace(pool, vms, taken, alarm));
            var reserve = vms.stream().filter(TendedVm::inReserve).count();
            actions.addAll(refill(pool, pool.prestarted() - reserve, vms, taken, estate, load, restraints, alarm));
        }
        return actions;
    }

    /** A desktop goes back to its pool when it was powered off, and when nobody came for it. */
    private static Optional<Action> back(TendedVm tended, Pool pool, Alarm alarm) {
        if (tended.vm().assignedTo().isEmpty()) {
            return Optional.empty();
        }
        var off = pool.kind() == PoolKind.AUTOMATIC
                && !tended.vm().stateless()
                && tended.state() instanceof VmState.Down
                && !tended.upkeep().wanted();
        if (off) {
            return Optional.of(new Action.MarkVm(
                    tended, tended.takenBack(), "it was powered off, and goes back to pool " + pool.name()));
        }
        var unused = pool.policy().unused();
        var late = unused.isPositive()
                && tended.upkeep()
                        .unusedSince()
                        .filter(since -> alarm.due(since.plus(unused)))
                        .isPresent();
        return late
                ? Optional.of(new Action.MarkVm(
                        tended,
                        tended.takenBack(),
                        "nobody came for it within " + unused.toSeconds() + " s, and it goes back to pool "
                                + pool.name()))
                : Optional.empty();
    }

    /** What waits and is out of date is replaced at once, but for half of the reserve, until newer ones are up. */
    private static List<Action> replace(Pool pool, List<TendedVm> vms, Set<VmId> taken, Alarm alarm) {
        var waiting = vms.stream().filter(TendedVm::inReserve).toList();
        long free =
                vms.stream().filter(it -> !it.held() && !it.upkeep().deleting()).count();
        long ready =
                waiting.stream().filter(it -> it.state() instanceof VmState.Up).count();
        long spare = ready - Math.min(pool.prestarted(), free) / 2;
        var actions = new ArrayList<Action>();
        for (var tended : waiting.reversed()) {
            if (taken.contains(tended.vm().id()) || !Fit.outdated(tended, pool, alarm)) {
                continue;
            }
            var up = tended.state() instanceof VmState.Up;
            if (up && spare <= 0) {
                continue;
            }
            spare -= up ? 1 : 0;
            taken.add(tended.vm().id());
            actions.add(new Action.MarkVm(
                    tended, tended.unneeded(), "it is not what pool " + pool.name() + " wants any more"));
        }
        return actions;
    }

    /**
     * In the order of their numbers; one whose disk is just being made keeps its turn. One whose disk is to be thrown away,
     * and cannot be yet, is not started: it would be powered off again at once.
     */
    private List<Action> refill(
            Pool pool,
            long missing,
            List<TendedVm> vms,
            Set<VmId> taken,
            Estate estate,
            Load load,
            Restraints restraints,
            Alarm alarm) {
        var actions = new ArrayList<Action>();
        long left = missing;
        for (var tended : vms) {
            if (left <= 0) {
                break;
            }
            if (gettingReady(tended) && !restraints.hold(tended)) {
                left--;
                continue;
            }
            if (taken.contains(tended.vm().id())
                    || restraints.hold(tended)
                    || !startable(tended)
                    || Fit.stale(tended, estate, alarm)
                    || !alarm.due(tended.upkeep().setback().until())) {
                continue;
            }
            var fit = Fit.of(tended, estate);
            // No turn now: it comes when a start ends, which is a change. No room: no fault of a reserve nobody asked
            // for.
            if (!(scheduler.place(fit, estate, load) instanceof Placement.Placed(var host))) {
                break;
            }
            load.starts(host, fit);
            actions.add(new Action.StartVm(fit, host));
            left--;
        }
        return actions;
    }

    private static boolean gettingReady(TendedVm tended) {
        return tended.vm().assignedTo().isEmpty()
                && !tended.upkeep().deleting()
                && tended.vm().host().isEmpty()
                && tended.upkeep().disk().use() == Use.MISSING
                && tended.upkeep().setback().failures() == 0;
    }

    private static boolean startable(TendedVm tended) {
        return tended.state() instanceof VmState.Down
                && !tended.busy()
                && !tended.upkeep().deleting()
                && tended.vm().assignedTo().isEmpty()
                && (tended.upkeep().disk().use() == Use.CLEAN
                        || (!tended.vm().stateless() && tended.upkeep().disk().use() == Use.USED));
    }
}
