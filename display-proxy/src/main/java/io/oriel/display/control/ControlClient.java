package io.oriel.display.control;

import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLException;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** The HTTP client to one control plane, whose certificate must say that it is one. */
public final class ControlClient implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 32;
    private static final int MOST_WAITING = 2_000;

    private final LoopResources loops = LoopResources.create("control", 1, true);
    private final ConnectionProvider connections = ConnectionProvider.builder("control")
            .maxConnections(MOST_CONNECTIONS)
            .pendingAcquireMaxCount(MOST_WAITING)
            .pendingAcquireTimeout(Duration.ofSeconds(3))
            .maxIdleTime(Duration.ofSeconds(30))
            .build();
    private final HttpClient http;

    public ControlClient(URI control, TlsMaterial tls) {
        var context = context(tls);
        this.http = HttpClient.create(connections)
                .runOn(loops, false) // the JDK transport: what is said here is little
                .baseUrl(control.resolve("/gateway/v1").toString())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 3_000)
                .secure(spec -> spec.sslContext(context).handshakeTimeout(Duration.ofSeconds(5)));
    }

    HttpClient http() {
        return http;
    }

    private static SslContext context(TlsMaterial tls) {
        try {
            // The name does not matter, the identity does: a host's certificate is from the same authority.
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3")
                    .keyManager(tls.keyManager())
                    .trustManager(tls.trustManager(peer -> peer instanceof PeerIdentity.ControlPlane))
                    .endpointIdentificationAlgorithm(null)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("no TLS client context", e);
        }
    }

    @Override
    public void close() {
        connections.dispose();
        loops.dispose();
    }
}
