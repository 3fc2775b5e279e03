package io.oriel.certs;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Keys and certificates as PEM text (RFC 7468), by the JDK alone. */
public final class Pem {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    private Pem() {}

    /** One block of this kind. */
    public static String encode(String kind, byte[] der) {
        var lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, lines, kind);
    }

    /** One certificate. */
    public static String encode(X509Certificate certificate) {
        try {
            return encode("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new TrustException(TrustException.Code.MALFORMED, "a certificate cannot be encoded", e);
        }
    }

    /** The contents of every block of this kind, in order; everything else in the text is skipped. */
    public static List<byte[]> decode(String kind, String text) {
        var blocks = new ArrayList<byte[]>();
        var matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1).equals(kind)) {
                try {
                    blocks.add(Base64.getMimeDecoder().decode(matcher.group(2)));
                } catch (IllegalArgumentException e) {
                    throw new TrustException(TrustException.Code.MALFORMED, "a PEM block is not Base64", e);
                }
            }
        }
        return blocks;
    }

    /** Every certificate of the text, in order; at least one. */
    public static List<X509Certificate> certificates(String text) {
        var certificates = new ArrayList<X509Certificate>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            for (var der : decode("CERTIFICATE", text)) {
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
            }
        } catch (CertificateException e) {
            throw new TrustException(TrustException.Code.MALFORMED, "not a certificate", e);
        }
        if (certificates.isEmpty()) {
            throw new TrustException(TrustException.Code.MALFORMED, "there is no certificate in the PEM text");
        }
        return certificates;
    }

    /** The one PKCS#8 private key of the text, as the JDK's own key. */
    public static PrivateKey privateKey(String text) {
        var blocks = decode("PRIVATE KEY", text);
        if (blocks.size() != 1) {
            throw new TrustException(
                    TrustException.Code.MALFORMED,
                    "the PEM text wants one PRIVATE KEY block (PKCS#8), it has " + blocks.size());
        }
        for (var algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(blocks.getFirst()));
            } catch (InvalidKeySpecException e) {
                // another algorithm's key
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JDK lacks " + algorithm, e);
            }
        }
        throw new TrustException(TrustException.Code.MALFORMED, "the private key is not an EC, RSA or EdDSA key");
    }
}
