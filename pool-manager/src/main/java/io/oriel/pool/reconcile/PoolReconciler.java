package io.oriel.pool.reconcile;

import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmDisk.Use;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.plan.Action;
import io.oriel.pool.schedule.Load;
import io.oriel.pool.schedule.Placement;
import io.oriel.pool.schedule.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Keeps as many VMs running without a user as each pool wants in reserve. */
final class PoolReconciler {
    private final Scheduler scheduler;

    PoolReconciler(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Starts for the reserve.
     *
     * @param planned what the VMs themselves need this round; a VM gets one action at most
     */
    List<Action> plan(Estate estate, List<Action> planned, Load load, Alarm alarm) {
        var taken = planned.stream()
                .flatMap(action -> action.subject().stream())
                .map(tended -> tended.vm().id())
                .collect(Collectors.toSet());
        Map<PoolId, List<TendedVm>> byPool = estate.vmsInOrder().stream()
                .filter(tended -> tended.vm().pool().isPresent())
                .collect(Collectors.groupingBy(tended -> tended.vm().pool().orElseThrow()));
        var actions = new ArrayList<Action>();
        for (var pool : estate.poolsInOrder()) {
            var vms = byPool.getOrDefault(pool.id(), List.of());
            var reserve = vms.stream().filter(TendedVm::inReserve).count();
            actions.addAll(refill(pool, pool.prestarted() - reserve, vms, taken, estate, load, alarm));
        }
        return actions;
    }

    /** In the order of their numbers; one whose disk is just being made keeps its turn. */
    private List<Action> refill(
            Pool pool, long missing, List<TendedVm> vms, Set<VmId> taken, Estate estate, Load load, Alarm alarm) {
        var actions = new ArrayList<Action>();
        long left = missing;
        for (var tended : vms) {
            if (left <= 0) {
                break;
            }
            if (gettingReady(tended)) {
                left--;
                continue;
            }
            if (taken.contains(tended.vm().id())
                    || !startable(tended)
                    || !alarm.due(tended.upkeep().setback().until())) {
                continue;
            }
            // No turn now: it comes when a start ends, which is a change. No room: no fault of a reserve nobody asked
            // for.
            if (!(scheduler.place(tended, estate, load) instanceof Placement.Placed(var host))) {
                break;
            }
            load.starts(host, tended);
            actions.add(new Action.StartVm(tended, host));
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
