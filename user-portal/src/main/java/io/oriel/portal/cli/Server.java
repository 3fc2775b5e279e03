package io.oriel.portal.cli;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;

/** One Oriel, as {@code /api/v1} shows it. */
final class Server {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration UPLOAD = Duration.ofHours(4);

    private final URI base;
    private final String authorization;
    private final HttpClient http;

    Server(URI base, Optional<Path> ca, String user, String password) {
        this.base = base;
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10));
        ca.ifPresent(file -> client.sslContext(trusting(file)));
        this.http = client.build();
    }

    /** The list at this path. */
    List<Map<String, Object>> list(String path) {
        return Json.list(send(request(path).GET().build()));
    }

    /** Posts a JSON object. */
    void post(String path, Map<String, Object> body) {
        send(json(path).POST(BodyPublishers.ofString(Json.write(body))).build());
    }

    /** Replaces what is at this path. */
    void put(String path, Map<String, Object> body) {
        send(json(path).PUT(BodyPublishers.ofString(Json.write(body))).build());
    }

    void delete(String path) {
        send(request(path).DELETE().build());
    }

    /**
     * Posts a file's bytes.
     *
     * @param sent hears how many bytes have left, on another thread
     */
    void upload(String path, Path file, LongConsumer sent) {
        try {
            var size = Files.size(file);
            var bytes = BodyPublishers.ofInputStream(() -> counting(file, sent));
            send(request(path)
                    .timeout(UPLOAD)
                    .header("Content-Type", "application/octet-stream")
                    .POST(size == 0 ? BodyPublishers.noBody() : BodyPublishers.fromPublisher(bytes, size))
                    .build());
        } catch (IOException e) {
            throw CliException.wrongUse("cannot read " + file);
        }
    }

    private static InputStream counting(Path file, LongConsumer sent) {
        try {
            return new FilterInputStream(Files.newInputStream(file)) {
                private long total;

                @Override
                public int read(byte[] into, int from, int length) throws IOException {
                    var read = super.read(into, from, length);
                    total += Math.max(0, read);
                    sent.accept(total);
                    return read;
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve("/api/v1/" + path))
                .timeout(PATIENCE)
                .header("Authorization", authorization)
                .header("Accept", "application/json");
    }

    private HttpRequest.Builder json(String path) {
        return request(path).header("Content-Type", "application/json");
    }

    private String send(HttpRequest request) {
        try {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 == 2) {
                return answer.body();
            }
            var why = Json.said(answer.body()).orElse("the server answered " + answer.statusCode());
            throw answer.statusCode() / 100 == 4 ? CliException.refused(why) : CliException.failed(why);
        } catch (SSLHandshakeException e) {
            throw CliException.failed("the certificate of " + base + " is not trusted; give its authority with --ca");
        } catch (IOException e) {
            throw CliException.failed(base + " cannot be reached: "
                    + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted");
        }
    }

    private static SSLContext trusting(Path ca) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(ca)))) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw CliException.wrongUse("cannot read the certificates in " + ca);
        }
    }
}
