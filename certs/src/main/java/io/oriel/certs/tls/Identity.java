package io.oriel.certs.tls;

import io.oriel.certs.Pem;
import io.oriel.certs.TrustException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key with its certificate chain, leaf first.
 *
 * @param alias unlike that of every other generation, so that a handshake never mixes two
 */
record Identity(String alias, PrivateKey key, List<X509Certificate> chain) {
    Identity {
        chain = List.copyOf(chain);
    }

    /** Reads one PEM text with key and chain; refuses a key that is not the leaf's. */
    static Identity read(String alias, String pem) {
        var identity = new Identity(alias, Pem.privateKey(pem), Pem.certificates(pem));
        if (!belongTogether(identity.key, identity.leaf().getPublicKey())) {
            throw new TrustException(
                    TrustException.Code.MALFORMED, "the private key does not belong to the first certificate");
        }
        return identity;
    }

    X509Certificate leaf() {
        return chain.getFirst();
    }

    /** Whether this key can serve what the JDK asks for: EC, RSA, EdDSA … */
    boolean serves(String keyType) {
        return leaf().getPublicKey().getAlgorithm().equals(keyType);
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
        var algorithm = switch (publicKey.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> publicKey.getAlgorithm();
        };
        try {
            var probe = new byte[] {'o', 'r', 'i', 'e', 'l'};
            var signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(probe);
            var signature = signer.sign();
            signer.initVerify(publicKey);
            signer.update(probe);
            return signer.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "Identity[" + alias + ", " + leaf().getSubjectX500Principal() + "]";
    }
}
