package io.oriel.pool.store;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.search.Occurrence;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The audit log's lines, to be searched. Safe for use by many threads. */
public final class OccurrenceRows {
    private final JdbcClient jdbc;

    public OccurrenceRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The latest lines, newest first.
     *
     * @param after only those whose id is greater
     * @param most how many at most
     */
    public List<Occurrence> after(long after, int most) {
        return jdbc.sql("""
                        select id, at, case severity when 0 then 'normal' when 1 then 'warning' when 2 then 'error'
                            else 'alert' end as severity, text, vm_id, pool_id, host_id, user_id, correlation
                        from pool.event where id > :after order by id desc limit :most""")
                .param("after", after)
                .param("most", most)
                .query((row, _) -> new Occurrence(
                        row.getLong("id"),
                        Rows.instant(row, "at"),
                        Rows.text(row, "severity"),
                        Rows.text(row, "text"),
                        Rows.id(row, "vm_id", VmId::new),
                        Rows.id(row, "pool_id", PoolId::new),
                        Rows.id(row, "host_id", HostId::new),
                        Optional.ofNullable(row.getString("user_id")).map(UserId::new),
                        Optional.ofNullable(row.getString("correlation"))))
                .list();
    }
}
