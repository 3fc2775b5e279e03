package io.oriel.certs.enrol;

import io.oriel.certs.TrustException;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.ChainTrust;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Trusts a server whose chain holds the authority with this fingerprint, is signed by it, and belongs to a control
 * plane: another holder of our authority's certificates (a host, a gateway) could otherwise collect join tokens. Names
 * and addresses are not looked at; the fingerprint is the name.
 */
final class FingerprintTrust extends ChainTrust {

    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

    private final String authorityFingerprint;
    private volatile Optional<TrustException> refusal = Optional.empty();

    FingerprintTrust(String authorityFingerprint) {
        this.authorityFingerprint = authorityFingerprint;
    }

    /** Why the last handshake was refused, if it was. */
    Optional<TrustException> refusal() {
        return refusal;
    }

    /** SHA-256 of the DER, lower-case hex. */
    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new TrustException(TrustException.Code.MALFORMED, "a certificate cannot be hashed", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        var authority = Arrays.stream(chain)
                .filter(certificate -> fingerprint(certificate).equals(authorityFingerprint))
                .findFirst()
                .orElseThrow(() -> refuse("the server's certificate is not of the join code's authority", null));
        try {
            var path = Arrays.stream(chain)
                    .takeWhile(certificate -> !certificate.equals(authority))
                    .toList();
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
        } catch (GeneralSecurityException e) {
            throw refuse("the server's certificate is not valid under the join code's authority", e);
        }
        var usage = chain[0].getExtendedKeyUsage();
        var controlPlane = PeerIdentity.of(chain[0])
                .filter(PeerIdentity.ControlPlane.class::isInstance)
                .isPresent();
        if (!controlPlane || usage == null || !usage.contains(SERVER_AUTH)) {
            throw refuse("the server is not a control plane", null);
        }
    }

    private CertificateException refuse(String why, @Nullable Throwable cause) {
        refusal = Optional.of(new TrustException(TrustException.Code.UNTRUSTED, why, cause));
        return new CertificateException(why, cause);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw refuse("this side is never a server", null);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
