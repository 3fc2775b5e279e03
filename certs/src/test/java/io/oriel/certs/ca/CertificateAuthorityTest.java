package io.oriel.certs.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.oriel.certs.Pem;
import io.oriel.certs.TrustException;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.Pins;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final CertificateAuthority authority = CertificateAuthority.create("Oriel test", CLOCK);

    private static Leaf leaf(Optional<PeerIdentity> identity, Duration lifetime) {
        return new Leaf("host h1", identity, List.of("h1.example"), List.of("127.0.0.1", "::1"), true, false, lifetime);
    }

    @Test
    void certificateSaysExactlyWhatTheLeafSays() throws GeneralSecurityException {
        // Given
        var identity = new PeerIdentity.Host(UUID.randomUUID());
        var pair = KeyPairs.generate();

        // When
        var pem = authority.issue(
                CertificateAuthority.keyOf(KeyPairs.csrPem(pair)), leaf(Optional.of(identity), Duration.ofDays(90)));

        // Then
        var certificate = Pem.certificates(pem).getFirst();
        certificate.verify(
                Pem.certificates(authority.certificatePem()).getFirst().getPublicKey());
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=host h1");
        assertThat(PeerIdentity.of(certificate)).contains(identity);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(90)));
        assertThat(certificate.getNotBefore().toInstant()).isBefore(NOW);
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> name.get(0), name -> name.get(1))
                .contains(tuple(2, "h1.example"), tuple(7, "127.0.0.1"));
    }

    @Test
    void leafNeverOutlivesItsAuthority() {
        // When
        var pem = authority.issue(KeyPairs.generate().getPublic(), leaf(Optional.empty(), Duration.ofDays(36500)));

        // Then
        var end = Pem.certificates(authority.certificatePem()).getFirst().getNotAfter();
        assertThat(Pem.certificates(pem).getFirst().getNotAfter()).isEqualTo(end);
    }

    @Test
    void openedAuthorityIsTheSame() throws GeneralSecurityException {
        // When
        var opened = CertificateAuthority.open(authority.certificatePem(), authority.privateKeyPem(), CLOCK);
        var pem = opened.issue(KeyPairs.generate().getPublic(), leaf(Optional.empty(), Duration.ofDays(1)));

        // Then
        assertThat(opened.fingerprint()).isEqualTo(authority.fingerprint()).matches("[0-9a-f]{64}");
        Pem.certificates(pem)
                .getFirst()
                .verify(Pem.certificates(authority.certificatePem()).getFirst().getPublicKey());
    }

    @Test
    void foreignKeyDoesNotOpenAnAuthority() {
        // Given
        var other = CertificateAuthority.create("Oriel test", CLOCK);

        // Then
        assertThatThrownBy(() -> CertificateAuthority.open(authority.certificatePem(), other.privateKeyPem(), CLOCK))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("does not belong");
    }

    @Test
    void leafIsNotAnAuthority() {
        // Given
        var pair = KeyPairs.generate();
        var pem = authority.issue(pair.getPublic(), leaf(Optional.empty(), Duration.ofDays(1)));

        // Then
        assertThatThrownBy(() -> CertificateAuthority.open(pem, KeyPairs.pem(pair.getPrivate()), CLOCK))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("not an authority");
    }

    @Test
    void requestWithABrokenSignatureIsRefused() {
        // Given
        var der = Pem.decode("CERTIFICATE REQUEST", KeyPairs.csrPem(KeyPairs.generate()))
                .getFirst();
        der[der.length - 1] ^= 1;
        var broken = Pem.encode("CERTIFICATE REQUEST", der);

        // Then
        assertThatThrownBy(() -> CertificateAuthority.keyOf(broken)).isInstanceOf(TrustException.class);
        assertThatThrownBy(() -> CertificateAuthority.keyOf("hello")).isInstanceOf(TrustException.class);
        assertThatThrownBy(() -> CertificateAuthority.keyOf(
                        Pem.encode("CERTIFICATE REQUEST", Base64.getDecoder().decode("MAMCAQE="))))
                .isInstanceOf(TrustException.class);
    }

    @Test
    void pinIsThatOfTheKeyAndSurvivesRenewal() {
        // Given
        var pair = KeyPairs.generate();

        // When
        var first = authority.issue(pair.getPublic(), leaf(Optional.empty(), Duration.ofDays(1)));
        var renewed = authority.issue(pair.getPublic(), leaf(Optional.empty(), Duration.ofDays(2)));
        var other = authority.issue(KeyPairs.generate().getPublic(), leaf(Optional.empty(), Duration.ofDays(1)));

        // Then
        var pin = Pins.of(Pem.certificates(first).getFirst());
        assertThat(pin)
                .matches("[0-9a-f]{64}")
                .isEqualTo(Pins.of(Pem.certificates(renewed).getFirst()));
        assertThat(pin).isNotEqualTo(Pins.of(Pem.certificates(other).getFirst()));
    }

    @Test
    void privateKeyCarriesItsPublicKeySoThatGnuTlsReadsIt() throws GeneralSecurityException {
        // Given
        var pair = KeyPairs.generate();
        var point = Arrays.copyOfRange(pair.getPublic().getEncoded(), 27, 91);

        // When
        var pkcs8 = Pem.decode("PRIVATE KEY", KeyPairs.pem(pair.getPrivate())).getFirst();

        // Then
        assertThat(contains(pkcs8, point)).isTrue();
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        var jdk = generator.generateKeyPair();
        assertThat(contains(
                        jdk.getPrivate().getEncoded(),
                        Arrays.copyOfRange(jdk.getPublic().getEncoded(), 27, 91)))
                .as("the JDK's own keys still lack it, which is why Bouncy Castle makes ours")
                .isFalse();
    }

    private static boolean contains(byte[] whole, byte[] part) {
        for (var i = 0; i + part.length <= whole.length; i++) {
            if (Arrays.equals(whole, i, i + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }
}
