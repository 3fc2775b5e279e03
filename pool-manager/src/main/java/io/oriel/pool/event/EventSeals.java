package io.oriel.pool.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The seals of the audit log: a chain of hashes over ranges of events, so that a line that was changed, added or taken out
 * afterwards is found. It does not protect against somebody who rewrites the whole chain.
 *
 * <p>Sealing and deleting are the leader's; both work inside the caller's transaction.
 */
public final class EventSeals {
    private static final byte[] BEGINNING = new byte[32];
    private static final int AT_ONCE = 1000;

    private final JdbcClient jdbc;

    public EventSeals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A range of events.
     *
     * @param deleted whether its events were old and are gone
     */
    public record Range(long number, int events, Instant first, Instant last, boolean deleted) {}

    /** What a look at the whole chain says. */
    public sealed interface Verdict {
        /**
         * All is as it was sealed.
         *
         * @param gone how many of the ranges' events are deleted by now
         */
        record Whole(long ranges, long gone) implements Verdict {}

        /** The first range whose events or whose seal are not what they were. */
        record Broken(Range range) implements Verdict {}
    }

    private record Seal(Range range, String since, String until, byte[] hash) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Seal it && range.equals(it.range) && Arrays.equals(hash, it.hash);
        }

        @Override
        public int hashCode() {
            return range.hashCode();
        }
    }

    /** The hash over a range, as it is being read. */
    private static final class Sum {
        private final MessageDigest digest;
        private int events;
        private Instant first = Instant.MAX;
        private Instant last = Instant.MIN;

        Sum(byte[] before) {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
            digest.update(before);
        }

        void add(ResultSet row) throws SQLException {
            var at = row.getObject("at", OffsetDateTime.class).toInstant();
            events++;
            first = at.isBefore(first) ? at : first;
            last = at.isAfter(last) ? at : last;
            for (var column : List.of(
                    "id",
                    "at_micros",
                    "code",
                    "severity",
                    "text",
                    "vm_id",
                    "pool_id",
                    "host_id",
                    "user_id",
                    "correlation")) {
                part(row.getString(column));
            }
        }

        /** Each part with its length, so that no two rows can look alike. */
        private void part(@Nullable String text) {
            var bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4)
                    .putInt(text == null ? -1 : bytes.length)
                    .array());
            digest.update(bytes);
        }
    }

    /** Seals what is complete and not sealed yet; false when there is nothing. */
    public boolean seal() {
        var before = latest();
        var since = before.map(Seal::until).orElse("0");
        var until = jdbc.sql("select pg_snapshot_xmin(pg_current_snapshot())::text")
                .query(String.class)
                .single();
        var sum = sum(before.map(Seal::hash).orElse(BEGINNING), since, until);
        if (sum.events == 0) {
            return false;
        }
        jdbc.sql("""
            insert into pool.event_seal (number, since, until, events, first_at, last_at, hash)
            values (:number, cast(:since as xid8), cast(:until as xid8), :events, :first, :last, :hash)\
            """)
                .param("number", before.map(it -> it.range().number()).orElse(0L) + 1)
                .param("since", since)
                .param("until", until)
                .param("events", sum.events)
                .param("first", sum.first.atOffset(ZoneOffset.UTC))
                .param("last", sum.last.atOffset(ZoneOffset.UTC))
                .param("hash", sum.digest.digest())
                .update();
        return true;
    }

    /** Deletes the events of whole ranges that are all older than this, and keeps their seals; says how many events. */
    public int delete(Duration olderThan) {
        jdbc.sql("select set_config('oriel.retention', 'on', true)")
                .query(String.class)
                .single();
        int deleted = jdbc.sql("""
            delete from pool.event e using pool.event_seal s
            where s.deleted_at is null and s.last_at < now() - make_interval(secs => :seconds)
              and e.written >= s.since and e.written < s.until\
            """).param("seconds", olderThan.toSeconds()).update();
        jdbc.sql("""
            update pool.event_seal set deleted_at = now()
            where deleted_at is null and last_at < now() - make_interval(secs => :seconds)\
            """).param("seconds", olderThan.toSeconds()).update();
        jdbc.sql("select set_config('oriel.retention', 'off', true)")
                .query(String.class)
                .single();
        return deleted;
    }

    /** Looks at the whole chain; takes as long as reading the whole log. */
    public Verdict verify() {
        var hash = BEGINNING;
        var since = "0";
        long ranges = 0;
        long gone = 0;
        while (true) {
            var some = seals(ranges);
            if (some.isEmpty()) {
                return new Verdict.Whole(ranges, gone);
            }
            for (var seal : some) {
                var linked = seal.since().equals(since) && seal.range().number() == ranges + 1;
                if (!linked || !holds(seal, hash)) {
                    return new Verdict.Broken(seal.range());
                }
                gone += seal.range().deleted() ? seal.range().events() : 0;
                ranges++;
                hash = seal.hash();
                since = seal.until();
            }
        }
    }

    private boolean holds(Seal seal, byte[] before) {
        var sum = sum(before, seal.since(), seal.until());
        return seal.range().deleted()
                ? sum.events == 0
                : sum.events == seal.range().events() && Arrays.equals(sum.digest.digest(), seal.hash());
    }

    private Sum sum(byte[] before, String since, String until) {
        var sum = new Sum(before);
        jdbc.sql("""
            select *, (extract(epoch from at) * 1000000)::bigint as at_micros from pool.event
            where written >= cast(:since as xid8) and written < cast(:until as xid8)
            order by id\
            """)
                .param("since", since)
                .param("until", until)
                .withFetchSize(AT_ONCE)
                .query((ResultSet row) -> sum.add(row));
        return sum;
    }

    private Optional<Seal> latest() {
        return jdbc.sql("select * from pool.event_seal order by number desc limit 1")
                .query(EventSeals::read)
                .optional();
    }

    private List<Seal> seals(long after) {
        return jdbc.sql("select * from pool.event_seal where number > :after order by number limit :count")
                .param("after", after)
                .param("count", AT_ONCE)
                .query(EventSeals::read)
                .list();
    }

    private static Seal read(ResultSet row, int number) throws SQLException {
        return new Seal(
                new Range(
                        row.getLong("number"),
                        row.getInt("events"),
                        row.getObject("first_at", OffsetDateTime.class).toInstant(),
                        row.getObject("last_at", OffsetDateTime.class).toInstant(),
                        row.getObject("deleted_at") != null),
                row.getString("since"),
                row.getString("until"),
                row.getBytes("hash"));
    }
}
