package io.oriel.display.listen;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate shown to clients, read again when its files change. Any thread.
 *
 * <p>TLS 1.3 and 1.2; a client cannot renegotiate (BoringSSL never does, the JDK is told not to at start).
 */
public final class GatewayTls {
    private static final Logger log = LoggerFactory.getLogger(GatewayTls.class);

    /** Forward secret and authenticated only. The order is the client's with TLS 1.3. */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

    private final Path certificate;
    private final Path key;
    private final SslProvider provider;
    private FileTime seen;
    private volatile SslContext context;

    /**
     * @param certificate PEM, the chain
     * @param key PEM, PKCS #8; may be the same file
     */
    public GatewayTls(Path certificate, Path key, SslProvider provider) throws IOException {
        this.certificate = certificate;
        this.key = key;
        this.provider = provider;
        this.seen = changed();
        this.context = read();
    }

    SslContext context() {
        return context;
    }

    /** Looks whether the files have changed. Called by one thread, now and then. */
    void refresh() {
        try {
            var now = changed();
            if (!now.equals(seen)) {
                context = read();
                seen = now;
                log.atInfo().addKeyValue("file", certificate).log("certificate read again");
            }
        } catch (IOException | IllegalArgumentException e) {
            log.atWarn()
                    .addKeyValue("file", certificate)
                    .setCause(e)
                    .log("certificate not readable; the old one stays");
        }
    }

    private FileTime changed() throws IOException {
        var one = Files.getLastModifiedTime(certificate);
        var other = Files.getLastModifiedTime(key);
        return one.compareTo(other) > 0 ? one : other;
    }

    private SslContext read() throws SSLException {
        return SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                .sslProvider(provider)
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(CIPHERS)
                .build();
    }
}
