package io.oriel.broker.session;

import io.oriel.broker.Shop;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.SessionReport;
import io.oriel.host.api.VmId;
import io.oriel.pool.Claim;
import io.oriel.pool.NewPool;
import io.oriel.pool.estate.ChannelKind;
import io.oriel.pool.estate.EndAction;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolKind;
import io.oriel.pool.estate.PoolPolicy;
import io.oriel.pool.estate.Refresh;
import io.oriel.pool.estate.SecondViewer;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.event.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Pools with policies over a real database. Nobody leads: what is asked of a desktop stays in its row to be looked at. */
final class PolicyShop implements AutoCloseable {
    private static final Duration NEVER = Duration.ofDays(1);

    final Shop shop;
    final UUID gateway;

    PolicyShop(Path temp) {
        shop = new Shop(temp);
        gateway = shop.gateway();
        shop.estate.hosts().ensure("h1", "127.0.0.1", 8446);
        shop.estate.storage().ensure("local", "/var/lib/oriel/storage");
    }

    /** One more control plane. */
    PolicyEnforcer replica() {
        var estate = shop.estate;
        return new PolicyEnforcer(
                shop.jdbc,
                shop.database().transaction(),
                shop.sessions,
                estate.pools(),
                estate.enforcement(),
                estate.events());
    }

    static PoolPolicy idle(Duration after, EndAction action) {
        return policy(Optional.of(after), action, Optional.empty(), EndAction.NOTHING, Optional.empty());
    }

    static PoolPolicy away(Duration after, EndAction action) {
        return policy(Optional.empty(), EndAction.NOTHING, Optional.of(after), action, Optional.empty());
    }

    static PoolPolicy longest(Duration most) {
        return policy(Optional.empty(), EndAction.NOTHING, Optional.empty(), EndAction.NOTHING, Optional.of(most));
    }

    static PoolPolicy policy(
            Optional<Duration> idle,
            EndAction onIdle,
            Optional<Duration> away,
            EndAction onAway,
            Optional<Duration> longest) {
        return new PoolPolicy(
                idle,
                onIdle,
                away,
                onAway,
                longest,
                Refresh.NEVER,
                Optional.empty(),
                NEVER,
                Set.<ChannelKind>of(),
                SecondViewer.TAKE_OVER);
    }

    /** A pool of desktops without a disk anywhere. */
    Pool pool(int size, boolean stateless, PoolPolicy policy) {
        var template = UUID.randomUUID();
        shop.jdbc.sql("""
                        insert into pool.template (id, name, disk, storage, virtual_bytes)
                        select :id, :name, gen_random_uuid(), id, 1024 from pool.storage_domain where name = 'local'""").param("id", template).param("name", "of-" + template).update();
        var fitting = stateless
                ? new PoolPolicy(
                        policy.idle(),
                        policy.onIdle(),
                        policy.disconnected(),
                        policy.onDisconnect(),
                        policy.longestSession(),
                        Refresh.AT_GIVE_BACK,
                        Optional.empty(),
                        policy.unused(),
                        policy.refusedChannels(),
                        policy.secondViewer())
                : policy;
        return shop.estate
                .pools()
                .create(new NewPool(
                        "p" + template.toString().substring(0, 8),
                        "",
                        stateless ? PoolKind.AUTOMATIC : PoolKind.MANUAL,
                        Optional.empty(),
                        new TemplateId(template),
                        false,
                        size,
                        0,
                        size,
                        stateless,
                        1,
                        64,
                        fitting));
    }

    /** Gives the person a desktop of the pool, which runs at once. */
    VmId take(Pool pool, UserId user) {
        var vm = ((Claim.Starting) shop.estate.pools().claim(pool.id(), user))
                .vm()
                .id();
        state(vm, "up");
        shop.known(vm);
        return vm;
    }

    void state(VmId vm, String state) {
        var off = state.equals("down");
        shop.jdbc
                .sql("""
                        update pool.vm set state = :state, state_since = now(), disk_use = 'used', wanted = not :off,
                            peer_host = case when :state = 'migrating_from' then (select id from pool.host limit 1) end,
                            host = case when :off then null else (select id from pool.host limit 1) end
                        where id = :id""")
                .param("state", state)
                .param("off", off)
                .param("id", vm.value())
                .update();
    }

    /** The person shows a ticket, and the gateway carries them. */
    Session connect(UserId user, VmId vm) {
        var session = shop.open(user, shop.known(vm), gateway, DisplayProtocol.RFB);
        shop.tickets.redeem(gateway, Shop.shown(shop.tickets.issue(session), DisplayProtocol.RFB));
        return session;
    }

    static SessionReport live(Session session, long idleSeconds) {
        return new SessionReport(session.id(), 1, List.of(), Optional.empty(), idleSeconds, Map.of(), Optional.empty());
    }

    void report(Session session, long idleSeconds) {
        shop.tracker.report(gateway, List.of(live(session, idleSeconds)));
    }

    void leave(Session session) {
        shop.tracker.report(
                gateway,
                List.of(new SessionReport(
                        session.id(),
                        0,
                        List.of(),
                        Optional.empty(),
                        0,
                        Map.of(),
                        Optional.of(CloseReason.CLIENT_CLOSED))));
    }

    /** Time passes: everything that has happened is that much longer ago. */
    void pass(Duration time) {
        shop.jdbc.sql("""
                        with t as (select make_interval(secs => :seconds) as by)
                        update broker.session set opened_at = opened_at - by, redeemed_at = redeemed_at - by,
                            reported_at = reported_at - by, closed_at = closed_at - by, began_at = began_at - by,
                            last_input_at = last_input_at - by, idle_acted_at = idle_acted_at - by,
                            away_acted_at = away_acted_at - by from t""").param("seconds", time.toSeconds()).update();
        shop.jdbc.sql("""
                        with t as (select make_interval(secs => :seconds) as by)
                        update pool.vm set state_since = state_since - by, assigned_at = assigned_at - by from t""").param("seconds", time.toSeconds()).update();
    }

    /** What is asked of a desktop now. */
    Optional<String> asked(VmId vm) {
        return shop.jdbc
                .sql("select errand from pool.vm where id = :id and errand is not null")
                .param("id", vm.value())
                .query(String.class)
                .optional();
    }

    /** The leader has done what was asked. */
    void done(VmId vm) {
        shop.jdbc
                .sql("update pool.vm set errand = null, errand_host = null, errand_until = null where id = :id")
                .param("id", vm.value())
                .update();
    }

    SessionState state(Session session) {
        return shop.sessions.find(session.id()).orElseThrow().state();
    }

    /** What the audit log says of a desktop, oldest first. */
    List<String> told(VmId vm) {
        return shop.estate.events().latest(200).reversed().stream()
                .filter(event -> event.vm().equals(Optional.of(vm)))
                .map(Event::text)
                .filter(text -> text.contains("is to be") || text.contains("cannot be") || text.contains("has lasted"))
                .toList();
    }

    @Override
    public void close() {
        shop.close();
    }
}
