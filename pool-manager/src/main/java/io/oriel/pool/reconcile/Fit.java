package io.oriel.pool.reconcile;

import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.Refresh;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmDisk.Use;
import java.time.Duration;
import java.util.Optional;

/** How VMs follow their pools: in processors and memory at each start, in the template with each new disk. */
final class Fit {
    private Fit() {}

    /** The VM as its pool wants it to be started or made; to be asked for a VM that is Down. */
    static TendedVm of(TendedVm tended, Estate estate) {
        var pool = pool(tended, estate);
        if (pool.isEmpty()) {
            return tended;
        }
        var sized = tended.sized(pool.get().vcpus(), pool.get().memoryMiB());
        return Optional.ofNullable(estate.templates().get(pool.get().template()))
                .filter(_ -> sized.upkeep().disk().use() == Use.MISSING)
                .map(sized::madeOf)
                .orElse(sized);
    }

    /** Whether a VM's disk is to be thrown away and made anew before anybody gets the VM. */
    static boolean stale(TendedVm tended, Estate estate, Alarm alarm) {
        if (tended.held() || tended.upkeep().disk().use() == Use.MISSING) {
            return false;
        }
        return pool(tended, estate)
                .filter(pool -> otherTemplate(tended, pool) || refreshDue(tended, pool, alarm))
                .isPresent();
    }

    /** Whether a VM that runs for whoever comes next is not what its pool wants any more. */
    static boolean outdated(TendedVm tended, Pool pool, Alarm alarm) {
        return otherTemplate(tended, pool)
                || tended.vm().vcpus() != pool.vcpus()
                || tended.vm().memoryMiB() != pool.memoryMiB()
                || tooOld(tended, pool, alarm);
    }

    private static boolean otherTemplate(TendedVm tended, Pool pool) {
        return !tended.upkeep().build().source().template().equals(Optional.of(pool.template()));
    }

    private static boolean refreshDue(TendedVm tended, Pool pool, Alarm alarm) {
        return (pool.policy().refresh() == Refresh.AT_GIVE_BACK
                        && tended.upkeep().disk().use() == Use.USED)
                || tooOld(tended, pool, alarm);
    }

    private static boolean tooOld(TendedVm tended, Pool pool, Alarm alarm) {
        var made = tended.upkeep().diskMade();
        return pool.policy().refresh() == Refresh.EVERY_DAYS
                && made.isPresent()
                && pool.policy()
                        .refreshDays()
                        .filter(days -> alarm.due(made.get().plus(Duration.ofDays(days))))
                        .isPresent();
    }

    private static Optional<Pool> pool(TendedVm tended, Estate estate) {
        return tended.vm().pool().map(estate.pools()::get);
    }
}
