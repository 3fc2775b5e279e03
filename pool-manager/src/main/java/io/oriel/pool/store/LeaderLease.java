package io.oriel.pool.store;

import io.oriel.host.api.LeaseToken;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The time-limited right to lead, as a row with a number that rises with every new leader.
 *
 * <p>Who may take the row is decided by the database's clock alone. Its holder stops work after two thirds of the lease
 * by its own monotonic clock, counted from before the renewal was sent; so it stops before anybody else can begin, and
 * should it be paused meanwhile, the token of its late writes is refused. Used by one thread; {@link #current} by any.
 */
public final class LeaderLease {
    private static final String NAME = "reconcile";

    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration RENEW = Duration.ofSeconds(3);
    private static final Logger log = LoggerFactory.getLogger(LeaderLease.class);

    private final JdbcClient jdbc;
    private final String owner;
    private final LongSupplier nanoTime;

    private volatile @Nullable Held held;

    private record Held(LeaseToken token, long renewedAt) {}

    /**
     * @param owner names this process to people who look into the table
     * @param nanoTime a clock that never jumps, {@code System::nanoTime}
     */
    public LeaderLease(JdbcClient jdbc, String owner, LongSupplier nanoTime) {
        this.jdbc = jdbc;
        this.owner = owner;
        this.nanoTime = nanoTime;
    }

    /**
     * Whether this token leads, asked inside a transaction: until its end nobody else can take the lease.
     *
     * <p>A process that is stopped in there must not keep the lease from others for as long as it stands still, so the
     * database ends a connection that leaves such a transaction idle for longer than half a lease.
     */
    static boolean leads(JdbcClient jdbc, LeaseToken token) {
        return jdbc.sql("""
                        select length(set_config('idle_in_transaction_session_timeout', :idle, true))
                        from pool.lease where name = :name and token = :token for share""")
                .param("idle", LEASE.toMillis() / 2 + "ms")
                .param("name", NAME)
                .param("token", token.value())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Takes the lease if it is free and renews it when it is time; to be called every three seconds or more often. */
    public Optional<LeaseToken> hold() {
        var mine = held;
        long before = nanoTime.getAsLong();
        try {
            if (mine == null) {
                take(before);
            } else if (before - mine.renewedAt() >= RENEW.toNanos()) {
                renew(mine, before);
            }
        } catch (DataAccessException e) {
            log.atWarn()
                    .addKeyValue("reason", e.getMostSpecificCause().getMessage())
                    .log("the lease could not be renewed");
        }
        return current();
    }

    /** The token, while this process may lead. */
    public Optional<LeaseToken> current() {
        var mine = held;
        return mine != null && nanoTime.getAsLong() - mine.renewedAt() < LEASE.toNanos() * 2 / 3
                ? Optional.of(mine.token())
                : Optional.empty();
    }

    /** Lets the next one lead at once; without a database, it has to wait until the lease has run out. */
    public void release() {
        var mine = held;
        held = null;
        if (mine == null) {
            return;
        }
        try {
            jdbc.sql("update pool.lease set until = now() where name = :name and owner = :owner and token = :token")
                    .param("name", NAME)
                    .param("owner", owner)
                    .param("token", mine.token().value())
                    .update();
        } catch (DataAccessException e) {
            log.atWarn()
                    .addKeyValue("reason", e.getMostSpecificCause().getMessage())
                    .log("the lease could not be given up");
        }
    }

    private void take(long before) {
        jdbc.sql("""
                        update pool.lease set owner = :owner, token = token + 1, until = now() + make_interval(secs => :secs)
                        where name = :name and until <= now() returning token""")
                .param("name", NAME)
                .param("owner", owner)
                .param("secs", LEASE.toSeconds())
                .query(Long.class)
                .optional()
                .ifPresent(token -> held = new Held(new LeaseToken(token), before));
    }

    private void renew(Held mine, long before) {
        int rows = jdbc.sql("""
                        update pool.lease set until = now() + make_interval(secs => :secs)
                        where name = :name and owner = :owner and token = :token""")
                .param("name", NAME)
                .param("owner", owner)
                .param("token", mine.token().value())
                .param("secs", LEASE.toSeconds())
                .update();
        held = rows == 1 ? new Held(mine.token(), before) : null;
    }
}
