package io.oriel.broker.directory;

import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.KeyPairs;
import io.oriel.certs.ca.Leaf;
import io.oriel.certs.tls.TlsMaterial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An authority for tests, with a server certificate in files. */
record Authority(Path ca, Path certificate, Path key, Path together) {

    /** Makes an authority and a certificate for a server of this DNS name at 127.0.0.1, in this directory. */
    static Authority in(Path directory, String dnsName) {
        try {
            Files.createDirectories(directory);
            var authority = CertificateAuthority.create("test CA", Clock.systemUTC());
            var pair = KeyPairs.generate();
            var addresses = dnsName.equals("localhost") ? List.of("127.0.0.1") : List.<String>of();
            var leaf =
                    new Leaf(dnsName, Optional.empty(), List.of(dnsName), addresses, true, false, Duration.ofDays(1));
            var certificate = authority.issue(pair.getPublic(), leaf);
            var key = KeyPairs.pem(pair.getPrivate());
            return new Authority(
                    write(directory, "ca.pem", authority.certificatePem()),
                    write(directory, "server.pem", certificate),
                    write(directory, "server.key", key),
                    write(directory, "together.pem", key + certificate + authority.certificatePem()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    TlsMaterial tls() {
        return TlsMaterial.load(together, ca);
    }

    private static Path write(Path directory, String name, String text) throws IOException {
        var file = directory.resolve(name);
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                        java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }
}
