package io.oriel.broker.gateway;

import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The display gateways' rows, and which of them carries the next session. */
public final class Gateways {
    /** A gateway reports every 5 s; three reports missed is silence. */
    private static final Duration HEALTHY = Duration.ofSeconds(15);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?");

    private static final String DRAINING = "extract(epoch from draining_until - now())::bigint as draining_seconds";
    private static final String SELECT = "select *, " + DRAINING + " from broker.gateway ";

    private final JdbcClient jdbc;

    public Gateways(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The gateway of this name; made, or given this public name and port. */
    public Gateway ensure(String name, String publicName, int port) {
        if (!NAME.matcher(publicName).matches() || port < 1 || port > 65535) {
            throw new BrokerException(
                    Code.INVALID, "gateway " + name + ": the public name is a host name or address, the port 1-65535");
        }
        return jdbc.sql("""
                        insert into broker.gateway (id, name, public_name, port) values (:id, :name, :public, :port)
                        on conflict (name) do update set public_name = excluded.public_name, port = excluded.port
                        returning *, %s""".formatted(DRAINING))
                .param("id", UUID.randomUUID())
                .param("name", name)
                .param("public", publicName)
                .param("port", port)
                .query(Gateways::read)
                .single();
    }

    /** A gateway by its id, unless it was revoked. */
    public Optional<Gateway> find(UUID id) {
        return jdbc.sql(SELECT + "where id = :id and revoked_at is null")
                .param("id", id)
                .query(Gateways::read)
                .optional();
    }

    /** All of them, by name. */
    public List<Gateway> list() {
        return jdbc.sql(SELECT + "where revoked_at is null order by name")
                .query(Gateways::read)
                .list();
    }

    /** The one that was heard of lately, is not emptied, and carries the fewest sessions. */
    public Optional<Gateway> pick() {
        return jdbc.sql("""
                        select *, %s from broker.gateway g
                        where g.revoked_at is null and g.enrolled_at is not null
                          and g.draining_until is null and not g.leaving
                          and g.last_seen > now() - make_interval(secs => :healthy)
                        order by (select count(*) from broker.session s
                                  where s.gateway_id = g.id and s.state <> 'closed'), g.name
                        limit 1""".formatted(DRAINING))
                .param("healthy", HEALTHY.toSeconds())
                .query(Gateways::read)
                .optional();
    }

    /** All that could carry the next session, by name. */
    public List<Gateway> healthy() {
        return jdbc.sql(SELECT + """
                        where revoked_at is null and enrolled_at is not null and draining_until is null and not leaving
                          and last_seen > now() - make_interval(secs => :healthy) order by name""")
                .param("healthy", HEALTHY.toSeconds())
                .query(Gateways::read)
                .list();
    }

    /** Notes that a gateway was heard; false when its certificate is worth nothing any more. */
    public boolean seen(UUID id) {
        return jdbc.sql("update broker.gateway set last_seen = now() where id = :id and revoked_at is null")
                        .param("id", id)
                        .update()
                == 1;
    }

    /** A gateway by its name. */
    public Optional<Gateway> byName(String name) {
        return jdbc.sql(SELECT + "where name = :name and revoked_at is null")
                .param("name", name)
                .query(Gateways::read)
                .optional();
    }

    /** Whether a gateway was heard lately. */
    public boolean alive(UUID id) {
        return jdbc.sql("""
                        select 1 from broker.gateway where id = :id and revoked_at is null
                            and last_seen > now() - make_interval(secs => :healthy)""")
                .param("id", id)
                .param("healthy", HEALTHY.toSeconds())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Gives a gateway no more sessions; those that still run after this time are ended. False when it was removed. */
    public boolean drain(UUID id, Duration most) {
        return jdbc.sql("""
                        update broker.gateway set draining_until = now() + make_interval(secs => :most)
                        where id = :id and revoked_at is null""").param("most", most.toSeconds()).param("id", id).update() == 1;
    }

    /** Gives a gateway sessions again. False when it got them. */
    public boolean activate(UUID id) {
        return jdbc.sql("update broker.gateway set draining_until = null where id = :id and draining_until is not null")
                        .param("id", id)
                        .update()
                == 1;
    }

    /** A gateway says whether it is about to stop. */
    void leaving(UUID id, boolean isLeaving) {
        jdbc.sql("update broker.gateway set leaving = :leaving where id = :id and leaving <> :leaving")
                .param("leaving", isLeaving)
                .param("id", id)
                .update();
    }

    /** Sessions that are open on a gateway. */
    public int sessions(UUID id) {
        return jdbc.sql("select count(*) from broker.session where gateway_id = :id and state <> 'closed'")
                .param("id", id)
                .query(Integer.class)
                .single();
    }

    /** Takes a gateway away, from its next request on. Its row stays for its sessions, its name is free again. */
    public void revoke(UUID id) {
        jdbc.sql("""
                        update broker.gateway set revoked_at = now(), name = name || ' (removed, ' || id || ')'
                        where id = :id and revoked_at is null""").param("id", id).update();
    }

    /** Notes who got the gateway's certificates. */
    void enrolled(UUID id, String hostSubject, String hardwareId) {
        jdbc.sql("""
                        update broker.gateway
                        set enrolled_at = now(), host_subject = :subject, hardware_id = :hardware where id = :id""")
                .param("subject", hostSubject)
                .param("hardware", hardwareId)
                .param("id", id)
                .update();
    }

    /** The subject of the certificate a gateway of this public name shows. */
    static String subject(String publicName) {
        return "CN=" + publicName;
    }

    private static Gateway read(ResultSet row, int number) throws SQLException {
        var publicName = row.getString("public_name");
        var subject = row.getString("host_subject");
        return new Gateway(
                row.getObject("id", UUID.class),
                row.getString("name"),
                publicName,
                row.getInt("port"),
                row.getObject("enrolled_at") != null && subject(publicName).equals(subject),
                subject == null ? subject(publicName) : subject,
                Optional.ofNullable(row.getObject("draining_seconds", Long.class))
                        .map(seconds -> Duration.ofSeconds(Math.max(0, seconds))));
    }
}
