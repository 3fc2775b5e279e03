package io.oriel.broker.gateway;

import io.netty.handler.ssl.SslHandler;
import io.oriel.broker.presence.Presence;
import io.oriel.broker.trust.Certificates;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Who sends a request to the control port, by the certificate of its connection. A certificate that was taken back or has
 * run out since the handshake is refused on every request, and the audit log hears of it once a minute.
 */
public final class PeerCertificates {
    private static final Duration ONCE_IN = Duration.ofMinutes(1);

    private final Certificates certificates;
    private final Presence presence;
    private final Events events;

    public PeerCertificates(Certificates certificates, Presence presence, Events events) {
        this.certificates = certificates;
        this.presence = presence;
        this.events = events;
    }

    /** What a connection shows; cheap, on the event loop. */
    record Shown(X509Certificate certificate, PeerIdentity identity, String address) {}

    /** The peer's certificate, when it names a peer of ours. */
    static Optional<Shown> shown(HttpServerRequest request) {
        var found = new AtomicReference<Optional<X509Certificate>>(Optional.empty());
        request.withConnection(connection -> {
            var ssl = connection.channel().pipeline().get(SslHandler.class);
            if (ssl != null) {
                found.set(certificate(ssl));
            }
        });
        return found.get()
                .flatMap(certificate -> PeerIdentity.of(certificate)
                        .map(identity -> new Shown(certificate, identity, address(request.remoteAddress()))));
    }

    /** Whether it is still worth anything. Asks the database. */
    boolean good(Shown shown) {
        if (certificates.good(shown.certificate())) {
            return true;
        }
        refused(shown, "it was taken back or has run out");
        return false;
    }

    /** Notes that a peer was refused. */
    void refused(Shown shown, String why) {
        var serial = TlsMaterial.serial(shown.certificate());
        if (presence.add("refused:" + serial, ONCE_IN).times() == 1) {
            events.record(Event.of(
                    Severity.WARNING,
                    "refused the certificate " + serial + " of "
                            + shown.identity().uri() + " from " + shown.address() + ": " + why));
        }
    }

    static String address(@Nullable InetSocketAddress address) {
        return address == null || address.getAddress() == null
                ? "unknown"
                : address.getAddress().getHostAddress();
    }

    private static Optional<X509Certificate> certificate(SslHandler ssl) {
        try {
            return ssl.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty(); // it showed none
        }
    }
}
