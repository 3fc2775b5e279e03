package io.oriel.host.http;

import io.netty.handler.ssl.SslHandler;
import io.oriel.certs.identity.PeerIdentity;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import javax.net.ssl.SSLPeerUnverifiedException;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Who sends a request, and whether this peer may ask anything at all. Asked on every request, not once a connection:
 * a connection may outlive a certificate or the trust in its holder. What cannot be answered is a no.
 */
final class Peers {

    private final Predicate<PeerIdentity> allowed;

    Peers(Predicate<PeerIdentity> allowed) {
        this.allowed = allowed;
    }

    boolean maySend(HttpServerRequest request) {
        return certificate(request)
                .filter(Peers::validNow)
                .flatMap(PeerIdentity::of)
                .filter(PeerIdentity.ControlPlane.class::isInstance)
                .filter(allowed)
                .isPresent();
    }

    private static Optional<X509Certificate> certificate(HttpServerRequest request) {
        var found = new AtomicReference<Optional<X509Certificate>>(Optional.empty());
        request.withConnection(connection -> {
            var ssl = connection.channel().pipeline().get(SslHandler.class);
            if (ssl == null) {
                return;
            }
            try {
                var chain = ssl.engine().getSession().getPeerCertificates();
                found.set(Optional.of((X509Certificate) chain[0]));
            } catch (SSLPeerUnverifiedException e) {
                // nobody
            }
        });
        return found.get();
    }

    private static boolean validNow(X509Certificate certificate) {
        try {
            certificate.checkValidity();
            return true;
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return false;
        }
    }
}
