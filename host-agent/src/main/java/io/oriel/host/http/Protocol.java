package io.oriel.host.http;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import java.time.Duration;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/** What both ends of the agent protocol agree on. */
final class Protocol {

    static final String HEADER = "Oriel-Protocol";
    /** This build's. An agent speaks only its own, a manager also the one before. */
    static final int VERSION = 1;

    static final String COMMANDS = "/v1/commands";
    static final String REPORT = "/v1/report";
    static final String EVENTS = "/v1/events";
    static final String SCREENSHOTS = "/v1/screenshots/";
    static final String IMAGES = "/v1/images/";
    static final String STORAGE = "/v1/storage";
    static final String VMS = "/v1/vms/";
    static final String SPEC = "/spec";

    static final String JSON = "application/json";
    static final String NDJSON = "application/x-ndjson";

    /** A stream tells something at least every two seconds. */
    static final Duration SILENCE = Duration.ofSeconds(6);

    private static final long SESSION_SECONDS = 3600;

    private Protocol() {}

    /** TLS 1.3 by the JDK, and nobody without a certificate of ours. */
    static SslContext server(TlsMaterial tls) {
        try {
            return SslContextBuilder.forServer(tls.keyManager())
                    .sslProvider(SslProvider.JDK)
                    .trustManager(tls.trustManager())
                    .protocols("TLSv1.3")
                    .clientAuth(ClientAuth.REQUIRE)
                    .sessionTimeout(SESSION_SECONDS)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("this JDK lacks TLS 1.3", e);
        }
    }

    /** TLS 1.3 to exactly this peer. Host names are not asked: the peer is named by its URI. */
    static SslContext client(TlsMaterial tls, Predicate<PeerIdentity> peer) {
        try {
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .keyManager(tls.keyManager())
                    .trustManager(tls.trustManager(peer))
                    .protocols("TLSv1.3")
                    .sessionTimeout(SESSION_SECONDS)
                    .endpointIdentificationAlgorithm(null)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("this JDK lacks TLS 1.3", e);
        }
    }
}
