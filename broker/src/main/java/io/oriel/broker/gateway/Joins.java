package io.oriel.broker.gateway;

import io.oriel.broker.trust.Hashes;
import io.oriel.broker.trust.Trust;
import io.oriel.certs.enrol.JoinCode;
import io.oriel.host.api.HostId;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Join tokens: each lets one machine become one host or gateway, once, soon. A boot key lets one host's machine join at
 * every boot, until it is revoked. The database keeps their hashes.
 */
public final class Joins {
    /** How long a token is good. */
    public static final Duration VALID = Duration.ofMinutes(15);

    private final JdbcClient jdbc;
    private final Trust trust;
    private final SecureRandom random = new SecureRandom();

    public Joins(JdbcClient jdbc, Trust trust) {
        this.jdbc = jdbc;
        this.trust = trust;
    }

    /** What a token lets a machine become. */
    sealed interface Subject {
        record Host(HostId id) implements Subject {}

        record Gateway(UUID id) implements Subject {}
    }

    /**
     * A code with which one machine becomes this host.
     *
     * @param control where the machine reaches the control port, {@code https://name:port}
     */
    public JoinCode forHost(HostId host, URI control) {
        return issue("host", host.value(), control);
    }

    /** A code with which one machine becomes this gateway. */
    public JoinCode forGateway(UUID gateway, URI control) {
        return issue("gateway", gateway, control);
    }

    /**
     * A code with which this host's machine joins at every boot, for a host that keeps nothing.
     *
     * @param address the only address it is taken from; empty takes it from any
     */
    public JoinCode bootKey(HostId host, Optional<String> address, URI control) {
        var token = random();
        jdbc.sql("insert into broker.boot_key (hash, host, address) values (:hash, :host, :address)")
                .param("hash", Hashes.of(token))
                .param("host", host.value())
                .param("address", address.orElse(null))
                .update();
        return new JoinCode(control, trust.fingerprint(), token);
    }

    /** How many boot keys of this host are good. */
    public int bootKeys(HostId host) {
        return jdbc.sql("select count(*) from broker.boot_key where host = :host and revoked_at is null")
                .param("host", host.value())
                .query(Integer.class)
                .single();
    }

    /** Takes every boot key of this host away; says how many there were. */
    public int revokeBootKeys(HostId host) {
        return jdbc.sql("update broker.boot_key set revoked_at = now() where host = :host and revoked_at is null")
                .param("host", host.value())
                .update();
    }

    /** What a token or boot key is for, without using it; empty when it is unknown, used, expired or revoked. */
    Optional<Subject> look(String token, String from) {
        return jdbc.sql("""
                        select kind, subject from broker.join_token
                        where hash = :hash and used_at is null and expires_at > now()
                        union all
                        select 'host', host from broker.boot_key
                        where hash = :hash and revoked_at is null and (address is null or address = :from)""")
                .param("hash", Hashes.of(token))
                .param("from", from)
                .query((row, number) -> subject(row.getString("kind"), row.getObject("subject", UUID.class)))
                .optional();
    }

    /** Uses a token up, or notes a boot key's use, in the caller's transaction; false when it is not good any more. */
    boolean use(String token, String from) {
        int used = jdbc.sql("""
                        update broker.join_token set used_at = now()
                        where hash = :hash and used_at is null and expires_at > now()""").param("hash", Hashes.of(token)).update();
        return used == 1
                || jdbc.sql("""
                                update broker.boot_key set last_used_at = now()
                                where hash = :hash and revoked_at is null and (address is null or address = :from)""")
                                .param("hash", Hashes.of(token))
                                .param("from", from)
                                .update()
                        == 1;
    }

    /** Gives a token that waited for an approval its whole time again. */
    void prolong(String hash) {
        jdbc.sql("""
                        update broker.join_token set expires_at = now() + make_interval(secs => :valid)
                        where hash = :hash and used_at is null""").param("hash", hash).param("valid", VALID.toSeconds()).update();
    }

    /** Spoils a token or boot key. */
    void spoil(String hash) {
        jdbc.sql("update broker.join_token set used_at = now() where hash = :hash and used_at is null")
                .param("hash", hash)
                .update();
        jdbc.sql("update broker.boot_key set revoked_at = now() where hash = :hash and revoked_at is null")
                .param("hash", hash)
                .update();
    }

    /** Spoils everything with which a machine could become this host or gateway. */
    public void spoilAll(UUID subject) {
        jdbc.sql("update broker.join_token set used_at = now() where subject = :subject and used_at is null")
                .param("subject", subject)
                .update();
        revokeBootKeys(new HostId(subject));
    }

    private JoinCode issue(String kind, UUID subject, URI control) {
        var token = random();
        jdbc.sql("""
                        insert into broker.join_token (hash, kind, subject, expires_at)
                        values (:hash, :kind, :subject, now() + make_interval(secs => :valid))""")
                .param("hash", Hashes.of(token))
                .param("kind", kind)
                .param("subject", subject)
                .param("valid", VALID.toSeconds())
                .update();
        return new JoinCode(control, trust.fingerprint(), token);
    }

    private String random() {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Subject subject(String kind, UUID id) {
        return switch (kind) {
            case "host" -> new Subject.Host(new HostId(id));
            case "gateway" -> new Subject.Gateway(id);
            default -> throw new IllegalStateException("join token for a " + kind);
        };
    }
}
