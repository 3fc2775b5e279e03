package io.oriel.certs.enrol;

import io.oriel.certs.Pem;
import io.oriel.certs.TrustException;
import io.oriel.certs.ca.KeyPairs;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps a host's or gateway's certificates from running out, and its deny list up to date, while the program runs.
 *
 * <p>A certificate is renewed when a third of its lifetime is left: its file is replaced whole, and {@link TlsMaterial}
 * takes the new one for the next handshake; open connections go on. The deny list is file {@code denied} in the same
 * directory. Whatever fails is tried again; nothing here ever ends the program.
 */
public final class Renewal implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Renewal.class.getName());
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(250);

    private final URI control;
    private final Path directory;
    private final TlsMaterial identity;
    private final List<Purpose> purposes;
    private final Consumer<List<String>> renewed;
    private final InstantSource clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("renewal").factory());
    private Optional<String> complaint = Optional.empty();

    /**
     * One certificate to keep alive.
     *
     * @param sameKey keeps the key, for a certificate that others have pinned by it
     */
    public record Purpose(String name, boolean sameKey) {}

    private Renewal(
            URI control,
            Path directory,
            TlsMaterial identity,
            List<Purpose> purposes,
            Consumer<List<String>> renewed,
            InstantSource clock) {
        this.control = control;
        this.directory = directory;
        this.identity = identity;
        this.purposes = List.copyOf(purposes);
        this.renewed = renewed;
        this.clock = clock;
    }

    /**
     * Begins at once, on a thread of its own.
     *
     * @param control the control port, {@code https://host:port}
     * @param directory where {@link Enrolment} wrote
     * @param identity by which the control plane knows us; one of the purposes
     * @param renewed hears which purposes have new files, on that thread
     */
    public static Renewal start(
            URI control, Path directory, TlsMaterial identity, List<Purpose> purposes, Consumer<List<String>> renewed) {
        var renewal = new Renewal(control, directory, identity, purposes, renewed, InstantSource.system());
        renewal.timer.execute(renewal::once);
        return renewal;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void once() {
        var wait = LONGEST_WAIT;
        try {
            renewWhatIsDue();
            new KeyFiles(directory).put(TlsMaterial.DENIED, denied());
            complaint = Optional.empty();
            wait = untilNext();
        } catch (TrustException | IOException e) {
            complain(String.valueOf(e.getMessage()));
            wait = untilNext();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "certificates could not be looked after", e);
        } finally {
            if (!timer.isShutdown()) {
                timer.schedule(this::once, wait.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Once per reason: a control plane may be away for days. */
    private void complain(String why) {
        if (!complaint.equals(Optional.of(why))) {
            LOG.log(Level.WARNING, "certificates cannot be renewed now, it is tried again: {0}", why);
            complaint = Optional.of(why);
        }
    }

    private void renewWhatIsDue() throws IOException {
        var files = new KeyFiles(directory);
        var due = new ArrayList<Purpose>();
        for (var purpose : purposes) {
            if (!clock.instant().isBefore(due(files.certificate(purpose.name())))) {
                due.add(purpose);
            }
        }
        if (due.isEmpty()) {
            return;
        }
        var names = due.stream().map(Purpose::name).toList();
        var keys = new ArrayList<KeyPair>();
        for (var purpose : due) {
            keys.add(purpose.sameKey() ? files.pair(purpose.name()) : KeyPairs.generate());
        }
        var exchange = exchange();
        var answer = exchange.send(exchange.requests("/renew/v1", keys, names).build());
        var certificates = Pem.certificates(answer.body());
        KeyFiles.check(keys, certificates, FingerprintTrust.fingerprint(files.authority()));
        for (var i = 0; i < names.size(); i++) {
            files.put(names.get(i), keys.get(i), certificates.get(i), certificates.getLast());
        }
        LOG.log(Level.INFO, "certificates renewed: {0}", String.join(", ", names));
        renewed.accept(names);
    }

    private String denied() {
        var exchange = exchange();
        return exchange.send(exchange.get("/denied/v1").build()).body();
    }

    /** A context of its own each time: an earlier TLS session would bring the earlier certificate back. */
    private Exchange exchange() {
        return new Exchange(control, identity.context(PeerIdentity.ControlPlane.class::isInstance), Optional::empty);
    }

    private Duration untilNext() {
        var files = new KeyFiles(directory);
        var wait = LONGEST_WAIT;
        try {
            for (var purpose : purposes) {
                var certificate = files.certificate(purpose.name());
                var left = Duration.between(clock.instant(), due(certificate));
                // what is overdue has just failed: again after a part of what is left, so that several tries fit in
                var next = left.isPositive() ? left : lifetime(certificate).dividedBy(30);
                wait = next.compareTo(wait) < 0 ? next : wait;
            }
        } catch (IOException | TrustException e) {
            return LONGEST_WAIT;
        }
        return wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
    }

    private static Instant due(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant().minus(lifetime(certificate).dividedBy(3));
    }

    private static Duration lifetime(X509Certificate certificate) {
        return Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }
}
