package io.oriel.certs.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.certs.TrustException;
import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.KeyPairs;
import io.oriel.certs.identity.PeerIdentity;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsMaterialTest {

    private final CertificateAuthority authority = CertificateAuthority.create("Oriel", Clock.systemUTC());
    private final PeerIdentity host = new PeerIdentity.Host(UUID.randomUUID());
    private final AtomicLong nanos = new AtomicLong();

    @TempDir
    Path directory;

    private Credentials credentials;
    private Path ca;

    @BeforeEach
    void writeAuthority() {
        credentials = new Credentials(directory);
        ca = credentials.authority(authority);
    }

    private TlsMaterial material(String name) {
        var file = credentials.identity(name, authority, Credentials.leaf(host, true, true));
        return TlsMaterial.load(file, ca, nanos::get);
    }

    @Test
    void renewedCertificateIsUsedFromTheNextHandshakeAfterASecond() throws SSLException {
        // Given
        var server = material("server");
        var context = server.context();
        var client = material("client").context();
        var first = new Handshake(context, client).run();
        credentials.identity("server", authority, Credentials.leaf(host, true, true));

        // When
        var tooEarly = new Handshake(context, client).run();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        var renewed = new Handshake(context, material("other").context()).run();

        // Then
        assertThat(tooEarly).isEqualTo(first);
        assertThat(Pins.of(renewed)).isNotEqualTo(Pins.of(first));
        assertThat(server.self()).contains(host);
    }

    @Test
    void badNewFileIsIgnored() throws SSLException {
        // Given
        var server = material("server").context();
        var first = new Handshake(server, material("a").context()).run();
        var strange = KeyPairs.pem(KeyPairs.generate().getPrivate())
                + authority.issue(KeyPairs.generate().getPublic(), Credentials.leaf(host, true, true));

        for (var bad : new String[] {"", "hello", strange}) {
            // When
            credentials.put("server", bad);
            nanos.addAndGet(Duration.ofSeconds(2).toNanos());

            // Then
            assertThat(new Handshake(server, material("b").context()).run()).isEqualTo(first);
        }
    }

    @Test
    void handshakeThatBeganWithTheOldCertificateEndsWithIt() {
        // Given
        var server = material("server");
        var keys = server.keyManager();
        var alias = keys.chooseEngineServerAlias("EC", null, null);
        var oldKey = keys.getPrivateKey(alias);

        // When
        credentials.identity("server", authority, Credentials.leaf(host, true, true));
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        var next = keys.chooseEngineServerAlias("EC", null, null);

        // Then
        assertThat(next).isNotEqualTo(alias);
        assertThat(keys.getPrivateKey(alias)).isEqualTo(oldKey);
        assertThat(keys.getPrivateKey(next)).isNotEqualTo(oldKey);
        assertThat(keys.chooseEngineServerAlias("RSA", null, null)).isNull();
    }

    @Test
    void A28_serverWithAnotherIdentityIsRefusedInTheHandshake() throws Exception {
        // Given
        var server = material("server").context();
        var client = material("client");
        var picky = SSLContext.getInstance("TLS");
        var other = new PeerIdentity.Host(UUID.randomUUID());
        picky.init(
                new KeyManager[] {client.keyManager()}, new TrustManager[] {client.trustManager(other::equals)}, null);

        // Then
        assertThatThrownBy(() -> new Handshake(server, picky).run()).isInstanceOf(SSLException.class);
    }

    @Test
    void missingFileRefusesTheStart() {
        assertThatThrownBy(() -> TlsMaterial.load(directory.resolve("none"), ca))
                .isInstanceOfSatisfying(
                        TrustException.class, e -> assertThat(e.code()).isEqualTo(TrustException.Code.FILE));
    }
}
