package io.oriel.pool.reconcile;

import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.TemplateState;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmDisk.Use;
import io.oriel.pool.estate.VmState;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds back VMs that templates are being made of, and the free VMs of restrained pools: after a pause one of them is tried, and the others wait for how it fares.
 *
 * <p>Lives for one round, on one thread.
 */
final class Restraints {
    private final Map<PoolId, Optional<VmId>> attempts;
    private final Set<VmId> copied;

    private Restraints(Map<PoolId, Optional<VmId>> attempts, Set<VmId> copied) {
        this.attempts = attempts;
        this.copied = copied;
    }

    static Restraints of(Estate estate, Alarm alarm) {
        var attempts = new HashMap<PoolId, Optional<VmId>>();
        for (var pool : estate.pools().values()) {
            pool.trials().nextAttempt().ifPresent(next -> attempts.put(pool.id(), attempt(pool, next, estate, alarm)));
        }
        var copied = estate.templates().values().stream()
                .filter(template -> template.state() == TemplateState.LOCKED)
                .flatMap(template -> template.source().stream())
                .collect(Collectors.toUnmodifiableSet());
        return new Restraints(attempts, copied);
    }

    /** Whether a template is being made of a VM, which stays as it is meanwhile. */
    boolean copied(TendedVm tended) {
        return copied.contains(tended.vm().id());
    }

    /** Whether nothing may be begun with a VM now that nobody waits for. */
    boolean hold(TendedVm tended) {
        if (copied(tended)) {
            return true;
        }
        if (tended.held() || tended.upkeep().deleting()) {
            return false;
        }
        var attempt = tended.vm().pool().map(attempts::get);
        return attempt.isPresent()
                && attempt.get().filter(tended.vm().id()::equals).isEmpty();
    }

    private static Optional<VmId> attempt(Pool pool, Instant next, Estate estate, Alarm alarm) {
        if (!alarm.due(next)) {
            return Optional.empty();
        }
        var free = free(pool, estate);
        if (free.stream().anyMatch(Restraints::underway)) {
            return Optional.empty();
        }
        var wanting = free.stream()
                .filter(tended -> tended.state() instanceof VmState.Down && !tended.busy())
                .toList();
        var due = wanting.stream()
                .filter(tended -> !tended.upkeep().setback().until().isAfter(alarm.now()))
                .min(Comparator.comparing(
                                (TendedVm tended) -> tended.upkeep().disk().use() == Use.MISSING)
                        .thenComparing(tended -> tended.upkeep().build().position()));
        if (due.isEmpty()) {
            wanting.forEach(tended -> alarm.due(tended.upkeep().setback().until()));
        }
        return due.map(tended -> tended.vm().id());
    }

    private static boolean underway(TendedVm tended) {
        return switch (tended.state()) {
            case VmState.ImageLocked _, VmState.WaitForLaunch _, VmState.PoweringUp _ -> true;
            case VmState.Down _,
                    VmState.Suspended _,
                    VmState.RestoringState _,
                    VmState.Up _,
                    VmState.RebootInProgress _,
                    VmState.PoweringDown _,
                    VmState.SavingState _,
                    VmState.Paused _,
                    VmState.MigratingFrom _,
                    VmState.MigratingTo _,
                    VmState.Unknown _,
                    VmState.NotResponding _ -> false;
        };
    }

    private static List<TendedVm> free(Pool pool, Estate estate) {
        return estate.vms().values().stream()
                .filter(tended -> tended.vm().pool().filter(pool.id()::equals).isPresent())
                .filter(tended -> !tended.held() && !tended.upkeep().deleting())
                .toList();
    }
}
