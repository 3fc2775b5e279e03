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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    List<Action> plan(Estate estate, List<Action> planned, Instant now, Load load, Alarm alarm) {
        var taken = planned.stream().flatMap(PoolReconciler::subject).collect(Collectors.toSet());
        Map<PoolId, List<TendedVm>> byPool = estate.vmsInOrder().stream()
                .filter(tended -> tended.vm().pool().isPresent())
                .collect(Collectors.groupingBy(tended -> tended.vm().pool().orElseThrow()));
        var actions = new ArrayList<Action>();
        for (var pool : estate.poolsInOrder()) {
            var vms = byPool.getOrDefault(pool.id(), List.of()).stream()
                    .filter(tended -> !taken.contains(tended.vm().id()))
                    .toList();
            var reserve = byPool.getOrDefault(pool.id(), List.of()).stream()
                    .filter(TendedVm::inReserve)
                    .count();
            actions.addAll(refill(pool, pool.prestarted() - reserve, vms, estate, now, load, alarm));
        }
        return actions;
    }

    private List<Action> refill(
            Pool pool, long missing, List<TendedVm> vms, Estate estate, Instant now, Load load, Alarm alarm) {
        var actions = new ArrayList<Action>();
        for (var tended : vms) {
            if (actions.size() >= missing) {
                break;
            }
            if (!startable(tended) || !alarm.due(tended.upkeep().setback().until())) {
                continue;
            }
            switch (scheduler.place(tended.vm(), estate, load)) {
                case Placement.Placed(var host) -> {
                    load.starts(host, pool.memoryMiB());
                    actions.add(new Action.StartVm(tended, host));
                }
                // The turn comes when a start ends, which is a change; no room is no fault of a reserve nobody asked
                // for.
                case Placement.Later() -> {
                    return actions;
                }
                case Placement.NoFit _ -> {
                    return actions;
                }
            }
        }
        return actions;
    }

    private static boolean startable(TendedVm tended) {
        return tended.state() instanceof VmState.Down
                && !tended.busy()
                && tended.vm().assignedTo().isEmpty()
                && (tended.upkeep().disk().use() == Use.CLEAN
                        || (!tended.vm().stateless() && tended.upkeep().disk().use() == Use.USED));
    }

    private static Stream<VmId> subject(Action action) {
        return switch (action) {
            case Action.CreateDisk it -> Stream.of(it.vm().vm().id());
            case Action.DeleteDisk it -> Stream.of(it.vm().vm().id());
            case Action.StartVm it -> Stream.of(it.vm().vm().id());
            case Action.ShutdownVm it -> Stream.of(it.vm().vm().id());
            case Action.DestroyVm it -> Stream.of(it.vm().vm().id());
            case Action.SendAgain it -> Stream.of(it.vm().vm().id());
            case Action.MarkVm it -> Stream.of(it.vm().vm().id());
            case Action.MarkHost _, Action.NoteFacts _, Action.PrepareHost _, Action.Distrust _ -> Stream.empty();
        };
    }
}
