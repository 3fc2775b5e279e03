package io.oriel.broker.directory;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.GetEntryLDAPConnectionPoolHealthCheck;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one directory's servers: encrypted always, the server's name and authority checked always, made when
 * first needed so that a directory that is down does not stop a start.
 *
 * <p>Searching and proving passwords use separate pools: a bind changes who a connection is.
 */
final class LdapConnections implements AutoCloseable {
    private static final int MOST = 16;
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration RESPONSE = Duration.ofSeconds(3);
    private static final Duration OLDEST = Duration.ofMinutes(5); // so that they return to the first server

    private final LDAPConnectionPool search;
    private final LDAPConnectionPool bind;

    LdapConnections(LdapSettings settings) {
        var account = settings.bind()
                .map(given -> new SimpleBindRequest(given.dn(), given.password()))
                .orElse(null);
        this.search = pool(settings, account);
        this.bind = pool(settings, null);
    }

    /** Something asked of a connection of the pool. */
    interface Question<T> {
        T ask(LDAPConnectionPool pool) throws LDAPException;
    }

    /** Asks by the service account. A connection that turned out to be dead is replaced, once. */
    <T> T search(Question<T> question) throws LDAPException {
        return once(search, question);
    }

    /**
     * For binds and nothing else: these connections stay whoever they were last. A connection that turned out to be dead
     * is replaced, once.
     */
    <T> T bind(Question<T> question) throws LDAPException {
        return once(bind, question);
    }

    @Override
    public void close() {
        search.close();
        bind.close();
    }

    private static <T> T once(LDAPConnectionPool pool, Question<T> question) throws LDAPException {
        try {
            return question.ask(pool);
        } catch (LDAPException e) {
            if (e.getResultCode().isConnectionUsable()) {
                throw e;
            }
            return question.ask(pool);
        }
    }

    private static LDAPConnectionPool pool(LdapSettings settings, @Nullable BindRequest account) {
        boolean startTls = startTls(settings);
        var tls = tls(settings);
        var options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis((int) CONNECT.toMillis());
        options.setResponseTimeoutMillis(RESPONSE.toMillis());
        options.setFollowReferrals(false);
        options.setUseSynchronousMode(true);
        options.setAbandonOnTimeout(true);
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(false));
        var hosts = settings.urls().stream().map(URI::getHost).toArray(String[]::new);
        var ports = settings.urls().stream()
                .mapToInt(url -> url.getPort() > 0 ? url.getPort() : startTls ? 389 : 636)
                .toArray();
        var servers = new FailoverServerSet(
                hosts,
                ports,
                startTls ? null : tls.getSocketFactory(),
                options,
                account,
                startTls ? new StartTLSPostConnectProcessor(tls) : null);
        try {
            var pool = new LDAPConnectionPool(servers, account, 0, MOST, 0, null, false, healthCheck());
            pool.setMaxConnectionAgeMillis(OLDEST.toMillis());
            pool.setConnectionPoolName(settings.name());
            return pool;
        } catch (LDAPException e) {
            throw new BrokerException(Code.INVALID, "directory " + settings.name() + " cannot be used", e);
        }
    }

    /** Looks at a connection only when it failed: reading the root entry says whether the server is alive. */
    private static GetEntryLDAPConnectionPoolHealthCheck healthCheck() {
        return new GetEntryLDAPConnectionPoolHealthCheck("", RESPONSE.toMillis(), false, false, false, false, true);
    }

    private static boolean startTls(LdapSettings settings) {
        var schemes = settings.urls().stream().map(URI::getScheme).distinct().toList();
        if (schemes.size() != 1 || settings.urls().stream().anyMatch(url -> url.getHost() == null)) {
            throw new BrokerException(
                    Code.INVALID, "directory " + settings.name() + ": give ldap:// or ldaps:// URLs, all of one kind");
        }
        return switch (schemes.getFirst()) {
            case "ldap" -> true;
            case "ldaps" -> false;
            case null, default ->
                throw new BrokerException(
                        Code.INVALID, "directory " + settings.name() + ": a URL begins with ldap:// or ldaps://");
        };
    }

    private static SSLContext tls(LdapSettings settings) {
        try {
            var context = SSLContext.getInstance("TLS");
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(
                    settings.caFile().isPresent()
                            ? authorities(settings.caFile().get())
                            : null);
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new BrokerException(
                    Code.INVALID,
                    "directory " + settings.name() + ": the ca-file cannot be read: " + e.getMessage(),
                    e);
        }
    }

    private static KeyStore authorities(Path pem) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var in = Files.newInputStream(pem)) {
            int number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
            if (number == 0) {
                throw new GeneralSecurityException("no certificate in it");
            }
        }
        return store;
    }
}
