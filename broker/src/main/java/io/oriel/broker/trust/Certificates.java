package io.oriel.broker.trust;

import io.oriel.certs.Pem;
import io.oriel.certs.ca.Leaf;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import java.security.PublicKey;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every certificate that was given, and which of them were taken back. Safe for many threads. */
public final class Certificates {
    private final JdbcClient jdbc;
    private final Trust trust;

    public Certificates(JdbcClient jdbc, Trust trust) {
        this.jdbc = jdbc;
        this.trust = trust;
    }

    /**
     * Gives one, in the caller's transaction.
     *
     * @param holder whose it is, whether or not it says so
     * @param purpose for people
     * @return PEM
     */
    public String issue(PeerIdentity holder, String purpose, PublicKey key, Leaf leaf) {
        var pem = trust.issue(key, leaf);
        note(jdbc, holder, purpose, Pem.certificates(pem).getFirst(), false);
        return pem;
    }

    /** Takes back all that this holder was given, from the next request on. */
    public void revokeAll(PeerIdentity holder) {
        jdbc.sql("update broker.certificate set revoked_at = now() where subject = :subject and revoked_at is null")
                .param("subject", holder.id())
                .update();
    }

    /** Whether a certificate that a handshake accepted is still good. */
    public boolean good(X509Certificate certificate) {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return false;
        }
        return jdbc.sql("select 1 from broker.certificate where serial = :serial and revoked_at is not null")
                .param("serial", TlsMaterial.serial(certificate))
                .query(Integer.class)
                .optional()
                .isEmpty();
    }

    /** The deny list: serial numbers of what was taken back and has not run out. */
    public List<String> denied() {
        return jdbc.sql("""
                        select serial from broker.certificate
                        where revoked_at is not null and expires_at > now() order by serial""").query((row, number) -> row.getString("serial")).list();
    }

    /** When a holder's certificate for this purpose runs out; the latest one counts. */
    public Optional<OffsetDateTime> until(UUID holder, String purpose) {
        return jdbc.sql("""
                        select expires_at from broker.certificate
                        where subject = :holder and purpose = :purpose and revoked_at is null
                        order by expires_at desc limit 1""")
                .param("holder", holder)
                .param("purpose", purpose)
                .query((row, number) -> row.getObject("expires_at", OffsetDateTime.class))
                .optional();
    }

    /** Forgets what nobody can show any more. */
    public void sweep() {
        jdbc.sql("delete from broker.certificate where expires_at < now() - interval '1 day'")
                .update();
    }

    static void note(
            JdbcClient jdbc, PeerIdentity holder, String purpose, X509Certificate certificate, boolean revoked) {
        jdbc.sql("""
                        insert into broker.certificate (serial, kind, subject, purpose, expires_at, revoked_at)
                        values (:serial, :kind, :subject, :purpose, :expires, case when :revoked then now() end)
                        on conflict (serial) do update set revoked_at =
                            coalesce(broker.certificate.revoked_at, excluded.revoked_at)""")
                .param("serial", TlsMaterial.serial(certificate))
                .param("kind", kind(holder))
                .param("subject", holder.id())
                .param("purpose", purpose)
                .param("expires", certificate.getNotAfter().toInstant().atOffset(ZoneOffset.UTC))
                .param("revoked", revoked)
                .update();
    }

    private static String kind(PeerIdentity holder) {
        return switch (holder) {
            case PeerIdentity.Host _ -> "host";
            case PeerIdentity.Gateway _ -> "gateway";
            case PeerIdentity.ControlPlane _ -> "control-plane";
        };
    }
}
