package io.oriel.pool.reconcile;

import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.Restraint;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Trials;
import io.oriel.pool.estate.VmDisk.Use;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.plan.Action;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Decides about a pool as a whole: whether it is gone, restrained, well again, or made of a newer template. */
final class PoolTurns {
    private PoolTurns() {}

    static Optional<Action> of(Pool pool, List<TendedVm> vms, Estate estate, Alarm alarm) {
        if (pool.deleting()) {
            return vms.isEmpty() ? Optional.of(new Action.ForgetPool(pool)) : Optional.empty();
        }
        var restraint = pool.trials().restraint();
        if (restraint.isPresent()) {
            return recovery(pool, restraint.get(), vms, alarm);
        }
        if (pool.trials().failures() >= Trials.MOST_FAILURES) {
            return Optional.of(new Action.RestrainPool(pool, pool.trials().reason()));
        }
        return pool.useLatest()
                ? latest(pool, estate).map(template -> new Action.RollOut(pool, template))
                : Optional.empty();
    }

    private static Optional<Action> recovery(Pool pool, Restraint restraint, List<TendedVm> vms, Alarm alarm) {
        var since =
                pool.trials().lastFailure().filter(restraint.since()::isBefore).orElse(restraint.since());
        var well = vms.stream().filter(tended -> worked(tended, pool, since)).findFirst();
        if (well.isPresent()) {
            return Optional.of(new Action.FreePool(pool, "vm " + well.get().vm().name() + " came up"));
        }
        var idle = pool.trials().nextAttempt().filter(alarm::due).isPresent()
                && (complete(pool, vms) || vms.stream().noneMatch(PoolTurns::wanting));
        return idle ? Optional.of(new Action.FreePool(pool, "nothing is missing")) : Optional.empty();
    }

    private static boolean worked(TendedVm tended, Pool pool, Instant since) {
        var up = tended.state() instanceof VmState.Up it && it.since().isAfter(since);
        var made = tended.upkeep().diskMade().filter(since::isBefore).isPresent();
        return up || (made && pool.prestarted() == 0);
    }

    private static boolean wanting(TendedVm tended) {
        return !tended.held() && !tended.upkeep().deleting() && !tended.inReserve();
    }

    private static boolean complete(Pool pool, List<TendedVm> vms) {
        var missing = vms.stream()
                .anyMatch(tended -> wanting(tended) && tended.upkeep().disk().use() == Use.MISSING);
        return !missing && vms.stream().filter(TendedVm::inReserve).count() >= pool.prestarted();
    }

    /** The newest version of the pool's template that desktops can be made of, if that is another one. */
    private static Optional<Template> latest(Pool pool, Estate estate) {
        return Optional.ofNullable(estate.templates().get(pool.template()))
                .flatMap(current -> estate.templates().values().stream()
                        .filter(it ->
                                it.ok() && it.disks().isEmpty() && it.name().equals(current.name()))
                        .max(Comparator.comparing(Template::number))
                        .filter(newest -> newest.number() > current.number()));
    }
}
