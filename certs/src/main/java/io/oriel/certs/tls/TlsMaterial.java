package io.oriel.certs.tls;

import io.oriel.certs.Pem;
import io.oriel.certs.TrustException;
import io.oriel.certs.identity.PeerIdentity;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A program's key, chain and trusted authority, read from two PEM files and read again when these change; and whom it
 * refuses although the authority signed them: the serial numbers in file {@link #DENIED} beside the authority, one a line.
 *
 * <p>The files are looked at during a handshake, at most once a second; a new file takes effect whole or, when it cannot
 * be used, not at all (with one warning). Replace files by rename. Safe for many threads.
 */
public final class TlsMaterial {

    /** The deny list's file name: serial numbers in lower-case hex, one a line; no file denies nobody. */
    public static final String DENIED = "denied";

    private static final System.Logger LOG = System.getLogger(TlsMaterial.class.getName());
    private static final long LOOK_EVERY = Duration.ofSeconds(1).toNanos();

    private final Path identityPem;
    private final Path caPem;
    private final LongSupplier nanoTime;
    private final AtomicLong lookedAt;
    private volatile Generation current;
    private volatile Optional<Generation> previous = Optional.empty();
    private volatile Set<String> denied = Set.of();
    /** The files as they were when last read, for better or worse: a bad file is complained of once. */
    private List<Stamp> looked;

    /** What tells one state of a file from another: a rename changes the key even within one clock tick. */
    private record Stamp(
            FileTime modified, long size, @Nullable Object fileKey) {
        static Stamp of(Path file) throws IOException {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }
    }

    private record Generation(long number, Identity identity, X509ExtendedTrustManager trust) {}

    private TlsMaterial(Path identityPem, Path caPem, LongSupplier nanoTime) {
        this.identityPem = identityPem;
        this.caPem = caPem;
        this.nanoTime = nanoTime;
        this.lookedAt = new AtomicLong(nanoTime.getAsLong());
        try {
            this.looked = List.of(Stamp.of(identityPem), Stamp.of(caPem));
        } catch (IOException e) {
            throw new TrustException(TrustException.Code.FILE, "cannot read " + identityPem + " or " + caPem, e);
        }
        this.current = read(1);
        this.denied = readDenied();
    }

    /**
     * Reads key and chain (one PEM file: PKCS#8 key, leaf certificate, then issuers) and the trusted authorities.
     *
     * @throws TrustException when a file cannot be read or used
     */
    public static TlsMaterial load(Path identityPem, Path caPem) {
        return load(identityPem, caPem, System::nanoTime);
    }

    static TlsMaterial load(Path identityPem, Path caPem, LongSupplier nanoTime) {
        return new TlsMaterial(identityPem, caPem, nanoTime);
    }

    /** Shows our certificate, whichever is current at each handshake. */
    public X509ExtendedKeyManager keyManager() {
        return new CurrentIdentity(this);
    }

    /** Trusts certificates of our authority that are valid now and meant for their side of TLS. Looks at no names. */
    public X509ExtendedTrustManager trustManager() {
        return trustManager(_ -> true, false);
    }

    /** As {@link #trustManager()}, and only peers with an identity of which {@code allowed} is true. */
    public X509ExtendedTrustManager trustManager(Predicate<PeerIdentity> allowed) {
        return trustManager(allowed, true);
    }

    private X509ExtendedTrustManager trustManager(Predicate<PeerIdentity> allowed, boolean wantsIdentity) {
        return new CurrentTrust(
                () -> generation().trust(),
                certificate -> !denies(certificate)
                        && (!wantsIdentity
                                || PeerIdentity.of(certificate).filter(allowed).isPresent()));
    }

    /**
     * Whether a peer's certificate, which a handshake accepted, is still good: within its time and not denied since. To be
     * asked on every request, because a connection, and a TLS session that is taken up again, may outlive both.
     */
    public boolean admits(X509Certificate certificate) {
        try {
            certificate.checkValidity();
            return !denies(certificate);
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return false;
        }
    }

    private boolean denies(X509Certificate certificate) {
        generation();
        return denied.contains(serial(certificate));
    }

    /** A certificate's serial number as the deny list writes it. */
    public static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }

    /**
     * Rises whenever another certificate of our own comes into use. A client whose number is older begins anew, with a new
     * TLS context: sessions of the old one would bring the old certificate back.
     */
    public long number() {
        return generation().number();
    }

    /** Both managers as a context. Callers set the protocol (TLS 1.3) and whether clients must show a certificate. */
    public SSLContext context() {
        return context(trustManager());
    }

    /** As {@link #context()}, and only peers with an identity of which {@code allowed} is true. */
    public SSLContext context(Predicate<PeerIdentity> allowed) {
        return context(trustManager(allowed));
    }

    private SSLContext context(TrustManager trust) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keyManager()}, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks TLS", e);
        }
    }

    /** Where the authority's file lies, and the deny list beside it. */
    public Path directory() {
        return Objects.requireNonNull(caPem.toAbsolutePath().getParent(), "a file has a directory");
    }

    /** Who our own certificate says we are. */
    public Optional<PeerIdentity> self() {
        return PeerIdentity.of(generation().identity().leaf());
    }

    Identity identity() {
        return generation().identity();
    }

    /** The identity of this alias: the current one, or the one before, for handshakes that began with it. */
    Optional<Identity> identity(String alias) {
        var now = current.identity();
        return now.alias().equals(alias)
                ? Optional.of(now)
                : previous.map(Generation::identity)
                        .filter(identity -> identity.alias().equals(alias));
    }

    private Generation generation() {
        var last = lookedAt.get();
        var now = nanoTime.getAsLong();
        if (now - last >= LOOK_EVERY && lookedAt.compareAndSet(last, now)) {
            renew();
        }
        return current;
    }

    /** Called by one thread a second at most: {@link #lookedAt} lets one in. */
    private synchronized void renew() {
        denied = readDenied();
        try {
            var stamps = List.of(Stamp.of(identityPem), Stamp.of(caPem));
            if (stamps.equals(looked)) {
                return;
            }
            looked = stamps;
            var next = read(current.number() + 1);
            previous = Optional.of(current);
            current = next;
            LOG.log(Level.INFO, "new certificate in use from {0}", identityPem);
        } catch (IOException | TrustException e) {
            LOG.log(Level.WARNING, "keeping the old certificate: {0} cannot be used: {1}", identityPem, e.getMessage());
        }
    }

    private Generation read(long number) {
        try {
            return new Generation(
                    number,
                    Identity.read("generation-" + number, Files.readString(identityPem)),
                    trust(Files.readString(caPem)));
        } catch (IOException e) {
            throw new TrustException(TrustException.Code.FILE, "cannot read " + identityPem + " or " + caPem, e);
        }
    }

    /** A list that cannot be read denies whom it denied before. */
    private Set<String> readDenied() {
        var file = caPem.resolveSibling(DENIED);
        try {
            return Files.exists(file)
                    ? Files.readString(file)
                            .lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .collect(Collectors.toUnmodifiableSet())
                    : Set.of();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "keeping the old deny list: {0} cannot be read: {1}", file, e.getMessage());
            return denied;
        }
    }

    private static X509ExtendedTrustManager trust(String pem) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var certificates = Pem.certificates(pem);
            for (var i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("authority-" + i, certificates.get(i));
            }
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new TrustException(TrustException.Code.MALFORMED, "the authority's certificate cannot be used", e);
        }
    }
}
