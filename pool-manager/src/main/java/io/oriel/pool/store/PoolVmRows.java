package io.oriel.pool.store;

import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of a pool's VMs, as admins change them all at once. To be used inside a transaction. */
public final class PoolVmRows {
    private final JdbcClient jdbc;

    public PoolVmRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How many it has, without those that are being deleted. */
    public int count(PoolId pool) {
        return jdbc.sql("select count(*) from pool.vm where pool = :pool and not deleting")
                .param("pool", pool.value())
                .query(Integer.class)
                .single();
    }

    /** The names of those that are somebody's, by number. */
    public List<String> held(PoolId pool) {
        return jdbc.sql("select name from pool.vm where pool = :pool and assigned_to is not null order by position")
                .param("pool", pool.value())
                .query(Rows::name)
                .list();
    }

    /**
     * Has so many free ones deleted, the highest numbers first; gives how many there were. To be called inside a
     * transaction. Two statements: in one, a row that changes meanwhile makes the database pick anew.
     */
    public int deleteFree(PoolId pool, int count) {
        var free = jdbc.sql("""
                        select id from pool.vm where pool = :pool and assigned_to is null and not deleting
                        order by position desc limit :count for update""")
                .param("pool", pool.value())
                .param("count", count)
                .query(UUID.class)
                .list();
        return free.isEmpty()
                ? 0
                : jdbc.sql(Wishes.DELETING + "where id in (:free) and assigned_to is null")
                        .param("free", free)
                        .update();
    }

    /** Has all of them deleted. */
    public void deleteAll(PoolId pool) {
        jdbc.sql(Wishes.DELETING + "where pool = :pool")
                .param("pool", pool.value())
                .update();
    }

    /** What kept failing is tried again at once. */
    public void forgive(PoolId pool) {
        jdbc.sql("update pool.vm set failures = 0, setback_until = 'epoch' where pool = :pool and failures > 0")
                .param("pool", pool.value())
                .update();
    }

    /** The lowest numbers of which neither place nor name is taken. */
    public List<Integer> freeNumbers(Pool pool, int count) {
        var name = pool.name();
        int first = name.indexOf('?');
        var before = first < 0 ? name + "-" : name.substring(0, first);
        var after = first < 0 ? "" : name.substring(name.lastIndexOf('?') + 1);
        int digits = first < 0 ? 0 : name.lastIndexOf('?') - first + 1;
        return jdbc.sql("""
                        select n from generate_series(1, least(:highest, 3 * :most)) as n
                        where not exists (select 1 from pool.vm where pool = :pool and position = n)
                            and not exists (select 1 from pool.vm
                                where name = :before || lpad(n::text, greatest(:digits, length(n::text)), '0') || :after)
                        order by n limit :count""")
                .param("highest", Pool.highestNumber(name))
                .param("most", Pool.MAX_SIZE)
                .param("pool", pool.id().value())
                .param("before", before)
                .param("after", after)
                .param("digits", digits)
                .param("count", count)
                .query(PoolVmRows::number)
                .list();
    }

    private static Integer number(ResultSet row, int index) throws SQLException {
        return row.getInt("n");
    }
}
