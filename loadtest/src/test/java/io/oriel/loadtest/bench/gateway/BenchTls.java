package io.oriel.loadtest.bench.gateway;

import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.display.rig.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * Certificates and the one kind of TLS that is measured: 1.3, AES-128-GCM, X25519, P-256, never resumed. What this JVM
 * speaks is BoringSSL.
 */
public final class BenchTls {
    private final TestCertificates certificates;
    private final Path directory;
    private final Path server;

    public BenchTls(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        certificates = new TestCertificates(this.directory);
        server = certificates.server("server");
    }

    /** The authority's certificate. */
    public Path ca() {
        return certificates.ca();
    }

    /** Key and chain for localhost, which every proxy and every console shows. */
    Path server() {
        return server;
    }

    /** The pin of {@link #server}. */
    public String pin() throws Exception {
        return TestCertificates.pin(server);
    }

    /** A key and certificate of its own, in the names qemu wants. */
    public Path forQemu() throws IOException {
        return certificates.qemuDirectory("qemu");
    }

    /** The control plane's own certificate. */
    Path control() throws IOException {
        return certificates.peer("control", new PeerIdentity.ControlPlane(UUID.randomUUID()));
    }

    /** What enrolment would have written for a gateway. */
    void enrol(Path tls) throws IOException {
        Files.createDirectories(tls);
        Files.move(
                certificates.peer("gateway", new PeerIdentity.Gateway(UUID.randomUUID())), tls.resolve("gateway.pem"));
        Files.copy(server, tls.resolve("public.pem"));
        Files.copy(ca(), tls.resolve("ca.pem"));
    }

    SslContext forConsoles() throws IOException {
        return SslContextBuilder.forServer(server.toFile(), server.toFile())
                .sslProvider(SslProvider.OPENSSL)
                .protocols("TLSv1.3")
                .build();
    }

    SslContext forClients() throws IOException {
        var context = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL)
                .trustManager(ca().toFile())
                .protocols("TLSv1.3")
                .ciphers(List.of("TLS_AES_128_GCM_SHA256"))
                .option(OpenSslContextOption.GROUPS, new String[] {"X25519"})
                .build();
        ((OpenSslSessionContext) context.sessionContext()).setSessionCacheEnabled(false);
        return context;
    }
}
