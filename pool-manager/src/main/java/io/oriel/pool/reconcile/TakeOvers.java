package io.oriel.pool.reconcile;

import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.plan.Action;
import io.oriel.pool.schedule.Load;
import io.oriel.pool.schedule.Placement;
import io.oriel.pool.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Starts VMs with a lease elsewhere while their host does not answer. Nobody knows whether they still run there: if they
 * do, that host holds the locks of their disks, and the start fails. One start at a time; while nobody knows how it
 * ended, the VM is on either host and no third one is asked.
 */
final class TakeOvers {
    /** A host that does not answer may be back in a moment. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

    private final Scheduler scheduler;

    TakeOvers(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    Optional<Action> of(TendedVm tended, Estate estate, Instant now, Load load, Alarm alarm) {
        if (!leased(tended)
                || estate.host(tended.vm().host().orElseThrow())
                        .filter(host -> host.state() instanceof HostState.NonResponsive it
                                && alarm.due(it.since().plus(PATIENCE)))
                        .isEmpty()
                || !alarm.due(tended.upkeep().setback().until())) {
            return Optional.empty();
        }
        return switch (scheduler.place(tended, estate, load)) {
            case Placement.Placed(var host) -> {
                load.starts(host, tended);
                yield Optional.of(new Action.TakeOver(tended, host));
            }
            case Placement.Later() -> Optional.empty();
            case Placement.NoFit noFit -> {
                var why = "its host does not answer, and " + noFit.sentence();
                yield Optional.of(new Action.MarkVm(tended, tended.unplaced(why, now.plus(TRY_AGAIN)), why));
            }
        };
    }

    private static boolean leased(TendedVm tended) {
        return tended.outfit().care().continuity().lease()
                && tended.state() instanceof VmState.Unknown lost
                && lost.perhaps().isEmpty()
                && tended.upkeep().wanted()
                && !tended.upkeep().deleting()
                && !tended.toBeOff();
    }
}
