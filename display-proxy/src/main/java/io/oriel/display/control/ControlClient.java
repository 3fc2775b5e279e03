package io.oriel.display.control;

import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** The HTTP client to one control plane, whose certificate must say that it is one. */
public final class ControlClient implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 32;
    private static final int MOST_WAITING = 2_000;
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration LAST_WORDS = Duration.ofMinutes(1);

    private final LoopResources loops = LoopResources.create("control", 1, true);
    private final URI control;
    private final TlsMaterial tls;
    private final AtomicReference<Wire> wire;

    /**
     * What runs under one generation of our certificate. A renewed one gets connections of its own: its TLS context knows
     * no session that would bring the old certificate back.
     */
    private record Wire(long number, ConnectionProvider connections, HttpClient http) {}

    public ControlClient(URI control, TlsMaterial tls) {
        this.control = control;
        this.tls = tls;
        this.wire = new AtomicReference<>(open());
    }

    private Wire open() {
        var number = tls.number();
        var connections = ConnectionProvider.builder("control-" + number)
                .maxConnections(MOST_CONNECTIONS)
                .pendingAcquireMaxCount(MOST_WAITING)
                .pendingAcquireTimeout(Duration.ofSeconds(3))
                .maxIdleTime(IDLE)
                .evictInBackground(IDLE)
                .build();
        var context = context(tls);
        var http = HttpClient.create(connections)
                .runOn(loops, false) // the JDK transport: what is said here is little
                .baseUrl(control.resolve("/gateway/v1").toString())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 3_000)
                .secure(spec -> spec.sslContext(context).handshakeTimeout(Duration.ofSeconds(5)));
        return new Wire(number, connections, http);
    }

    /** The client under the certificate that is current; what has begun on an older one comes to its end there. */
    HttpClient http() {
        var now = wire.get();
        if (now.number() == tls.number()) {
            return now.http();
        }
        var next = open();
        if (wire.compareAndSet(now, next)) {
            var _ = Mono.delay(LAST_WORDS)
                    .then(now.connections().disposeLater())
                    .subscribe();
            return next.http();
        }
        next.connections().dispose();
        return wire.get().http();
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
        wire.get().connections().dispose();
        loops.dispose();
    }
}
