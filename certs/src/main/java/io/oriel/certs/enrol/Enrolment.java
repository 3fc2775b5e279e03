package io.oriel.certs.enrol;

import io.oriel.certs.Pem;
import io.oriel.certs.TrustException;
import io.oriel.certs.ca.KeyPairs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Exchanges a join token for certificates. Safe to repeat with a new token; half-done work leaves no identity behind. */
public final class Enrolment {

    private static final String CONTROL = "control";
    /** Ten tries a minute are let through. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(7);

    private Enrolment() {}

    /** Whether this directory holds what {@link #join} wrote last. */
    public static boolean joined(Path tlsDirectory) {
        return Files.exists(tlsDirectory.resolve("installation"));
    }

    /** Where the control port was when this directory joined; empty when that is not known. */
    public static Optional<URI> control(Path tlsDirectory) {
        try {
            var file = tlsDirectory.resolve(CONTROL);
            return Files.exists(file)
                    ? Optional.of(URI.create(Files.readString(file).strip()))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw new TrustException(TrustException.Code.FILE, "cannot read the control port's address", e);
        }
    }

    /**
     * Makes a key per purpose, has them certified, and writes {@code <purpose>.pem} (key, certificate, authority; 0600),
     * {@code ca.pem}, {@code control} and, last, {@code installation}.
     *
     * @param purposes what the control plane certifies, in order: {@code agent, display, migration} for a host,
     *     {@code gateway, public} for a gateway
     * @param hardwareId the machine's UUID
     * @throws TrustException REFUSED or PENDING with the control plane's own sentence, UNTRUSTED, UNREACHABLE, MALFORMED
     *     or FILE
     */
    public static void join(JoinCode code, Path tlsDirectory, List<String> purposes, String hardwareId) {
        var keys = purposes.stream().map(_ -> KeyPairs.generate()).toList();
        var trust = new FingerprintTrust(code.caFingerprint());
        var exchange = new Exchange(code.control(), context(trust), trust::refusal);
        var answer = exchange.send(exchange.requests("/enroll/v1", keys, purposes)
                .header("Oriel-Join-Token", code.token())
                .header("Oriel-Hardware-Id", hardwareId)
                .build());
        var installation = installation(answer);
        var certificates = Pem.certificates(answer.body());
        KeyFiles.check(keys, certificates, code.caFingerprint());
        try {
            var files = KeyFiles.create(tlsDirectory);
            for (var i = 0; i < purposes.size(); i++) {
                files.put(purposes.get(i), keys.get(i), certificates.get(i), certificates.getLast());
            }
            files.put("ca.pem", Pem.encode(certificates.getLast()));
            files.put(CONTROL, code.control() + "\n");
            files.put("installation", installation + "\n");
        } catch (IOException e) {
            throw new TrustException(TrustException.Code.FILE, "cannot write certificates to " + tlsDirectory, e);
        }
    }

    /**
     * As {@link #join}, and asks again every few seconds while an administrator has to approve this machine.
     *
     * @param waiting hears the control plane's sentence, once
     */
    public static void joinWhenApproved(
            JoinCode code, Path tlsDirectory, List<String> purposes, String hardwareId, Consumer<String> waiting) {
        var told = false;
        while (true) {
            try {
                join(code, tlsDirectory, purposes, hardwareId);
                return;
            } catch (TrustException e) {
                if (e.code() != TrustException.Code.PENDING) {
                    throw e;
                }
                if (!told) {
                    waiting.accept(String.valueOf(e.getMessage()));
                    told = true;
                }
                pause(e);
            }
        }
    }

    private static void pause(TrustException why) {
        try {
            TimeUnit.MILLISECONDS.sleep(ASK_AGAIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw why;
        }
    }

    private static SSLContext context(TrustManager trust) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks TLS", e);
        }
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
}
