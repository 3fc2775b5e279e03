package io.oriel.broker.gateway;

import io.oriel.broker.trust.Trust;
import io.oriel.certs.enrol.JoinCode;
import io.oriel.host.api.HostId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Join tokens: each lets one machine become one host or gateway, once, soon. The database keeps their hashes. */
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

    /** Uses a token up, in the caller's transaction; empty when it is unknown, used or expired. */
    Optional<Subject> use(String token) {
        return jdbc.sql("""
                        update broker.join_token set used_at = now()
                        where hash = :hash and used_at is null and expires_at > now()
                        returning kind, subject""")
                .param("hash", hash(token))
                .query((row, number) -> subject(row.getString("kind"), row.getObject("subject", UUID.class)))
                .optional();
    }

    private JoinCode issue(String kind, UUID subject, URI control) {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        var token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        jdbc.sql("""
                        insert into broker.join_token (hash, kind, subject, expires_at)
                        values (:hash, :kind, :subject, now() + make_interval(secs => :valid))""")
                .param("hash", hash(token))
                .param("kind", kind)
                .param("subject", subject)
                .param("valid", VALID.toSeconds())
                .update();
        return new JoinCode(control, trust.fingerprint(), token);
    }

    private static Subject subject(String kind, UUID id) {
        return switch (kind) {
            case "host" -> new Subject.Host(new HostId(id));
            case "gateway" -> new Subject.Gateway(id);
            default -> throw new IllegalStateException("join token for a " + kind);
        };
    }

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
