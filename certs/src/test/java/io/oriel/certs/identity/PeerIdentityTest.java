package io.oriel.certs.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.certs.Pem;
import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.KeyPairs;
import io.oriel.certs.ca.Leaf;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeerIdentityTest {

    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("test", Clock.systemUTC());
    private static final UUID ID = UUID.fromString("a0000000-0000-4000-8000-00000000000b");

    private static X509Certificate certificate(Optional<PeerIdentity> identity, String name) {
        var leaf = new Leaf(name, identity, List.of(name), List.of(), true, true, Duration.ofDays(1));
        return Pem.certificates(AUTHORITY.issue(KeyPairs.generate().getPublic(), leaf))
                .getFirst();
    }

    static Stream<PeerIdentity> identities() {
        return Stream.of(new PeerIdentity.Host(ID), new PeerIdentity.Gateway(ID), new PeerIdentity.ControlPlane(ID));
    }

    @ParameterizedTest
    @MethodSource("identities")
    void identityIsReadFromTheUri(PeerIdentity identity) {
        assertThat(PeerIdentity.of(certificate(Optional.of(identity), "x"))).contains(identity);
    }

    @Test
    void A28_neitherCommonNameNorDnsNameIsAnIdentity() {
        assertThat(PeerIdentity.of(certificate(Optional.empty(), "spiffe://oriel/control-plane/" + ID)))
                .isEmpty();
    }
}
