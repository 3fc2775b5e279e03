package io.oriel.host.http;

import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.KeyPairs;
import io.oriel.certs.ca.Leaf;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** TLS material of peers of one test. */
record Peer(Path directory, CertificateAuthority trusted) {

    TlsMaterial of(PeerIdentity identity) {
        return of(Optional.of(identity), trusted);
    }

    /** A peer that shows a certificate of this issuer, and trusts the test's authority. */
    TlsMaterial of(Optional<PeerIdentity> identity, CertificateAuthority issuer) {
        var pair = KeyPairs.generate();
        var leaf = new Leaf("peer", identity, List.of(), List.of(), true, true, Duration.ofDays(1));
        var name = UUID.randomUUID().toString();
        try {
            return TlsMaterial.load(
                    Files.writeString(
                            directory.resolve(name + ".pem"),
                            KeyPairs.pem(pair.getPrivate()) + issuer.issue(pair.getPublic(), leaf)),
                    Files.writeString(directory.resolve(name + "-ca.pem"), trusted.certificatePem()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
