package io.oriel.certs.enrol;

import io.oriel.certs.TrustException;
import io.oriel.certs.ca.KeyPairs;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** One question to the control port and its answer, both short. The connection ends with it. */
final class Exchange {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);
    private static final int LONGEST_ANSWER = 256 * 1024;
    private static final int LONGEST_SENTENCE = 500;

    private final URI control;
    private final SSLContext tls;
    private final Supplier<Optional<TrustException>> refusal;

    /** @param refusal why TLS refused the server, when it did and knows */
    Exchange(URI control, SSLContext tls, Supplier<Optional<TrustException>> refusal) {
        this.control = control;
        this.tls = tls;
        this.refusal = refusal;
    }

    /** A question whose body is a signing request for each key. */
    HttpRequest.Builder requests(String path, List<KeyPair> keys, List<String> purposes) {
        return HttpRequest.newBuilder(control.resolve(path))
                .header("Oriel-Purposes", String.join(",", purposes))
                .header("Content-Type", "application/x-pem-file")
                .timeout(ANSWER_TIMEOUT)
                .POST(BodyPublishers.ofString(
                        keys.stream().map(KeyPairs::csrPem).collect(Collectors.joining())));
    }

    HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(control.resolve(path))
                .timeout(ANSWER_TIMEOUT)
                .GET();
    }

    /**
     * The answer, which is 200.
     *
     * @throws TrustException REFUSED or PENDING with the control plane's own sentence, UNTRUSTED or UNREACHABLE
     */
    HttpResponse<String> send(HttpRequest request) {
        var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
        try {
            // send() bounds the wait for the headers only; this bounds the body too
            var response = client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_ANSWER))
                    .get(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            return good(response);
        } catch (ExecutionException | TimeoutException e) {
            throw refusal.get()
                    .orElseGet(() -> new TrustException(
                            TrustException.Code.UNREACHABLE, "no answer from the control plane at " + control, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrustException(TrustException.Code.UNREACHABLE, "the exchange was interrupted", e);
        } finally {
            client.shutdownNow();
        }
    }

    private static HttpResponse<String> good(HttpResponse<String> response) {
        return switch (response.statusCode()) {
            case 200 -> response;
            case 202 -> throw new TrustException(TrustException.Code.PENDING, sentence(response.body()));
            case 400, 403, 409, 413, 429 ->
                throw new TrustException(TrustException.Code.REFUSED, sentence(response.body()));
            default ->
                throw new TrustException(
                        TrustException.Code.UNREACHABLE, "the control plane answered " + response.statusCode());
        };
    }

    private static String sentence(String body) {
        var line = body.lines().findFirst().orElse("").strip().replaceAll("\\p{Cntrl}", " ");
        return line.isEmpty()
                ? "the control plane refused"
                : line.substring(0, Math.min(LONGEST_SENTENCE, line.length()));
    }
}
