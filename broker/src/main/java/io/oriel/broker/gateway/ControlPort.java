package io.oriel.broker.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.oriel.certs.tls.TlsMaterial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

/**
 * The control port: TLS 1.3 and HTTP/1.1. Gateways show their certificate and use {@code /gateway/v1}; a machine that
 * wants to join has none yet and uses {@code /enroll/v1}; hosts and gateways renew at {@code /renew/v1}. Nothing else is
 * here.
 */
public final class ControlPort implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration HEADERS = Duration.ofSeconds(10);
    private static final int LONGEST_LINE = 4096;
    private static final int LONGEST_HEADERS = 16 * 1024;

    private final GatewayRoutes gatewayRoutes;
    private final DisposableServer server;

    /** Listens from now on. Port 0 takes any free one. */
    public ControlPort(
            InetSocketAddress listen,
            TlsMaterial tls,
            GatewayRoutes gatewayRoutes,
            EnrolRoute enrolRoute,
            TrustRoutes trustRoutes) {
        this.gatewayRoutes = gatewayRoutes;
        var context = context(tls);
        this.server = HttpServer.create()
                .bindAddress(() -> listen)
                .protocol(HttpProtocol.HTTP11)
                .secure(spec -> spec.sslContext(context).handshakeTimeout(HEADERS))
                .idleTimeout(IDLE)
                .requestTimeout(HEADERS)
                .httpRequestDecoder(
                        decoder -> decoder.maxInitialLineLength(LONGEST_LINE).maxHeaderSize(LONGEST_HEADERS))
                .route(routes -> {
                    gatewayRoutes.add(routes);
                    trustRoutes.add(routes);
                    routes.post("/enroll/v1", enrolRoute);
                    routes.route(
                            request -> true,
                            (request, response) -> response.header(HttpHeaderNames.CONTENT_LENGTH, "0")
                                    .status(404)
                                    .send());
                })
                .bindNow(Duration.ofSeconds(10));
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    /** Ends the streams, then stops listening. */
    @Override
    public void close() {
        gatewayRoutes.close();
        server.disposeNow(Duration.ofSeconds(3));
    }

    private static SslContext context(TlsMaterial tls) {
        try {
            return SslContextBuilder.forServer(tls.keyManager())
                    .sslProvider(SslProvider.JDK) // the material is JSSE's; a native provider would copy it once
                    .trustManager(tls.trustManager())
                    .clientAuth(ClientAuth.OPTIONAL)
                    .protocols("TLSv1.3")
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException("the control port's TLS cannot be set up", e);
        }
    }
}
