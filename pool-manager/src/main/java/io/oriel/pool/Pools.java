package io.oriel.pool;

import io.oriel.host.api.VmId;
import io.oriel.pool.estate.JobKind;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Trials;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.store.Assignments;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.PoolRows;
import io.oriel.pool.store.Taken;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionTemplate;

/** Pools, and who holds which of their VMs. */
public final class Pools {
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,50}(\\?{1,4}[A-Za-z0-9._-]{0,8})?");
    private static final int LONGEST_DESCRIPTION = 500;

    private final EstateStore store;
    private final PoolRows rows;
    private final Assignments assignments;
    private final Clusters clusters;
    private final TransactionTemplate transactions;
    private final Events events;
    private final Jobs jobs;
    private final Clock clock;

    Pools(
            EstateStore store,
            PoolRows rows,
            Assignments assignments,
            Clusters clusters,
            TransactionTemplate transactions,
            Events events,
            Jobs jobs,
            Clock clock) {
        this.store = store;
        this.rows = rows;
        this.assignments = assignments;
        this.clusters = clusters;
        this.transactions = transactions;
        this.events = events;
        this.jobs = jobs;
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
                counted.ready(), counted.startable(), counted.assigned(), pool.size(), store.medianStart(id));
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
     * @throws PoolException INVALID, ALREADY_EXISTS, NOT_FOUND (template, cluster)
     */
    public Pool create(NewPool wanted) {
        check(wanted);
        var template = rows.template(wanted.template())
                .orElseThrow(() ->
                        new PoolException(PoolException.Code.NOT_FOUND, "there is no template " + wanted.template()));
        var cluster = clusters.chosen(wanted.cluster()).id();
        var pool = new Pool(
                PoolId.random(),
                wanted.name(),
                wanted.description(),
                wanted.kind(),
                cluster,
                wanted.template(),
                wanted.useLatest(),
                Optional.empty(),
                wanted.size(),
                wanted.prestarted(),
                wanted.maxPerUser(),
                wanted.stateless(),
                wanted.vcpus(),
                wanted.memoryMiB(),
                wanted.policy(),
                Trials.NONE,
                false,
                1);
        try {
            transactions.executeWithoutResult(_ -> {
                rows.insert(pool);
                for (int position = 1; position <= pool.size(); position++) {
                    rows.insertVm(pool, position, template.storage(), clock.instant());
                }
                events.record(
                        Event.of(Severity.NORMAL, "pool " + pool.name() + " was made with " + pool.size() + " vms")
                                .about(pool.id()));
                jobs.open(JobKind.POOL_CREATE, pool.id().value(), "make pool " + pool.name());
            });
        } catch (DuplicateKeyException e) {
            throw new PoolException(
                    PoolException.Code.ALREADY_EXISTS,
                    "there is a pool " + wanted.name() + " already, or a vm with the name of one of its vms",
                    e);
        }
        return pool;
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

    private static void check(NewPool wanted) {
        require(
                NAME.matcher(wanted.name()).matches(),
                "a pool's name begins with a letter or digit, goes on with letters, digits, '.', '_' and '-', has at"
                        + " most 51 of them, and may hold one run of up to four '?' for the vm's number");
        require(
                wanted.description().length() <= LONGEST_DESCRIPTION,
                "a description has at most " + LONGEST_DESCRIPTION + " characters");
        require(wanted.size() >= 1 && wanted.size() <= Pool.MAX_SIZE, "a pool has 1 to " + Pool.MAX_SIZE + " vms");
        long digits = wanted.name().chars().filter(c -> c == '?').count();
        require(
                digits == 0 || wanted.size() < Math.pow(10, digits),
                "the name has " + digits + " question marks, too few for " + wanted.size() + " vms");
        require(
                wanted.prestarted() >= 0 && wanted.prestarted() <= wanted.size(),
                "the prestarted vms are 0 to as many as the pool has");
        require(wanted.maxPerUser() >= 1, "one person may hold at least one vm");
        require(wanted.vcpus() >= 1 && wanted.vcpus() <= 64, "a vm has 1 to 64 processors");
        require(wanted.memoryMiB() >= 16 && wanted.memoryMiB() <= 1 << 20, "a vm has 16 to 1048576 MiB of memory");
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new PoolException(PoolException.Code.INVALID, rule);
        }
    }

    private static PoolException notFound(PoolId id) {
        return new PoolException(PoolException.Code.NOT_FOUND, "there is no pool " + id);
    }
}
