package io.oriel.display.rig;

import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.KeyPairs;
import io.oriel.certs.ca.Leaf;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.Pins;
import io.oriel.certs.tls.TlsMaterial;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority and the files it issues, in one directory. */
public final class TestCertificates {
    private final Path directory;
    private final CertificateAuthority authority = CertificateAuthority.create("Oriel test", Clock.systemUTC());

    public TestCertificates(Path directory) throws IOException {
        this.directory = directory;
        Files.writeString(ca(), authority.certificatePem());
    }

    /** The authority's certificate. */
    public Path ca() {
        return directory.resolve("ca.pem");
    }

    /** A server certificate for localhost and 127.0.0.1: key and chain in one file. */
    public Path server(String name) throws IOException {
        return issue(name, Optional.empty());
    }

    /** A certificate that names a peer, for both sides of TLS. */
    public Path peer(String name, PeerIdentity identity) throws IOException {
        return issue(name, Optional.of(identity));
    }

    private Path issue(String name, Optional<PeerIdentity> identity) throws IOException {
        var pair = KeyPairs.generate();
        var leaf = new Leaf(name, identity, List.of("localhost"), List.of("127.0.0.1"), true, true, Duration.ofDays(1));
        var file = directory.resolve(name + ".pem");
        Files.writeString(
                file,
                KeyPairs.pem(pair.getPrivate()) + authority.issue(pair.getPublic(), leaf) + authority.certificatePem());
        return file;
    }

    /** Key and certificate in the names qemu wants: {@code server-key.pem}, {@code server-cert.pem}, {@code ca-cert.pem}. */
    public Path qemuDirectory(String name) throws IOException {
        var text = Files.readString(server(name));
        int end = text.indexOf("-----BEGIN CERTIFICATE-----");
        var target = Files.createDirectories(directory.resolve(name + ".d"));
        Files.writeString(target.resolve("server-key.pem"), text.substring(0, end));
        Files.writeString(target.resolve("server-cert.pem"), text.substring(end));
        Files.writeString(target.resolve("ca-cert.pem"), authority.certificatePem());
        return target;
    }

    /** The pin of the first certificate in a file. */
    public static String pin(Path pem) throws IOException, GeneralSecurityException {
        var text = Files.readString(pem);
        var first = text.substring(text.indexOf("-----BEGIN CERTIFICATE-----"));
        return Pins.of((X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(first.getBytes(StandardCharsets.US_ASCII))));
    }

    /** A server's TLS with this key and chain, which name a peer. */
    public SSLContext serverContext(Path pem) throws GeneralSecurityException, IOException {
        var context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {TlsMaterial.load(pem, ca()).keyManager()}, null, null);
        return context;
    }

    /** A client's TLS that trusts this authority and nothing else. */
    public SSLContext clientContext() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(
                                authority.certificatePem().getBytes(StandardCharsets.US_ASCII))));
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
