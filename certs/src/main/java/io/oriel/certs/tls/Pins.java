package io.oriel.certs.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** Names a certificate by its public key, so that a renewal with the same key keeps the name. */
public final class Pins {

    private Pins() {}

    /** SHA-256 of the subject public key info, lower-case hex, 64 characters. */
    public static String of(X509Certificate certificate) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(digest.digest(certificate.getPublicKey().getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK lacks SHA-256", e);
        }
    }
}
