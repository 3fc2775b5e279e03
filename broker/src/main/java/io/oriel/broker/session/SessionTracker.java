package io.oriel.broker.session;

import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.SessionReport;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Brings the sessions' rows in line with what gateways see.
 *
 * <p>A report lists everything, so a lost one costs nothing. A gateway speaks for its own redeemed sessions only; what
 * it says of others is not heard. A gateway that is silent closes nothing: its streams may be running.
 */
public final class SessionTracker {
    /** A report may have been on its way when the session was redeemed. */
    private static final Duration GRACE = Duration.ofSeconds(15);
    /** A ticket that nobody showed has expired by then. */
    private static final Duration PENDING = Duration.ofSeconds(150);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Revocations revocations;
    private final Refusals refusals;
    private final Events events;

    public SessionTracker(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Revocations revocations,
            Refusals refusals,
            Events events) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.revocations = revocations;
        this.refusals = refusals;
        this.events = events;
    }

    /** Takes one gateway's full list. */
    public void report(UUID gateway, List<SessionReport> reports) {
        var live = new HashSet<UUID>();
        for (var report : reports) {
            refusals.told(gateway, report);
            if (report.closed().isPresent()) {
                end(gateway, report.session(), report.closed().get());
            } else {
                live.add(report.session().value());
                touch(gateway, report);
            }
        }
        endMissing(gateway, live);
    }

    /** Ends sessions whose ticket was never shown, and forgets what is of no use any more. */
    public void sweep() {
        jdbc.sql("""
                        update broker.session
                        set state = 'closed', closed_at = now(), close_reason = 'HANDSHAKE_TIMEOUT'
                        where state = 'pending' and opened_at < now() - make_interval(secs => :seconds)""").param("seconds", PENDING.toSeconds()).update();
        jdbc.sql("delete from broker.ticket where expires_at < now() - interval '1 day'")
                .update();
        jdbc.sql("delete from broker.revocation where created_at < now() - interval '1 day'")
                .update();
        jdbc.sql("delete from broker.join_token where expires_at < now() - interval '1 day'")
                .update();
    }

    private void touch(UUID gateway, SessionReport report) {
        int touched = jdbc.sql("""
                        update broker.session
                        set reported_at = now(), bytes_to_client = :down, bytes_to_desktop = :up,
                            round_trip_micros = :trip, channels = :channels::jsonb,
                            last_input_at = greatest(last_input_at, now() - make_interval(secs => :idle))
                        where id = :id and gateway_id = :gateway and state = 'active'""")
                .param("trip", report.roundTripMicros().orElse(null))
                .param("channels", JSON.writeValueAsString(report.channels()))
                .param("down", report.bytesToClient())
                .param("up", report.bytesToDesktop())
                .param("idle", Math.max(0, report.idleSeconds()))
                .param("id", report.session().value())
                .param("gateway", gateway)
                .update();
        if (touched == 0) {
            revokeAgain(gateway, report.session());
        }
    }

    /** It lives at the gateway and is over here: the revocation was lost, so it is said again. */
    private void revokeAgain(UUID gateway, SessionId session) {
        jdbc.sql("""
                        select close_reason from broker.session
                        where id = :id and gateway_id = :gateway and redeemed_at is not null and state = 'closed'
                          and closed_at < now() - make_interval(secs => :grace)""")
                .param("id", session.value())
                .param("gateway", gateway)
                .param("grace", GRACE.toSeconds())
                .query(String.class)
                .optional()
                .ifPresent(reason -> revocations.add(gateway, session, CloseReason.valueOf(reason)));
    }

    /** Ends what still runs on gateways whose time to be empty has come, and tells those. */
    public void endDrained() {
        transaction.executeWithoutResult(status -> {
            var drained = jdbc.sql("""
                        update broker.session s set state = 'closed', closed_at = now(), close_reason = :reason
                        from broker.gateway g
                        where g.id = s.gateway_id and g.draining_until < now() and s.state <> 'closed'
                        returning s.id, s.gateway_id, s.user_id, s.vm_id, s.vm_name""")
                    .param("reason", CloseReason.DRAINED.name())
                    .query((row, number) -> new Drained(
                            row.getObject("gateway_id", UUID.class),
                            new SessionId(row.getObject("id", UUID.class)),
                            closed(row, CloseReason.DRAINED)))
                    .list();
            for (var each : drained) {
                revocations.add(each.gateway(), each.session(), CloseReason.DRAINED);
                events.record(each.event());
            }
        });
    }

    private record Drained(UUID gateway, SessionId session, Event event) {}

    private void end(UUID gateway, SessionId session, CloseReason reason) {
        transaction.executeWithoutResult(status -> jdbc.sql("""
                        update broker.session set state = 'closed', closed_at = now(), close_reason = :reason
                        where id = :id and gateway_id = :gateway and state = 'active'
                        returning user_id, vm_id, vm_name""")
                .param("reason", reason.name())
                .param("id", session.value())
                .param("gateway", gateway)
                .query((row, number) -> closed(row, reason))
                .list()
                .forEach(events::record));
    }

    /** A gateway that was restarted has forgotten its sessions. */
    private void endMissing(UUID gateway, HashSet<UUID> live) {
        jdbc.sql("""
                        select id from broker.session
                        where gateway_id = :gateway and state = 'active'
                          and reported_at < now() - make_interval(secs => :grace)""").param("gateway", gateway).param("grace", GRACE.toSeconds()).query(UUID.class).list().stream()
                .filter(id -> !live.contains(id))
                .forEach(id -> end(gateway, new SessionId(id), CloseReason.CLIENT_CLOSED));
    }

    private static Event closed(ResultSet row, CloseReason reason) throws SQLException {
        var user = row.getString("user_id");
        return Event.of(
                        Severity.NORMAL,
                        "session of " + user + " with " + row.getString("vm_name") + " ended: " + reason)
                .about(new VmId(row.getObject("vm_id", UUID.class)))
                .about(new UserId(user));
    }
}
