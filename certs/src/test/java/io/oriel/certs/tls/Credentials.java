package io.oriel.certs.tls;

import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.KeyPairs;
import io.oriel.certs.ca.Leaf;
import io.oriel.certs.identity.PeerIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Certificates in files, as tests of TLS need them. */
final class Credentials {

    private final Path directory;

    Credentials(Path directory) {
        this.directory = directory;
    }

    static Leaf leaf(PeerIdentity identity, boolean server, boolean client) {
        return new Leaf("peer", Optional.of(identity), List.of(), List.of(), server, client, Duration.ofDays(1));
    }

    /** Key and certificate of a new peer in one file, replaced by rename. */
    Path identity(String name, CertificateAuthority authority, Leaf leaf) {
        var pair = KeyPairs.generate();
        return put(name, KeyPairs.pem(pair.getPrivate()) + authority.issue(pair.getPublic(), leaf));
    }

    Path authority(CertificateAuthority authority) {
        return put("ca-" + UUID.randomUUID(), authority.certificatePem());
    }

    Path put(String name, String text) {
        try {
            var fresh = Files.writeString(directory.resolve(name + ".new"), text);
            return Files.move(
                    fresh,
                    directory.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
