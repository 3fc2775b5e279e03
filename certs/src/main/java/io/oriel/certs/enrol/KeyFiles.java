package io.oriel.certs.enrol;

import io.oriel.certs.Pem;
import io.oriel.certs.TrustException;
import io.oriel.certs.ca.KeyPairs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;

/**
 * The files of a host or gateway: {@code <purpose>.pem} holds key, certificate and authority. Each appears whole, 0600, and
 * is on the disk before the old one is gone.
 */
final class KeyFiles {

    private final Path directory;

    KeyFiles(Path directory) {
        this.directory = directory;
    }

    static KeyFiles create(Path directory) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return new KeyFiles(directory);
    }

    /** A purpose's certificate as it is now. */
    X509Certificate certificate(String purpose) throws IOException {
        return Pem.certificates(read(purpose)).getFirst();
    }

    /** A purpose's key pair as it is now. */
    KeyPair pair(String purpose) throws IOException {
        var text = read(purpose);
        return new KeyPair(Pem.certificates(text).getFirst().getPublicKey(), KeyPairs.fromPem(text));
    }

    X509Certificate authority() throws IOException {
        return Pem.certificates(Files.readString(directory.resolve("ca.pem"))).getFirst();
    }

    void put(String purpose, KeyPair pair, X509Certificate certificate, X509Certificate authority) throws IOException {
        put(purpose + ".pem", KeyPairs.pem(pair.getPrivate()) + Pem.encode(certificate) + Pem.encode(authority));
    }

    void put(String name, String text) throws IOException {
        var file = directory.resolve(name);
        var fresh = directory.resolve(name + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String read(String purpose) throws IOException {
        return Files.readString(directory.resolve(purpose + ".pem"));
    }

    /** Refuses certificates that are not for these keys, in their order, by this authority, with it behind them. */
    static void check(List<KeyPair> keys, List<X509Certificate> certificates, String authorityFingerprint) {
        var wanted = keys.size() + 1;
        if (certificates.size() != wanted) {
            throw new TrustException(
                    TrustException.Code.MALFORMED,
                    "wanted %d certificates, got %d".formatted(wanted, certificates.size()));
        }
        var authority = certificates.getLast();
        if (!FingerprintTrust.fingerprint(authority).equals(authorityFingerprint)) {
            throw new TrustException(TrustException.Code.UNTRUSTED, "the authority is not the one wanted");
        }
        for (var i = 0; i < keys.size(); i++) {
            var certificate = certificates.get(i);
            try {
                certificate.verify(authority.getPublicKey());
            } catch (GeneralSecurityException e) {
                throw new TrustException(TrustException.Code.UNTRUSTED, "a certificate is not our authority's", e);
            }
            if (!certificate.getPublicKey().equals(publicKey(keys.get(i)))) {
                throw new TrustException(TrustException.Code.MALFORMED, "a certificate is not for the key we sent");
            }
        }
    }

    /** The JDK's view of the key: Bouncy Castle's does not equal it. */
    private static PublicKey publicKey(KeyPair pair) {
        try {
            return KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot read a P-256 key", e);
        }
    }
}
