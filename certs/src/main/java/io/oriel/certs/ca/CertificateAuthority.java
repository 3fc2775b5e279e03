package io.oriel.certs.ca;

import io.oriel.certs.Pem;
import io.oriel.certs.TrustException;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** The installation's one authority: EC P-256, issues leaf certificates only. Immutable; safe for many threads. */
public final class CertificateAuthority {

    private static final Duration LIFETIME = Duration.ofDays(3650);
    /** How far a peer's clock may be behind ours. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final Clock clock;

    private CertificateAuthority(X509Certificate certificate, PrivateKey key, Clock clock) {
        this.certificate = certificate;
        this.key = key;
        this.clock = clock;
    }

    /** A new authority, valid for ten years. */
    public static CertificateAuthority create(String commonName, Clock clock) {
        var pair = KeyPairs.generate();
        var now = clock.instant();
        var name = name(commonName);
        var builder = builder(name, name, pair.getPublic(), now, now.plus(LIFETIME));
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            var identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(pair.getPublic()));
            return new CertificateAuthority(sign(builder, pair.getPrivate()), pair.getPrivate(), clock);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("an authority's own certificate cannot be built", e);
        }
    }

    /** The authority whose certificate and key were kept. Refuses a key that is not the certificate's. */
    public static CertificateAuthority open(String certificatePem, String privateKeyPem, Clock clock) {
        var certificate = Pem.certificates(certificatePem).getFirst();
        var key = KeyPairs.fromPem(privateKeyPem);
        if (certificate.getBasicConstraints() < 0) {
            throw new TrustException(TrustException.Code.MALFORMED, "the certificate is not an authority's");
        }
        if (!belongTogether(new KeyPair(certificate.getPublicKey(), key))) {
            throw new TrustException(
                    TrustException.Code.MALFORMED, "the authority's private key does not belong to its certificate");
        }
        return new CertificateAuthority(certificate, key, clock);
    }

    public String certificatePem() {
        return Pem.encode(certificate);
    }

    /** The private key in clear; seal it before it is kept. */
    public String privateKeyPem() {
        return KeyPairs.pem(key);
    }

    /** SHA-256 of the certificate's DER, lower-case hex; what a join code carries. */
    public String fingerprint() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate of ours cannot be hashed", e);
        }
    }

    /** A certificate as PEM that says of the key's holder exactly what the leaf says. */
    public String issue(PublicKey subjectKey, Leaf leaf) {
        var now = clock.instant();
        var end = now.plus(leaf.lifetime());
        var authorityEnd = certificate.getNotAfter().toInstant();
        var builder = builder(
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                name(leaf.commonName()),
                subjectKey,
                now,
                end.isBefore(authorityEnd) ? end : authorityEnd);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            // an EC key enciphers no keys; libvirt refuses a certificate that does not say it may
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
            builder.addExtension(Extension.extendedKeyUsage, false, usage(leaf));
            var identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(subjectKey));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(certificate));
            var names = names(leaf);
            if (names.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return Pem.encode(sign(builder, key));
        } catch (IOException | GeneralSecurityException e) {
            throw new TrustException(TrustException.Code.MALFORMED, "the certificate cannot be built", e);
        }
    }

    /** The key of a signing request whose signature proves possession; all else in the request is ignored. */
    public static PublicKey keyOf(String csrPem) {
        var blocks = Pem.decode("CERTIFICATE REQUEST", csrPem);
        if (blocks.size() != 1) {
            throw new TrustException(TrustException.Code.MALFORMED, "wanted one signing request, got " + blocks.size());
        }
        try {
            var request = new JcaPKCS10CertificationRequest(blocks.getFirst()).setProvider(KeyPairs.PROVIDER);
            var key = request.getPublicKey();
            var verifier = new JcaContentVerifierProviderBuilder()
                    .setProvider(KeyPairs.PROVIDER)
                    .build(key);
            if (key instanceof ECPublicKey ec
                    && ec.getParams().getCurve().getField().getFieldSize() == 256
                    && request.isSignatureValid(verifier)) {
                return key;
            }
        } catch (IOException
                | PKCSException
                | OperatorCreationException
                | GeneralSecurityException
                | RuntimeException e) {
            throw new TrustException(TrustException.Code.MALFORMED, "the signing request cannot be read", e);
        }
        throw new TrustException(
                TrustException.Code.MALFORMED, "the signing request is not signed by an EC P-256 key it carries");
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant now, Instant end) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(127, RANDOM).setBit(126),
                Date.from(now.minus(skew(Duration.between(now, end)))),
                Date.from(end),
                subject,
                key);
    }

    /** Clocks differ; but a certificate for seconds must not look as if it had lived for minutes. */
    private static Duration skew(Duration lifetime) {
        var part = lifetime.dividedBy(10);
        return part.compareTo(CLOCK_SKEW) < 0 ? part : CLOCK_SKEW;
    }

    /** RFC 5280 allows 64 characters; a longer name, which is for people only, is cut. */
    private static X500Name name(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName.substring(0, Math.min(64, commonName.length())))
                .build();
    }

    private static ExtendedKeyUsage usage(Leaf leaf) {
        var purposes = new ArrayList<KeyPurposeId>();
        if (leaf.server()) {
            purposes.add(KeyPurposeId.id_kp_serverAuth);
        }
        if (leaf.client()) {
            purposes.add(KeyPurposeId.id_kp_clientAuth);
        }
        return new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new));
    }

    private static GeneralName[] names(Leaf leaf) {
        var names = new ArrayList<GeneralName>();
        leaf.identity()
                .ifPresent(identity -> names.add(new GeneralName(
                        GeneralName.uniformResourceIdentifier, identity.uri().toString())));
        leaf.dnsNames().forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
        leaf.addresses().forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
        return names.toArray(GeneralName[]::new);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) throws CertificateException {
        try {
            var signer = new JcaContentSignerBuilder(KeyPairs.SIGNATURE)
                    .setProvider(KeyPairs.PROVIDER)
                    .build(key);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException e) {
            throw new CertificateException("the authority's key cannot sign", e);
        }
    }

    private static boolean belongTogether(KeyPair pair) {
        try {
            var probe = new byte[32];
            RANDOM.nextBytes(probe);
            var signer = Signature.getInstance(KeyPairs.SIGNATURE, KeyPairs.PROVIDER);
            signer.initSign(pair.getPrivate());
            signer.update(probe);
            var signature = signer.sign();
            var verifier = Signature.getInstance(KeyPairs.SIGNATURE, KeyPairs.PROVIDER);
            verifier.initVerify(pair.getPublic());
            verifier.update(probe);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
