package io.oriel.host.http;

import io.netty.handler.ssl.SslHandler;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
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

    private final TlsMaterial tls;
    private final Predicate<PeerIdentity> allowed;

    Peers(TlsMaterial tls, Predicate<PeerIdentity> allowed) {
        this.tls = tls;
        this.allowed = allowed;
    }

    boolean maySend(HttpServerRequest request) {
        return certificate(request)
                .filter(tls::admits)
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
}
