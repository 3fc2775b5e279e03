package io.oriel.broker.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.oriel.broker.access.PoolChannels;
import io.oriel.display.grant.Passage;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.SessionReport;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What policy has kept from passing, as gateways count it: a row per session and passage, and an event for the first one
 * of each. Whoever tries a thousand times is told of once.
 */
public final class Refusals {
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Events events;
    private final Function<VmId, Optional<Pool>> pools;

    /** A report says the same again every five seconds; what is known needs no statement. */
    private final Cache<SessionId, Map<Passage, Long>> known = Caffeine.newBuilder()
            .expireAfterAccess(Duration.ofMinutes(1))
            .maximumSize(50_000)
            .build();

    /** @param pools the pool of a VM */
    public Refusals(
            JdbcClient jdbc, TransactionTemplate transaction, Events events, Function<VmId, Optional<Pool>> pools) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.events = events;
        this.pools = pools;
    }

    /** Takes what a gateway says of one session. Of sessions that are not its own nothing is taken. */
    void told(UUID gateway, SessionReport report) {
        var refused = report.refused();
        if (refused.isEmpty() || refused.equals(known.getIfPresent(report.session()))) {
            return;
        }
        transaction.executeWithoutResult(
                status -> refused.forEach((passage, count) -> told(gateway, report.session(), passage, count)));
        known.put(report.session(), refused);
    }

    private record Row(String user, VmId vm, String vmName, boolean first) {}

    private void told(UUID gateway, SessionId session, Passage passage, long count) {
        jdbc.sql("""
                        with told as (
                            insert into broker.refusal as r (session_id, passage, count)
                            select id, :passage, :count from broker.session
                            where id = :session and gateway_id = :gateway and redeemed_at is not null and :count > 0
                            on conflict (session_id, passage) do update
                            set count = excluded.count where r.count < excluded.count
                            returning session_id, xmax = 0 as first)
                        select s.user_id, s.vm_id, s.vm_name, told.first
                        from told join broker.session s on s.id = told.session_id""")
                .param("passage", PoolChannels.kind(passage).name().toLowerCase(Locale.ROOT))
                .param("count", count)
                .param("session", session.value())
                .param("gateway", gateway)
                .query((row, number) -> new Row(
                        row.getString("user_id"),
                        new VmId(row.getObject("vm_id", UUID.class)),
                        row.getString("vm_name"),
                        row.getBoolean("first")))
                .optional()
                .filter(Row::first)
                .ifPresent(row -> events.record(event(row, passage)));
    }

    private Event event(Row row, Passage passage) {
        var pool = pools.apply(row.vm());
        var by = pool.filter(it -> it.policy().refusedChannels().contains(PoolChannels.kind(passage)))
                .map(it -> "pool " + it.name() + " forbids")
                .orElse("a rule for them forbids");
        var event = Event.of(
                        Severity.NORMAL, row.user() + " tried to " + tried(passage, row.vmName()) + ", which " + by)
                .about(row.vm())
                .about(new UserId(row.user()));
        return pool.map(it -> event.about(it.id())).orElse(event);
    }

    private static String tried(Passage passage, String vm) {
        return switch (passage) {
            case CLIPBOARD_TO_DESKTOP -> "paste into " + vm;
            case CLIPBOARD_TO_CLIENT -> "copy out of " + vm;
            case FILES -> "send files to " + vm;
            case USB -> "attach USB devices to " + vm;
            case RECORD -> "use a microphone with " + vm;
            case PLAYBACK -> "hear the sound of " + vm;
            case SMARTCARD -> "use a smart card with " + vm;
            case WEBDAV -> "share a folder with " + vm;
        };
    }
}
