package io.oriel.certs.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedTrustManager;

/** Asks the trust that is current, then whether this certificate's holder is one we want. */
final class CurrentTrust extends ChainTrust {

    private final Supplier<X509ExtendedTrustManager> trust;
    private final Predicate<X509Certificate> wanted;

    CurrentTrust(Supplier<X509ExtendedTrustManager> trust, Predicate<X509Certificate> wanted) {
        this.trust = trust;
        this.wanted = wanted;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trust.get().checkClientTrusted(chain, authType);
        refuseUnwanted(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trust.get().checkServerTrusted(chain, authType);
        refuseUnwanted(chain[0]);
    }

    private void refuseUnwanted(X509Certificate leaf) throws CertificateException {
        if (!wanted.test(leaf)) {
            throw new CertificateException("the certificate's holder is not the one wanted here");
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trust.get().getAcceptedIssuers();
    }
}
