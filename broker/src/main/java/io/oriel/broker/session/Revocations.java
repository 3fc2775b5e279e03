package io.oriel.broker.session;

import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.Revocation;
import io.oriel.display.grant.SessionId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What gateways must end, numbered.
 *
 * <p>A reader remembers the highest number it saw, so numbers must become visible in order: writers take one lock until
 * their commit. Without it a lower number could appear behind a reader's back.
 */
public final class Revocations {
    private static final long LOCK = 0x0413_7265_766f_6b65L;
    private static final int AT_ONCE = 1000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public Revocations(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** Tells a gateway to end a session; becomes visible with the caller's commit. */
    public void add(UUID gateway, SessionId session, CloseReason reason) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql("select pg_advisory_xact_lock(:lock)")
                    .param("lock", LOCK)
                    .query((row, number) -> number)
                    .list();
            jdbc.sql("""
                            insert into broker.revocation (session_id, gateway_id, reason)
                            values (:session, :gateway, :reason)""")
                    .param("session", session.value())
                    .param("gateway", gateway)
                    .param("reason", reason.name())
                    .update();
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    listeners.forEach(Runnable::run);
                }
            });
        });
    }

    /** Hears, after the commit, that there is something new; on any thread, must return quickly. */
    public void onAdded(Runnable listener) {
        listeners.add(listener);
    }

    /** What a gateway must end, after this number, in order; at most 1,000. */
    public List<Revocation> after(UUID gateway, long number) {
        return jdbc.sql("""
                        select number, session_id, reason from broker.revocation
                        where gateway_id = :gateway and number > :number order by number limit :most""")
                .param("gateway", gateway)
                .param("number", number)
                .param("most", AT_ONCE)
                .query((row, index) -> new Revocation(
                        row.getLong("number"),
                        new SessionId(row.getObject("session_id", UUID.class)),
                        CloseReason.valueOf(row.getString("reason"))))
                .list();
    }
}
