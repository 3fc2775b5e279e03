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
    private static final String STANDING =
            "select * from pool.event where not exists (select from pool.event_dismissal where event_id = id) ";

    private final JdbcClient jdbc;
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();

    public Events(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Writes one line, in the caller's transaction if there is one. It carries the correlation id of the request that is
     * being served, else of the latest open job about its VM, pool or host. What was said in the same words within its
     * kind's window is not said again.
     */
    public void record(Event event) {
        var text = clean(event.text());
        if (isRepeated(event.code(), text)) {
            return;
        }
        jdbc.sql("""
            insert into pool.event (code, severity, text, vm_id, pool_id, host_id, user_id, correlation)
            values (:code, :severity, :text, :vm, :pool, :host, :user, coalesce(:correlation,
                (select correlation from pool.job where ended_at is null
                    and subject in (cast(:vm as uuid), cast(:pool as uuid), cast(:host as uuid))
                    order by opened_at desc limit 1)))\
            """)
                .param("code", event.code().number())
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

    private boolean isRepeated(EventCode code, String text) {
        return code.window().isPositive()
                && jdbc.sql("""
                    select exists (select from pool.event where code = :code and text = :text
                        and at > now() - make_interval(secs => :window))\
                    """)
                        .param("code", code.number())
                        .param("text", text)
                        .param("window", code.window().toSeconds())
                        .query(Boolean.class)
                        .single();
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

    /** The latest lines that nobody has dismissed, newest first. */
    public List<Event> latest(int count) {
        return jdbc.sql(STANDING + "order by id desc limit :count")
                .param("count", count)
                .query(Events::read)
                .list();
    }

    /** The latest lines about a VM, a pool or a host that nobody has dismissed, newest first. */
    public List<Event> latest(UUID about, int count) {
        return jdbc.sql(STANDING + """
            and (vm_id = :about or pool_id = :about or host_id = :about)
            order by id desc limit :count\
            """)
                .param("about", about)
                .param("count", count)
                .query(Events::read)
                .list();
    }

    /**
     * What was written after a place, in the order of their writing, each exactly once: what a transaction that is still
     * open may come before, waits for it.
     *
     * @param place {@link Stamp#place} of the last one that was read; anything else begins with what is written from now on
     */
    public List<Event> after(String place, int count) {
        var from = Stamp.after(place);
        if (from.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("""
            select * from pool.event
            where (written, id) > (cast(:written as xid8), :id)
              and written < pg_snapshot_xmin(pg_current_snapshot())
            order by written, id limit :count\
            """)
                .param("written", from.get().written())
                .param("id", from.get().id())
                .param("count", count)
                .query(Events::read)
                .list();
    }

    /** The place from which on everything is still to be written. */
    public String now() {
        return jdbc.sql("select pg_snapshot_xmin(pg_current_snapshot())::text")
                        .query(String.class)
                        .single() + ".0";
    }

    /** One line. */
    public Optional<Event> find(long id) {
        return jdbc.sql("select * from pool.event where id = :id")
                .param("id", id)
                .query(Events::read)
                .optional();
    }

    /** Takes a line out of what is shown; it stays in the log. Doing it twice changes nothing. */
    public void dismiss(long id, UserId user) {
        jdbc.sql("insert into pool.event_dismissal (event_id, user_id) values (:id, :user) on conflict do nothing")
                .param("id", id)
                .param("user", user.value())
                .update();
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

    /** One line whatever is in it: who names a thing cannot begin another line, steer a terminal, or turn the writing around. */
    static String clean(String text) {
        var line = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(c -> {
            if (steers(c)) {
                line.append(String.format("\\u%04x", c));
            } else {
                line.appendCodePoint(c);
            }
        });
        return line.length() > LONGEST ? line.substring(0, LONGEST) : line.toString();
    }

    private static boolean steers(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    private static Event read(ResultSet row, int number) throws SQLException {
        return new Event(
                new Stamp(
                        row.getLong("id"),
                        row.getString("written"),
                        row.getObject("at", OffsetDateTime.class).toInstant()),
                EventCode.of(row.getInt("code")),
                Severity.of(row.getInt("severity")),
                row.getString("text"),
                new Event.Subjects(
                        id(row, "vm_id", VmId::new),
                        id(row, "pool_id", PoolId::new),
                        id(row, "host_id", HostId::new),
                        Optional.ofNullable(row.getString("user_id")).map(UserId::new)),
                Optional.ofNullable(row.getString("correlation")));
    }

    private static <T> Optional<T> id(ResultSet row, String column, Function<UUID, T> wrap) throws SQLException {
        return Optional.ofNullable(row.getObject(column, UUID.class)).map(wrap);
    }
}
