package io.oriel.pool.store;

import io.oriel.certs.ca.MasterKey;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Who holds which VM. Any replica of the control plane writes here, at any time; the rows decide.
 *
 * <p>Safe for use by many threads. The claims of one person on one pool queue behind a lock of the database, so that
 * the count of what they hold cannot change between being read and being used. Claims of different people pass each
 * other's locked rows.
 */
public final class Assignments {
    /** What may be given to somebody: everything free that is not still showing an earlier user's work. */
    static final String FREE = """
            pool = :pool and assigned_to is null and not deleting and not (recycle and host is not null)
                and state in ('up', 'powering_up', 'wait_for_launch', 'down', 'image_locked')
            """;

    /** Running first, then on its way, then ready to start, then whatever is left; what keeps failing comes last. */
    private static final String BEST_FIRST = """
            case when failures >= 3 and setback_until > now() then 1 else 0 end,
            case state when 'up' then 0 when 'powering_up' then 1 when 'wait_for_launch' then 2
                else case disk_use when 'clean' then 3 else 4 end end,
            position
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Events events;
    private final RowMapper<TendedVm> vmMapping;
    private final Consumer<TendedVm> awaited;

    /**
     * @param master by which secrets in the rows are sealed
     * @param awaited told of each VM that somebody now waits for to come up, inside the transaction that gave it to them
     */
    public Assignments(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            Events events,
            MasterKey master,
            Consumer<TendedVm> awaited) {
        this.awaited = awaited;
        this.vmMapping = Rows.vm(new VmSeal(master));
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.events = events;
    }

    /** Gives one free VM of the pool to the person. */
    public Taken take(PoolId pool, UserId user) {
        return Rows.got(transactions.execute(_ -> takeLocked(pool, user)));
    }

    private Taken takeLocked(PoolId pool, UserId user) {
        lock(pool + "/" + user);
        var limit = jdbc.sql("select max_per_user from pool.pool where id = :pool")
                .param("pool", pool.value())
                .query(Integer.class)
                .optional();
        if (limit.isEmpty()) {
            return new Taken.NoPool();
        }
        int held = jdbc.sql("select count(*) from pool.vm where pool = :pool and assigned_to = :user")
                .param("pool", pool.value())
                .param("user", user.value())
                .query(Integer.class)
                .single();
        if (held >= limit.get()) {
            return new Taken.LimitReached(limit.get());
        }
        return assign(pool, user, "skip locked")
                .or(() -> assignWaiting(pool, user))
                .<Taken>map(tended -> {
                    events.record(Event.of(Severity.NORMAL, "vm " + tended.vm().name() + " is given to " + user)
                            .about(tended.vm().id())
                            .about(pool)
                            .about(user));
                    await(tended);
                    return new Taken.One(tended);
                })
                .orElseGet(Taken.NoneFree::new);
    }

    /**
     * A row that looked taken may only have been written to by the leader at that moment: such rows are waited for, by one
     * person at a time, because a row that was waited for in vain stays locked until the commit.
     */
    private Optional<TendedVm> assignWaiting(PoolId pool, UserId user) {
        lock("waiting for " + pool);
        while (anyFree(pool)) {
            var one = assign(pool, user, "");
            if (one.isPresent()) {
                return one;
            }
        }
        return Optional.empty();
    }

    private void lock(String what) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:what, 0))")
                .param("what", what)
                .query((row, number) -> number)
                .list();
    }

    private boolean anyFree(PoolId pool) {
        return jdbc.sql("select exists (select 1 from pool.vm where " + FREE + ")")
                .param("pool", pool.value())
                .query(Boolean.class)
                .single();
    }

    /**
     * Locks one free row, then writes to it. Two statements: in one, a row that changes meanwhile makes the database pick
     * anew while it checks its first pick, and nothing is written.
     */
    private Optional<TendedVm> assign(PoolId pool, UserId user, String waiting) {
        var free = jdbc.sql("select id from pool.vm where " + FREE + " order by " + BEST_FIRST + " limit 1 for update "
                        + waiting)
                .param("pool", pool.value())
                .query(UUID.class)
                .optional();
        return free.flatMap(id -> jdbc.sql("""
                        update pool.vm v set assigned_to = :user, assigned_at = now(), used_at = null, wanted = true
                        where id = :id and assigned_to is null returning\s""" + OutfitColumns.ALL)
                .param("id", id)
                .param("user", user.value())
                .query(vmMapping)
                .optional());
    }

    /** Takes the VM from the person; empty when it was not theirs. What runs is powered off before anybody else gets it. */
    public Optional<TendedVm> giveBack(VmId vm, UserId user) {
        return Rows.got(transactions.execute(_ -> {
            var given = jdbc.sql("""
                            update pool.vm v set assigned_to = null, assigned_at = null, used_at = null, wanted = false,
                                recycle = recycle or host is not null or state = 'suspended',
                                disk_use = case disk_use when 'kept' then 'used' else disk_use end
                            where id = :vm and assigned_to = :user returning\s""" + OutfitColumns.ALL)
                    .param("vm", vm.value())
                    .param("user", user.value())
                    .query(vmMapping)
                    .optional();
            given.ifPresent(tended ->
                    events.record(Event.of(Severity.NORMAL, "vm " + tended.vm().name() + " was given back by " + user)
                            .about(vm)
                            .about(user)));
            return given;
        }));
    }

    /** Notes that whoever holds the VM has come to it; only the first time counts. */
    public void used(VmId vm) {
        jdbc.sql("update pool.vm set used_at = now() where id = :vm and assigned_to is not null and used_at is null")
                .param("vm", vm.value())
                .update();
    }

    /** Notes that the person wants their VM to run; false when it is not theirs. */
    public boolean want(VmId vm, UserId user) {
        return Rows.got(transactions.execute(_ -> {
            var wanted = jdbc.sql("""
                            update pool.vm v set wanted = true where id = :vm and assigned_to = :user returning\s""" + OutfitColumns.ALL)
                    .param("vm", vm.value())
                    .param("user", user.value())
                    .query(vmMapping)
                    .optional();
            wanted.ifPresent(tended -> {
                events.record(Event.of(Severity.NORMAL, user + " wants their vm to run")
                        .about(vm)
                        .about(user));
                await(tended);
            });
            return wanted.isPresent();
        }));
    }

    private void await(TendedVm tended) {
        if (!(tended.state() instanceof VmState.Up)) {
            awaited.accept(tended);
        }
    }
}
