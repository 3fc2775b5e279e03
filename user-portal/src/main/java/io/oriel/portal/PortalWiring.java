package io.oriel.portal;

import com.zaxxer.hikari.HikariDataSource;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.oriel.broker.BrokerModule;
import io.oriel.broker.api.ApiConfiguration;
import io.oriel.broker.api.Uploads;
import io.oriel.broker.api.ovirt.OvirtConfiguration;
import io.oriel.broker.operation.ApiTokens;
import io.oriel.broker.operation.Connect;
import io.oriel.broker.operation.Desktops;
import io.oriel.broker.operation.GatewayAdmin;
import io.oriel.broker.operation.GiveBack;
import io.oriel.broker.operation.HostAdmin;
import io.oriel.broker.operation.Login;
import io.oriel.broker.trust.Names;
import io.oriel.broker.trust.Trust;
import io.oriel.certs.ca.Leaf;
import io.oriel.certs.ca.MasterKey;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.host.api.HostAgent;
import io.oriel.host.http.RemoteHostAgent;
import io.oriel.pool.PoolModule;
import io.oriel.pool.estate.Host;
import io.oriel.portal.console.Gateways;
import io.oriel.portal.page.Authority;
import io.oriel.portal.security.Front;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import javax.sql.DataSource;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Puts the control plane together: database, trust, estate, broker, pages. Closed in the opposite order. */
@Configuration(proxyBeanMethods = false)
@Import({PortalWeb.class, ApiConfiguration.class, OvirtConfiguration.class})
class PortalWiring {
    /** Renewed at every start; browsers take no more than 398 days from a public authority, so neither do we give more. */
    private static final Duration CERTIFICATE = Duration.ofDays(397);

    private static final Duration SLOW_REQUEST = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 16;

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Front front(PortalSettings settings) {
        return settings.front();
    }

    @Bean(destroyMethod = "close")
    HikariDataSource dataSource(PortalSettings settings) {
        var source = new HikariDataSource();
        source.setJdbcUrl(settings.database().url());
        source.setUsername(settings.database().user());
        source.setPassword(settings.database().password());
        source.setMaximumPoolSize(CONNECTIONS);
        source.setPoolName("portal");
        return source;
    }

    @Bean
    MasterKey masterKey(PortalSettings settings) {
        return MasterKey.openOrCreate(settings.masterKey());
    }

    @Bean
    Trust trust(DataSource source, MasterKey masterKey, Clock clock) {
        return Trust.open(source, masterKey, clock);
    }

    @Bean
    Authority authority(Trust trust) {
        return new Authority(trust.caPem());
    }

    @Bean
    TlsMaterial controlTls(PortalSettings settings, Trust trust) {
        return trust.controlPlane(
                settings.state().resolve("tls"),
                "127.0.0.1",
                "localhost",
                settings.front().publicName(),
                settings.broker().listen());
    }

    @Bean(destroyMethod = "close")
    PoolModule estate(DataSource source, MasterKey masterKey, TlsMaterial controlTls, Clock clock) {
        return PoolModule.open(source, masterKey, connector(controlTls), clock);
    }

    private static Function<Host, HostAgent> connector(TlsMaterial tls) {
        return host ->
                new RemoteHostAgent(URI.create("https://" + host.address() + ":" + host.agentPort()), host.id(), tls);
    }

    @Bean(destroyMethod = "close")
    BrokerModule broker(
            PortalSettings settings,
            DataSource source,
            Trust trust,
            TlsMaterial controlTls,
            PoolModule estate,
            Clock clock) {
        var broker = BrokerModule.open(settings.broker(), source, trust, controlTls, estate, clock);
        StateFiles.write(settings, trust, broker);
        settings.appliance().ifPresent(appliance -> StateFiles.ensure(settings, appliance, estate, broker));
        estate.loop().start();
        estate.eventKeeper().start();
        return broker;
    }

    @Bean
    Login login(BrokerModule broker) {
        return broker.login();
    }

    @Bean
    ApiTokens tokens(BrokerModule broker) {
        return broker.tokens();
    }

    @Bean
    HostAdmin hosts(BrokerModule broker) {
        return broker.hosts();
    }

    @Bean
    GatewayAdmin gatewayAdmin(BrokerModule broker) {
        return broker.gatewayAdmin();
    }

    @Bean
    Desktops desktops(BrokerModule broker) {
        return broker.desktops();
    }

    @Bean
    Connect connect(BrokerModule broker) {
        return broker.connect();
    }

    @Bean
    GiveBack giveBack(BrokerModule broker) {
        return broker.giveBack();
    }

    @Bean
    Uploads uploads(PortalSettings settings) throws IOException {
        return new Uploads(Files.createDirectories(settings.state().resolve("uploads")));
    }

    @Bean
    Gateways gateways(BrokerModule broker) {
        return new Gateways(() -> broker.gateways().list().stream()
                .map(gateway -> gateway.publicName() + ":" + gateway.port())
                .toList());
    }

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> https(PortalSettings settings, Trust trust) {
        var context = context(settings, trust);
        return factory -> factory.addServerCustomizers(server -> server.readTimeout(SLOW_REQUEST)
                .idleTimeout(SLOW_REQUEST.multipliedBy(2))
                .secure(secure -> secure.sslContext(context)));
    }

    private static SslContext context(PortalSettings settings, Trust trust) {
        try {
            var own = settings.certificate();
            var builder = own.isPresent()
                    ? SslContextBuilder.forServer(
                            own.get().chain().toFile(), own.get().key().toFile())
                    : SslContextBuilder.forServer(ours(settings, trust).keyManager());
            return builder.protocols("TLSv1.3", "TLSv1.2").build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new io.oriel.certs.config.ConfigurationException(
                    "oriel.portal.tls.certificate and oriel.portal.tls.key cannot be used: " + e.getMessage(), e);
        }
    }

    private static TlsMaterial ours(PortalSettings settings, Trust trust) {
        var names = Names.of(settings.front().publicName(), "localhost", "127.0.0.1", settings.listen());
        var pem = settings.state().resolve("tls/portal.pem");
        trust.writeIdentity(
                pem,
                new Leaf(
                        settings.front().publicName(),
                        Optional.empty(),
                        names.dns(),
                        names.addresses(),
                        true,
                        false,
                        CERTIFICATE));
        return TlsMaterial.load(pem, settings.state().resolve("tls/ca.pem"));
    }
}
