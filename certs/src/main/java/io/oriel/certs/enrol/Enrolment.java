package io.oriel.certs.enrol;

import io.oriel.certs.Pem;
import io.oriel.certs.TrustException;
import io.oriel.certs.ca.KeyPairs;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Exchanges a join token for certificates. Safe to repeat with a new token; half-done work leaves no identity behind. */
public final class Enrolment {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);
    private static final int LONGEST_ANSWER = 256 * 1024;
    private static final int LONGEST_SENTENCE = 500;

    private Enrolment() {}

    /** Whether this directory holds what {@link #join} wrote last. */
    public static boolean joined(Path tlsDirectory) {
        return Files.exists(tlsDirectory.resolve("installation"));
    }

    /**
     * Makes a key per purpose, has them certified, and writes {@code <purpose>.pem} (key, certificate, authority; 0600),
     * {@code ca.pem} and, last, {@code installation}.
     *
     * @param purposes what the control plane certifies, in order: {@code agent, display, migration} for a host,
     *     {@code gateway, public} for a gateway
     * @param hardwareId the machine's UUID
     * @throws TrustException REFUSED with the control plane's own sentence, UNTRUSTED, UNREACHABLE, MALFORMED or FILE
     */
    public static void join(JoinCode code, Path tlsDirectory, List<String> purposes, String hardwareId) {
        var keys = purposes.stream().map(_ -> KeyPairs.generate()).toList();
        var answer = ask(code, keys, purposes, hardwareId);
        var certificates = Pem.certificates(answer.body());
        check(code, keys, certificates);
        try {
            write(tlsDirectory, purposes, keys, certificates, answer.installation());
        } catch (IOException e) {
            throw new TrustException(TrustException.Code.FILE, "cannot write certificates to " + tlsDirectory, e);
        }
    }

    private record Granted(String body, UUID installation) {}

    private static Granted ask(JoinCode code, List<KeyPair> keys, List<String> purposes, String hardwareId) {
        var request = HttpRequest.newBuilder(code.control().resolve("/enroll/v1"))
                .header("Oriel-Join-Token", code.token())
                .header("Oriel-Hardware-Id", hardwareId)
                .header("Oriel-Purposes", String.join(",", purposes))
                .header("Content-Type", "application/x-pem-file")
                .timeout(ANSWER_TIMEOUT)
                .POST(BodyPublishers.ofString(
                        keys.stream().map(KeyPairs::csrPem).collect(Collectors.joining())))
                .build();
        var trust = new FingerprintTrust(code.caFingerprint());
        var client = client(trust);
        try {
            // send() bounds the wait for the headers only; this bounds the body too
            var response = client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_ANSWER))
                    .get(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            return granted(response);
        } catch (ExecutionException | TimeoutException e) {
            throw trust.refusal()
                    .orElseGet(() -> new TrustException(
                            TrustException.Code.UNREACHABLE,
                            "no answer from the control plane at " + code.control(),
                            e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrustException(TrustException.Code.UNREACHABLE, "joining was interrupted", e);
        } finally {
            client.shutdownNow();
        }
    }

    private static HttpClient client(TrustManager trust) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(context)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks TLS", e);
        }
    }

    private static Granted granted(HttpResponse<String> response) {
        return switch (response.statusCode()) {
            case 200 -> new Granted(response.body(), installation(response));
            case 400, 403, 409, 413, 429 ->
                throw new TrustException(TrustException.Code.REFUSED, sentence(response.body()));
            default ->
                throw new TrustException(
                        TrustException.Code.UNREACHABLE, "the control plane answered " + response.statusCode());
        };
    }

    private static UUID installation(HttpResponse<?> response) {
        try {
            return UUID.fromString(
                    response.headers().firstValue("Oriel-Installation").orElse(""));
        } catch (IllegalArgumentException e) {
            throw new TrustException(
                    TrustException.Code.MALFORMED, "the control plane did not name its installation", e);
        }
    }

    private static String sentence(String body) {
        var line = body.lines().findFirst().orElse("").strip().replaceAll("\\p{Cntrl}", " ");
        return line.isEmpty()
                ? "the control plane refused"
                : line.substring(0, Math.min(LONGEST_SENTENCE, line.length()));
    }

    /** The certificates are for our keys, in our order, by the authority of the join code. */
    private static void check(JoinCode code, List<KeyPair> keys, List<X509Certificate> certificates) {
        var wanted = keys.size() + 1;
        if (certificates.size() != wanted) {
            throw new TrustException(
                    TrustException.Code.MALFORMED,
                    "wanted %d certificates, got %d".formatted(wanted, certificates.size()));
        }
        var authority = certificates.getLast();
        if (!FingerprintTrust.fingerprint(authority).equals(code.caFingerprint())) {
            throw new TrustException(TrustException.Code.UNTRUSTED, "the authority is not the join code's");
        }
        for (var i = 0; i < keys.size(); i++) {
            var certificate = certificates.get(i);
            try {
                certificate.verify(authority.getPublicKey());
            } catch (GeneralSecurityException e) {
                throw new TrustException(TrustException.Code.UNTRUSTED, "a certificate is not our authority's", e);
            }
            if (!certificate.getPublicKey().equals(publicKey(keys.get(i)))) {
                throw new TrustException(TrustException.Code.MALFORMED, "a certificate is not for the key we sent");
            }
        }
    }

    /** The JDK's view of the key: Bouncy Castle's does not equal it. */
    private static PublicKey publicKey(KeyPair pair) {
        try {
            return KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot read a P-256 key", e);
        }
    }

    private static void write(
            Path directory,
            List<String> purposes,
            List<KeyPair> keys,
            List<X509Certificate> certificates,
            UUID installation)
            throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var authority = Pem.encode(certificates.getLast());
        for (var i = 0; i < purposes.size(); i++) {
            var pem = KeyPairs.pem(keys.get(i).getPrivate()) + Pem.encode(certificates.get(i)) + authority;
            put(directory.resolve(purposes.get(i) + ".pem"), pem);
        }
        put(directory.resolve("ca.pem"), authority);
        put(directory.resolve("installation"), installation + "\n");
    }

    private static void put(Path file, String text) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
