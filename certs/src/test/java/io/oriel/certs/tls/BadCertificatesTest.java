package io.oriel.certs.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.KeyPairs;
import io.oriel.certs.ca.Leaf;
import io.oriel.certs.identity.PeerIdentity;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of certificates that must not get through a handshake, shown by either side. */
class BadCertificatesTest {

    private static final Clock NOW = Clock.systemUTC();
    private static final Clock LONG_AGO = Clock.offset(NOW, Duration.ofDays(-30));

    private final CertificateAuthority authority = CertificateAuthority.create("Oriel", NOW);
    private final Leaf both = Credentials.leaf(new PeerIdentity.Host(UUID.randomUUID()), true, true);

    @TempDir
    Path directory;

    private Credentials credentials;
    private Path ca;

    /** What is wrong with a certificate. */
    enum Fault {
        OTHER_AUTHORITY,
        SAME_NAMED_AUTHORITY,
        EXPIRED,
        NOT_YET_VALID,
        FOR_THE_OTHER_SIDE,
        ISSUED_BY_A_LEAF
    }

    @BeforeEach
    void writeAuthority() {
        credentials = new Credentials(directory);
        ca = credentials.authority(authority);
    }

    private SSLContext good() {
        return TlsMaterial.load(credentials.identity("good", authority, both), ca)
                .context();
    }

    private SSLContext bad(Fault fault, boolean asServer) {
        var file = switch (fault) {
            case OTHER_AUTHORITY -> credentials.identity("bad", CertificateAuthority.create("Other", NOW), both);
            case SAME_NAMED_AUTHORITY -> credentials.identity("bad", CertificateAuthority.create("Oriel", NOW), both);
            case EXPIRED -> credentials.identity("bad", ours(LONG_AGO), both);
            case NOT_YET_VALID -> credentials.identity("bad", ours(Clock.offset(NOW, Duration.ofDays(2))), both);
            case FOR_THE_OTHER_SIDE ->
                credentials.identity(
                        "bad",
                        authority,
                        Credentials.leaf(new PeerIdentity.Host(UUID.randomUUID()), !asServer, asServer));
            case ISSUED_BY_A_LEAF -> issuedByALeaf();
        };
        return TlsMaterial.load(file, ca).context();
    }

    private CertificateAuthority ours(Clock clock) {
        return CertificateAuthority.open(authority.certificatePem(), authority.privateKeyPem(), clock);
    }

    /** A holder of an honest certificate signs another one under an authority's certificate of the same name. */
    private Path issuedByALeaf() {
        var holder = KeyPairs.generate();
        var honest = authority.issue(holder.getPublic(), both);
        var pretender = CertificateAuthority.create("peer", NOW);
        var pair = KeyPairs.generate();
        return credentials.put(
                "bad", KeyPairs.pem(pair.getPrivate()) + pretender.issue(pair.getPublic(), both) + honest);
    }

    @Test
    void goodCertificateGetsThrough() throws SSLException {
        assertThat(new Handshake(good(), good()).run()).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void A28_clientWithABadCertificateIsRefused(Fault fault) {
        assertThatThrownBy(() -> new Handshake(good(), bad(fault, false)).run()).isInstanceOf(SSLException.class);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void A28_serverWithABadCertificateIsRefused(Fault fault) {
        assertThatThrownBy(() -> new Handshake(bad(fault, true), good()).run()).isInstanceOf(SSLException.class);
    }

    @Test
    void A28_clientWithoutACertificateIsRefused() throws GeneralSecurityException {
        // Given
        var nobody = SSLContext.getInstance("TLS");
        var trust = TlsMaterial.load(credentials.identity("good", authority, both), ca)
                .trustManager();
        nobody.init(new KeyManager[0], new TrustManager[] {trust}, null);

        // Then
        assertThatThrownBy(() -> new Handshake(good(), nobody).run()).isInstanceOf(SSLException.class);
    }
}
