package io.oriel.broker.session;

import io.oriel.display.grant.CloseReason;
import io.oriel.host.api.VmId;
import io.oriel.pool.Enforced;
import io.oriel.pool.Enforcement;
import io.oriel.pool.Pools;
import io.oriel.pool.estate.EndAction;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.PoolPolicy;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Holds people's desktops to the times of their pools' policies: idle, without a connection, too long in one session.
 *
 * <p>Every replica does it; the rows decide, by the database's clock. That a rule was carried out is written in the same
 * transaction as the wish for it, so it is done once and survives whatever ends this program. A row is looked at again
 * when it is taken: whoever has typed or connected since is left alone. So is whoever's gateway has not been heard of
 * lately, for they may be typing.
 */
public final class PolicyEnforcer {
    private static final Logger log = LoggerFactory.getLogger(PolicyEnforcer.class);

    /** Reports come every five seconds; older news is no proof that somebody is away. */
    private static final Duration HEARD = Duration.ofSeconds(30);

    private static final String IDLE = """
            s.state = 'active' and v.state = 'up'
                and s.reported_at > now() - make_interval(secs => %d)
                and s.last_input_at <= now() - make_interval(secs => rule.seconds)
                and (s.idle_acted_at is null or s.idle_acted_at < s.last_input_at)
            """.formatted(HEARD.toSeconds());

    /** The last one that was carried, and none after it; nor does a desktop that has just come up count as left alone. */
    private static final String AWAY = """
            s.state = 'closed' and s.away_acted_at is null and v.state = 'up' and s.opened_at >= v.assigned_at
                and greatest(s.closed_at, v.state_since) <= now() - make_interval(secs => rule.seconds)
                and not exists (select 1 from broker.session o
                    where o.vm_id = s.vm_id and o.user_id = s.user_id
                      and (o.state <> 'closed' or (o.redeemed_at is not null and o.opened_at > s.opened_at)))
            """;

    private static final String OVERLONG = """
            s.state = 'active'
                and greatest(s.began_at, v.assigned_at) <= now() - make_interval(secs => rule.seconds)
            """;

    private static final String RULES =
            "unnest(cast(:pools as uuid[]), cast(:seconds as bigint[])) as rule (pool, seconds)";

    private static final String HOLDERS_SESSION = "s.vm_id = v.id and s.user_id = v.assigned_to";

    private static final String LAST_AND_AWAY = "select s.id, s.user_id, s.vm_id, s.vm_name, v.pool from " + RULES
            + " join pool.vm v on v.pool = rule.pool and v.assigned_to is not null cross join lateral"
            + " (select * from broker.session s where " + HOLDERS_SESSION + " and s.redeemed_at is not null"
            + " order by s.opened_at desc limit 1) s where " + AWAY;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Sessions sessions;
    private final Pools pools;
    private final Enforcement enforcement;
    private final Events events;

    public PolicyEnforcer(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Sessions sessions,
            Pools pools,
            Enforcement enforcement,
            Events events) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.sessions = sessions;
        this.pools = pools;
        this.enforcement = enforcement;
        this.events = events;
    }

    /** One pool's time and what comes after it. */
    private record Rule(Pool pool, Duration after, EndAction action) {}

    /** A session whose time has come. */
    private record Case(UUID session, UserId user, VmId vm, String vmName, Rule rule) {}

    /** Carries out what is due now. */
    public void sweep() {
        var all = pools.list();
        due(rules(all, PoolPolicy::longestSession, _ -> EndAction.LOG_OUT), activeWhere(OVERLONG), this::endOverlong);
        due(rules(all, PoolPolicy::idle, PoolPolicy::onIdle), activeWhere(IDLE), this::endIdle);
        due(rules(all, PoolPolicy::disconnected, PoolPolicy::onDisconnect), LAST_AND_AWAY, this::endAway);
    }

    private static List<Rule> rules(
            List<Pool> all, Function<PoolPolicy, Optional<Duration>> time, Function<PoolPolicy, EndAction> action) {
        return all.stream()
                .flatMap(pool -> time.apply(pool.policy()).stream()
                        .map(after -> new Rule(pool, after, action.apply(pool.policy()))))
                .filter(rule -> rule.action() != EndAction.NOTHING)
                .toList();
    }

    private static String activeWhere(String condition) {
        return "select s.id, s.user_id, s.vm_id, s.vm_name, v.pool from " + RULES
                + " join pool.vm v on v.pool = rule.pool join broker.session s on " + HOLDERS_SESSION
                + " and s.state <> 'closed' where " + condition;
    }

    private void due(List<Rule> rules, String query, Consumer<Case> act) {
        if (rules.isEmpty()) {
            return;
        }
        var cases = jdbc.sql(query)
                .param(
                        "pools",
                        rules.stream().map(rule -> rule.pool().id().toString()).toArray(String[]::new))
                .param(
                        "seconds",
                        rules.stream().map(rule -> rule.after().toSeconds()).toArray(Long[]::new))
                .query((row, number) -> read(row, rules))
                .list();
        for (var one : cases) {
            try {
                act.accept(one);
            } catch (RuntimeException e) {
                log.atWarn()
                        .addKeyValue("vm", one.vm())
                        .setCause(e)
                        .log("a pool's policy could not be carried out now, it is tried again");
            }
        }
    }

    private static Case read(ResultSet row, List<Rule> rules) throws SQLException {
        var pool = new PoolId(row.getObject("pool", UUID.class));
        return new Case(
                row.getObject("id", UUID.class),
                new UserId(row.getString("user_id")),
                new VmId(row.getObject("vm_id", UUID.class)),
                row.getString("vm_name"),
                rules.stream()
                        .filter(rule -> rule.pool().id().equals(pool))
                        .findFirst()
                        .orElseThrow());
    }

    private void endIdle(Case one) {
        transaction.executeWithoutResult(status -> {
            if (take(one, "idle_acted_at = now()", IDLE)) {
                carryOut(
                        one,
                        "nobody has typed or pointed for " + spoken(one.rule().after()),
                        status);
            }
        });
    }

    private void endAway(Case one) {
        transaction.executeWithoutResult(status -> {
            sessions.queue(one.user(), one.vm()); // a session being opened at this moment comes first, or after
            if (take(one, "away_acted_at = now()", AWAY)) {
                carryOut(
                        one,
                        "nobody has been connected for " + spoken(one.rule().after()),
                        status);
            }
        });
    }

    private void endOverlong(Case one) {
        transaction.executeWithoutResult(status -> {
            if (!take(one, "began_at = s.began_at", OVERLONG)) {
                return;
            }
            var why = "the session has lasted " + spoken(one.rule().after()) + ", the longest its pool allows";
            if (one.rule().pool().stateless()) {
                tell(one, why + "; the desktop is taken back");
                sessions.close(one.user(), one.vm(), CloseReason.REVOKED);
                pools.release(one.vm(), one.user());
                return;
            }
            switch (enforcement.enforce(one.vm(), one.user(), EndAction.LOG_OUT, why)) {
                case LATER -> status.setRollbackOnly();
                case BEGUN, NEEDLESS -> {
                    tell(one, why + "; it is ended");
                    sessions.close(one.user(), one.vm(), CloseReason.REVOKED);
                }
            }
        });
    }

    /** Marks the session's row; false when its case is no longer as it was found. */
    private boolean take(Case one, String mark, String condition) {
        return jdbc.sql("update broker.session s set " + mark
                                + " from pool.vm v, (select cast(:seconds as bigint) as seconds) rule where s.id = :id"
                                + " and v.pool = :pool and " + HOLDERS_SESSION + " and " + condition)
                        .param("seconds", one.rule().after().toSeconds())
                        .param("id", one.session())
                        .param("pool", one.rule().pool().id().value())
                        .update()
                == 1;
    }

    private void carryOut(Case one, String why, TransactionStatus status) {
        var rule = one.rule();
        var done = enforcement.enforce(one.vm(), one.user(), rule.action(), why);
        if (done == Enforced.LATER) {
            status.setRollbackOnly();
        } else if (done == Enforced.BEGUN
                && rule.action() == EndAction.SHUT_DOWN
                && rule.pool().stateless()) {
            sessions.close(one.user(), one.vm(), CloseReason.GIVEN_BACK);
        }
    }

    private void tell(Case one, String what) {
        events.record(Event.of(Severity.NORMAL, "session of " + one.user() + " with " + one.vmName() + ": " + what)
                .about(one.vm())
                .about(one.user())
                .about(one.rule().pool().id()));
    }

    private static String spoken(Duration time) {
        long seconds = time.toSeconds();
        return seconds % 3600 == 0 ? seconds / 3600 + " h" : seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }
}
