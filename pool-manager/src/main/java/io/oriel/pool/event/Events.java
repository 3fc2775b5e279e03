package io.oriel.pool.event;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The audit log. An event recorded inside a transaction lives and dies with it; listeners hear of it after the commit.
 *
 * <p>Safe for use by many threads.
 */
public final class Events {
    private static final Logger log = LoggerFactory.getLogger(Events.class);
    private static final int LONGEST = 2000;

    private final JdbcClient jdbc;
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();

    public Events(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Writes one line, in the caller's transaction if there is one. It carries the correlation id of the request that is
     * being served, else of the latest open job about its VM, pool or host.
     */
    public void record(Event event) {
        var text = clean(event.text());
        jdbc.sql("""
                        insert into pool.event (severity, text, vm_id, pool_id, host_id, user_id, correlation)
                        values (:severity, :text, :vm, :pool, :host, :user, coalesce(:correlation,
                            (select correlation from pool.job where ended_at is null
                                and subject in (cast(:vm as uuid), cast(:pool as uuid), cast(:host as uuid))
                                order by opened_at desc limit 1)))""")
                .param("severity", event.severity().number())
                .param("text", text)
                .param("vm", event.vm().map(VmId::value).orElse(null))
                .param("pool", event.pool().map(PoolId::value).orElse(null))
                .param("host", event.host().map(HostId::value).orElse(null))
                .param("user", event.user().map(UserId::value).orElse(null))
                .param("correlation", event.correlation().or(Events::cause).orElse(null))
                .update();
        announce(new Change(event.vm(), event.pool(), text));
    }

    /** Tells listeners of a change that is not worth a line in the log; after the caller's commit. */
    public void announce(Change change) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            tell(change);
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                tell(change);
            }
        });
    }

    /** The latest lines, newest first. */
    public List<Event> latest(int count) {
        return jdbc.sql("select * from pool.event order by id desc limit :count")
                .param("count", count)
                .query(Events::read)
                .list();
    }

    /** The latest lines about a VM, a pool or a host, newest first. */
    public List<Event> latest(UUID about, int count) {
        return jdbc.sql("""
                        select * from pool.event where vm_id = :about or pool_id = :about or host_id = :about
                        order by id desc limit :count""")
                .param("about", about)
                .param("count", count)
                .query(Events::read)
                .list();
    }

    /**
     * Hears of every change made through this object, after its commit.
     *
     * @param listener called on any thread; must return quickly
     * @return ends the listening
     */
    public AutoCloseable onChange(Consumer<Change> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private static Optional<String> cause() {
        return Cause.current().map(Cause::correlation);
    }

    private void tell(Change change) {
        for (var listener : listeners) {
            try {
                listener.accept(change);
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("a listener to changes failed");
            }
        }
    }

    private static String clean(String text) {
        var line = text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .limit(LONGEST)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return line.toString();
    }

    private static Event read(ResultSet row, int number) throws SQLException {
        return new Event(
                row.getObject("at", OffsetDateTime.class).toInstant(),
                Severity.of(row.getInt("severity")),
                row.getString("text"),
                id(row, "vm_id", VmId::new),
                id(row, "pool_id", PoolId::new),
                id(row, "host_id", HostId::new),
                Optional.ofNullable(row.getString("user_id")).map(UserId::new),
                Optional.ofNullable(row.getString("correlation")));
    }

    private static <T> Optional<T> id(ResultSet row, String column, Function<UUID, T> wrap) throws SQLException {
        return Optional.ofNullable(row.getObject(column, UUID.class)).map(wrap);
    }
}
