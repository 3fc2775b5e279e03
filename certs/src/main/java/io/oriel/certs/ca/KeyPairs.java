package io.oriel.certs.ca;

import io.oriel.certs.Pem;
import io.oriel.certs.TrustException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * EC P-256 key pairs. Made by Bouncy Castle, because GnuTLS (qemu, libvirt, slapd) reads only PKCS#8 that carries the
 * public key too, and the JDK's does not.
 */
public final class KeyPairs {

    static final Provider PROVIDER = new BouncyCastleProvider();
    static final String SIGNATURE = "SHA256withECDSA";

    private KeyPairs() {}

    /** A new key pair. */
    public static KeyPair generate() {
        try {
            var generator = KeyPairGenerator.getInstance("EC", PROVIDER);
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Bouncy Castle lacks P-256", e);
        }
    }

    /** A private key as unencrypted PKCS#8 PEM. */
    public static String pem(PrivateKey key) {
        return Pem.encode("PRIVATE KEY", key.getEncoded());
    }

    /** An EC private key from what {@link #pem} wrote. */
    public static PrivateKey fromPem(String text) {
        var blocks = Pem.decode("PRIVATE KEY", text);
        try {
            if (blocks.size() == 1) {
                return KeyFactory.getInstance("EC", PROVIDER)
                        .generatePrivate(new PKCS8EncodedKeySpec(blocks.getFirst()));
            }
        } catch (GeneralSecurityException e) {
            throw new TrustException(TrustException.Code.MALFORMED, "not an EC private key in PKCS#8", e);
        }
        throw new TrustException(TrustException.Code.MALFORMED, "the PEM text wants exactly one PRIVATE KEY block");
    }

    /** A signing request for the pair. Its subject says nothing: the authority writes names from its own rows. */
    public static String csrPem(KeyPair pair) {
        try {
            var signer =
                    new JcaContentSignerBuilder(SIGNATURE).setProvider(PROVIDER).build(pair.getPrivate());
            var request =
                    new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=oriel"), pair.getPublic()).build(signer);
            return Pem.encode("CERTIFICATE REQUEST", request.getEncoded());
        } catch (OperatorCreationException | IOException e) {
            throw new TrustException(TrustException.Code.MALFORMED, "the key pair cannot sign", e);
        }
    }
}
