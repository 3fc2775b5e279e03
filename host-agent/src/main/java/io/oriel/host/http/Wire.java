package io.oriel.host.http;

import io.netty.channel.ChannelOption;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.host.api.HostId;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * The connections to one agent under one generation of our certificate. A renewed certificate gets a wire of its own: its
 * TLS context knows no session that would bring the old certificate back, and what runs on the old wire ends there.
 *
 * @param number of the certificate, by {@link TlsMaterial#number}
 */
record Wire(long number, ConnectionProvider connections, HttpClient client) {

    private static final int CONNECTIONS = 8;
    private static final int CONNECT_MILLIS = 3000;
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofSeconds(30);
    /** Longer than anything but an image takes; that one keeps its connection. */
    private static final Duration LAST_WORDS = Duration.ofMinutes(1);

    static Wire open(HostId expected, TlsMaterial tls) {
        var number = tls.number();
        var connections = ConnectionProvider.builder("agent-" + expected + "-" + number)
                .maxConnections(CONNECTIONS)
                .pendingAcquireTimeout(ANSWER)
                .maxIdleTime(IDLE)
                .evictInBackground(IDLE)
                .build();
        var ssl = Protocol.client(tls, new PeerIdentity.Host(expected.value())::equals);
        var client = HttpClient.create(connections)
                .protocol(HttpProtocol.HTTP11)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .secure(spec -> spec.sslContext(ssl).handshakeTimeout(HANDSHAKE))
                .responseTimeout(ANSWER);
        return new Wire(number, connections, client);
    }

    /** Lets what has begun come to its end. */
    void retire() {
        var _ = Mono.delay(LAST_WORDS).then(connections.disposeLater()).subscribe();
    }

    void close() {
        connections.disposeLater().block(ANSWER);
    }
}
