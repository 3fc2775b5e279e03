package io.oriel.loadtest.bench;

import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.KeyPairs;
import io.oriel.certs.ca.Leaf;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** An authority, one control plane's certificate and one host's, as files. */
final class BenchCertificates {
    private final CertificateAuthority authority = CertificateAuthority.create("Oriel bench", Clock.systemUTC());
    private final UUID host = UUID.randomUUID();
    private final Path directory;

    BenchCertificates(Path files) throws IOException {
        directory = Files.createDirectories(files.resolve("certificates"));
        write(directory, "control", new PeerIdentity.ControlPlane(UUID.randomUUID()));
        write(directory, "agent", new PeerIdentity.Host(host));
    }

    /** Whom the agent's certificate names. */
    UUID host() {
        return host;
    }

    TlsMaterial control() {
        return TlsMaterial.load(directory.resolve("control.pem"), directory.resolve("ca.pem"));
    }

    TlsMaterial agent() {
        return TlsMaterial.load(directory.resolve("agent.pem"), directory.resolve("ca.pem"));
    }

    /** Where {@code control.pem} and {@code ca.pem} lie. */
    Path directory() {
        return directory;
    }

    /** What enrolment would have written. */
    void enrol(Path tls) throws IOException {
        Files.createDirectories(tls);
        for (var purpose : List.of("agent", "display", "migration")) {
            write(tls, purpose, new PeerIdentity.Host(host));
        }
        Files.writeString(tls.resolve("installation"), UUID.randomUUID().toString());
    }

    private void write(Path into, String name, PeerIdentity identity) throws IOException {
        var keys = KeyPairs.generate();
        var leaf = new Leaf(
                name,
                Optional.of(identity),
                List.of("localhost"),
                List.of("127.0.0.1"),
                true,
                true,
                Duration.ofDays(1));
        Files.writeString(
                into.resolve(name + ".pem"), KeyPairs.pem(keys.getPrivate()) + authority.issue(keys.getPublic(), leaf));
        Files.writeString(into.resolve("ca.pem"), authority.certificatePem());
    }
}
