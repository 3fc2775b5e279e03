package io.oriel.broker.access;

import io.oriel.pool.estate.PoolId;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of who may take from which pool. Changed by administrators only; their right is checked by the caller. */
public final class Entitlements {
    private final JdbcClient jdbc;

    public Entitlements(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Lets them take from the pool. Doing it twice changes nothing. */
    public void grant(PoolId pool, Subject subject) {
        jdbc.sql("""
                        insert into broker.entitlement (pool_id, kind, subject) values (:pool, :kind, :subject)
                        on conflict do nothing""")
                .param("pool", pool.value())
                .param("kind", subject.kind().word())
                .param("subject", subject.name())
                .update();
    }

    /** Takes the right away. What they have already stays theirs. */
    public void withdraw(PoolId pool, Subject subject) {
        jdbc.sql("delete from broker.entitlement where pool_id = :pool and kind = :kind and subject = :subject")
                .param("pool", pool.value())
                .param("kind", subject.kind().word())
                .param("subject", subject.name())
                .update();
    }

    /** Who may take from this pool: people before groups, by name. */
    public List<Subject> of(PoolId pool) {
        return jdbc.sql("""
                        select kind, subject from broker.entitlement where pool_id = :pool
                        order by kind desc, subject""")
                .param("pool", pool.value())
                .query((row, number) -> new Subject(
                        Subject.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)), row.getString("subject")))
                .list();
    }
}
