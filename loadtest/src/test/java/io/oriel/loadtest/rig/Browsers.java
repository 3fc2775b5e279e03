package io.oriel.loadtest.rig;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Stands for browsers: trusts the rig's authority and nothing else, and speaks HTTP and WebSocket. */
public final class Browsers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http;

    public Browsers(String caPem) throws GeneralSecurityException, IOException {
        var authority = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(caPem.getBytes(StandardCharsets.US_ASCII)));
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("ca", authority);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        http = HttpClient.newBuilder()
                .sslContext(context)
                .connectTimeout(PATIENCE)
                .build();
    }

    /** Whether a gateway answers. */
    public boolean healthy(GatewayProcess gateway) {
        var request = HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.port() + "/health"))
                .timeout(PATIENCE)
                .build();
        try {
            return http.send(request, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException e) {
            return false; // it does not listen yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A console page whose WebSocket is open and whose ticket has not been shown. */
    public ConsolePage open(GatewayProcess gateway) throws Exception {
        var page = new ConsolePage();
        http.newWebSocketBuilder()
                .header("Origin", Rig.ORIGIN)
                .connectTimeout(PATIENCE)
                .buildAsync(URI.create("wss://localhost:" + gateway.port() + "/rfb"), page)
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return page;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
