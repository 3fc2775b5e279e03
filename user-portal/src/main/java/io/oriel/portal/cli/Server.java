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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;

/** One Oriel, as {@code /api/v1} shows it. */
final class Server {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration UPLOAD = Duration.ofHours(4);
    private static final int UNAUTHENTICATED = 401;

    private final URI base;
    private final Credentials credentials;
    private final HttpClient http;
    private final String correlation = UUID.randomUUID().toString();

    Server(URI base, Optional<Path> ca, Credentials credentials) {
        this.base = base;
        this.credentials = credentials;
        var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10));
        ca.ifPresent(file -> client.sslContext(trusting(file)));
        this.http = client.build();
    }

    /** What all requests of this command are called; the jobs they open carry it. */
    String correlation() {
        return correlation;
    }

    /** A new token for a name and a password. */
    Map<String, Object> login(String user, String password) {
        return Json.object(once(
                request("login").POST(BodyPublishers.noBody()), new Credentials.Password(user, password).header()));
    }

    /** The list at this path. */
    List<Map<String, Object>> list(String path) {
        return Json.list(send(request(path).GET()));
    }

    /** The object at this path. */
    Map<String, Object> get(String path) {
        return Json.object(send(request(path).GET()));
    }

    /** Posts a JSON object. */
    void post(String path, Map<String, Object> body) {
        send(json(path).POST(BodyPublishers.ofString(Json.write(body))));
    }

    /** Posts a JSON object, and reads the one that comes back. */
    Map<String, Object> ask(String path, Map<String, Object> body) {
        return Json.object(send(json(path).POST(BodyPublishers.ofString(Json.write(body)))));
    }

    /** Replaces what is at this path. */
    void put(String path, Map<String, Object> body) {
        send(json(path).PUT(BodyPublishers.ofString(Json.write(body))));
    }

    /** Changes what is at this path, and reads what it is then. */
    Map<String, Object> patch(String path, Map<String, Object> body) {
        return Json.object(send(json(path).method("PATCH", BodyPublishers.ofString(Json.write(body)))));
    }

    String delete(String path) {
        return send(request(path).DELETE());
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
                    .POST(size == 0 ? BodyPublishers.noBody() : BodyPublishers.fromPublisher(bytes, size)));
        } catch (IOException e) {
            throw CliException.wrongUse("cannot read " + file);
        }
    }

    /**
     * Hears what a feed says, until it ends.
     *
     * @param last the id of what was heard last; then nothing is missed
     * @param each hears the data of each event
     * @return the id of what was heard last
     */
    Optional<String> follow(String path, Optional<String> last, Consumer<Map<String, Object>> each) {
        var request = HttpRequest.newBuilder(base.resolve("/api/v1/" + path))
                .header("Accept", "text/event-stream")
                .header("Authorization", credentials.header(this));
        last.ifPresent(id -> request.header("Last-Event-ID", id));
        var heard = new AtomicReference<>(last);
        try {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
            try (var lines = answer.body()) {
                if (answer.statusCode() / 100 != 2) {
                    throw CliException.refused(Json.said(lines.collect(Collectors.joining("\n")))
                            .orElse("the server answered " + answer.statusCode()));
                }
                lines.forEach(line -> {
                    if (line.startsWith("id:")) {
                        heard.set(Optional.of(line.substring("id:".length()).strip()));
                    } else if (line.startsWith("data:")) {
                        each.accept(Json.object(line.substring("data:".length())));
                    }
                });
            }
        } catch (UncheckedIOException e) {
            return heard.get(); // it ended in the middle: the next one goes on where this was
        } catch (IOException e) {
            throw CliException.failed(base + " cannot be reached");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted");
        }
        return heard.get();
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
                .header("Accept", "application/json")
                .header("Correlation-Id", correlation);
    }

    private HttpRequest.Builder json(String path) {
        return request(path).header("Content-Type", "application/json");
    }

    /** A token that was kept may have run out: it is renewed once, where that is possible. */
    private String send(HttpRequest.Builder request) {
        try {
            return once(request, credentials.header(this));
        } catch (CliException refused) {
            var fresh = refused.unauthenticated() ? credentials.renew(this) : Optional.<String>empty();
            return once(request, fresh.orElseThrow(() -> refused));
        }
    }

    private String once(HttpRequest.Builder builder, String authorization) {
        var request = builder.setHeader("Authorization", authorization).build();
        try {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 == 2) {
                return answer.body();
            }
            if (answer.statusCode() == UNAUTHENTICATED) {
                throw CliException.unauthenticated(Json.said(answer.body()).orElse("log in first"));
            }
            var why = Json.said(answer.body()).orElse("the server answered " + answer.statusCode());
            throw answer.statusCode() / 100 == 4 ? CliException.refused(why, answer.body()) : CliException.failed(why);
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
