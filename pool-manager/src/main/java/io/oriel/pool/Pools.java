package io.oriel.pool;

import io.oriel.host.api.VmId;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.store.Assignments;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.PoolRows;
import io.oriel.pool.store.Taken;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Pools, and who holds which of their VMs. */
public final class Pools {
    private final EstateStore store;
    private final PoolRows rows;
    private final Assignments assignments;
    private final PoolChanges changes;
    private final Clock clock;

    Pools(EstateStore store, PoolRows rows, Assignments assignments, PoolChanges changes, Clock clock) {
        this.store = store;
        this.rows = rows;
        this.assignments = assignments;
        this.changes = changes;
        this.clock = clock;
    }

    /** All pools, by name. */
    public List<Pool> list() {
        return store.pools();
    }

    public Optional<Pool> find(PoolId id) {
        return rows.find(id);
    }

    public Optional<Pool> byName(String name) {
        return rows.byName(name);
    }

    /**
     * How a pool stands now.
     *
     * @throws PoolException NOT_FOUND
     */
    public PoolCount count(PoolId id) {
        var pool = rows.find(id).orElseThrow(() -> notFound(id));
        var counted = rows.count(id);
        return new PoolCount(
                counted.ready(),
                counted.startable(),
                counted.assigned(),
                counted.outdated(),
                pool.size(),
                store.medianStart(id));
    }

    /**
     * Gives the person one of the pool's VMs, a running one if there is any, and has it started otherwise.
     *
     * @throws PoolException NOT_FOUND
     */
    public Claim claim(PoolId pool, UserId user) {
        return switch (assignments.take(pool, user)) {
            case Taken.One(var tended) ->
                tended.state() instanceof VmState.Up
                        ? new Claim.Ready(tended.vm())
                        : new Claim.Starting(tended.vm(), eta(tended));
            case Taken.NoneFree() -> new Claim.Exhausted();
            case Taken.LimitReached(var limit) -> new Claim.LimitReached(limit);
            case Taken.NoPool() -> throw notFound(pool);
        };
    }

    /** Takes the VM from the person. A stateless one loses its disk; none is given to anybody before it was powered off. */
    public Release release(VmId vm, UserId user) {
        return assignments
                .giveBack(vm, user)
                .<Release>map(tended -> new Release.Released(tended.vm()))
                .orElseGet(Release.NotYours::new);
    }

    /**
     * Makes a pool and its VMs, all of them Down. The reserve is started by the reconcile loop.
     *
     * @throws PoolException INVALID with every fault, ALREADY_EXISTS, NOT_FOUND (template, cluster), IN_USE (the template)
     */
    public Pool create(NewPool wanted) {
        return changes.create(wanted);
    }

    /** All that is wrong with a new pool, but for what it refers to; empty when {@link #create} would not call it INVALID. */
    public List<PoolException.Fault> faults(NewPool wanted) {
        return PoolRules.faults(PoolChanges.made(wanted, ClusterId.random()));
    }

    /** All that is wrong with a change of a pool; as {@link #faults(NewPool)}. */
    public List<PoolException.Fault> faults(Pool before, PoolEdit wanted) {
        return PoolRules.faults(PoolChanges.merged(before, wanted));
    }

    /**
     * Changes a pool. VMs get processors and memory at their next start. When it shrinks, free VMs are deleted, the
     * highest numbers first.
     *
     * @throws PoolException INVALID with every fault, ALREADY_EXISTS, NOT_FOUND; IN_USE when it would have to lose a
     *     desktop that is somebody's; CONFLICT
     */
    public Pool edit(PoolId id, PoolEdit wanted) {
        return changes.edit(id, wanted);
    }

    /**
     * Has a pool made of another template: free VMs at once, the others when they are given back.
     *
     * @throws PoolException NOT_FOUND, IN_USE (the template is not ready), CONFLICT
     */
    public Pool rollOut(PoolId id, TemplateId to) {
        return changes.rollOut(id, to);
    }

    /**
     * Has a pool made of what it was made of before the last roll-out. It does not follow the latest version any more.
     *
     * @throws PoolException NOT_FOUND; IN_USE when there is nothing to go back to; CONFLICT
     */
    public Pool rollBack(PoolId id) {
        return changes.rollBack(id);
    }

    /**
     * Has a restrained pool refilled at once.
     *
     * @throws PoolException NOT_FOUND, CONFLICT
     */
    public Pool resume(PoolId id) {
        return changes.resume(id);
    }

    /**
     * Has a pool deleted with all its VMs: powered off, their disks deleted.
     *
     * @param force also when some of them are somebody's
     * @throws PoolException NOT_FOUND; IN_USE naming the desktops that are somebody's; CONFLICT
     */
    public Pool delete(PoolId id, boolean force) {
        return changes.delete(id, force);
    }

    /**
     * Takes a desktop from whoever holds it, as if they had given it back.
     *
     * @return who held it
     * @throws PoolException NOT_FOUND; IN_USE when it is nobody's, or of no pool
     */
    public UserId takeBack(VmId id) {
        var vm = store.vm(id).map(TendedVm::vm).orElseThrow(() -> Rules.notFound("vm " + id));
        var holder = vm.assignedTo()
                .filter(_ -> vm.pool().isPresent())
                .orElseThrow(
                        () -> new PoolException(PoolException.Code.IN_USE, "vm " + vm.name() + " is nobody's desktop"));
        if (assignments.giveBack(id, holder).isEmpty()) {
            throw new PoolException(PoolException.Code.CONFLICT, "vm " + vm.name() + " has just changed; look again");
        }
        return holder;
    }

    /** All VMs of a pool, by number. */
    public List<Vm> vms(PoolId id) {
        return store.vmsOf(id).stream().map(TendedVm::vm).toList();
    }

    /** How long a start still takes: the median of the last ones, less what has passed. */
    Optional<Duration> eta(TendedVm tended) {
        return tended.vm().pool().flatMap(store::medianStart).map(median -> {
            var passed = tended.upkeep()
                    .launched()
                    .map(at -> Duration.between(at, clock.instant()))
                    .orElse(Duration.ZERO);
            var left = median.minus(passed);
            return left.isNegative() ? Duration.ZERO : left;
        });
    }

    private static PoolException notFound(PoolId id) {
        return new PoolException(PoolException.Code.NOT_FOUND, "there is no pool " + id);
    }
}
