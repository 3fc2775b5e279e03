package io.oriel.broker.api.ovirt;

import io.oriel.broker.BrokerModule;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.reactive.config.WebFluxConfigurer;

/** The compatible API as beans, for {@code @Import} by the control plane beside {@code ApiConfiguration}, whose gate it needs. */
@Configuration(proxyBeanMethods = false)
public class OvirtConfiguration implements WebFluxConfigurer {

    @Override
    public void configureHttpMessageCodecs(ServerCodecConfigurer codecs) {
        codecs.customCodecs().register(new BodyDecoder());
    }

    @Bean
    ReplyWriter ovirtReplies() {
        return new ReplyWriter();
    }

    @Bean
    UnreadBodies ovirtUnreadBodies() {
        return new UnreadBodies();
    }

    @Bean
    FaultAdvice ovirtFaults() {
        return new FaultAdvice();
    }

    @Bean
    Listing ovirtListing(BrokerModule broker) {
        return new Listing(broker.search());
    }

    @Bean
    VmWishes ovirtVmWishes(BrokerModule broker) {
        return new VmWishes(
                broker.site().clusters(),
                broker.templates(),
                broker.hosts(),
                broker.site().storage());
    }

    @Bean
    Offers ovirtOffers(BrokerModule broker) {
        return new Offers(broker.connect());
    }

    @Bean
    RootController ovirtRoot() {
        return new RootController(Clock.systemUTC());
    }

    @Bean
    SsoController ovirtSso(BrokerModule broker) {
        return new SsoController(broker.login(), broker.tokens());
    }

    @Bean
    DataCentersController ovirtDataCenters(BrokerModule broker, Listing listing) {
        return new DataCentersController(broker.site().dataCenters(), listing);
    }

    @Bean
    ClustersController ovirtClusters(BrokerModule broker, Listing listing) {
        return new ClustersController(broker.site().clusters(), broker.site().dataCenters(), listing);
    }

    @Bean
    NetworksController ovirtNetworks(BrokerModule broker, Listing listing) {
        var site = broker.site();
        return new NetworksController(site.networks(), site.clusters(), site.dataCenters(), listing);
    }

    @Bean
    StorageDomainsController ovirtStorageDomains(BrokerModule broker, Listing listing) {
        return new StorageDomainsController(
                broker.site().storage(), broker.site().dataCenters(), listing);
    }

    @Bean
    HostsController ovirtHosts(BrokerModule broker, Listing listing) {
        return new HostsController(broker.hosts(), listing);
    }

    @Bean
    VmsController ovirtVms(BrokerModule broker, VmWishes wishes, Listing listing) {
        return new VmsController(broker.vms(), broker.connect(), wishes, listing);
    }

    @Bean
    VmActionsController ovirtVmActions(BrokerModule broker, Offers offers) {
        return new VmActionsController(broker.vms(), broker.hosts(), offers);
    }

    @Bean
    DisksController ovirtDisks(BrokerModule broker, VmWishes wishes, Listing listing) {
        return new DisksController(broker.vms(), broker.vmDevices(), wishes, listing);
    }

    @Bean
    NicsController ovirtNics(BrokerModule broker, Listing listing) {
        return new NicsController(
                broker.vms(), broker.vmDevices(), broker.site().networks(), listing);
    }

    @Bean
    SnapshotsController ovirtSnapshots(BrokerModule broker, Listing listing) {
        return new SnapshotsController(broker.vms(), broker.vmDevices(), listing);
    }

    @Bean
    StatisticsController ovirtStatistics(BrokerModule broker, Listing listing) {
        return new StatisticsController(broker.vms(), broker.hosts(), listing);
    }

    @Bean
    CdromsController ovirtCdroms(BrokerModule broker) {
        return new CdromsController(broker.vms());
    }

    @Bean
    ConsolesController ovirtConsoles(BrokerModule broker, Offers offers) {
        return new ConsolesController(broker.vms(), broker.connect(), offers);
    }

    @Bean
    TemplatesController ovirtTemplates(BrokerModule broker, Listing listing) {
        return new TemplatesController(broker.templates(), listing);
    }

    @Bean
    PoolsController ovirtPools(BrokerModule broker, Listing listing) {
        return new PoolsController(broker.pools(), broker.desktops(), broker.connect(), listing);
    }

    @Bean
    TagsController ovirtTags(BrokerModule broker, Listing listing) {
        return new TagsController(broker.tags(), broker.vms(), listing);
    }

    @Bean
    EventsController ovirtEvents(BrokerModule broker, Listing listing) {
        return new EventsController(broker.view(), broker.events(), listing);
    }

    @Bean
    UsersController ovirtUsers(BrokerModule broker, Listing listing) {
        return new UsersController(broker.people(), listing);
    }

    @Bean
    RolesController ovirtRoles(BrokerModule broker, Listing listing) {
        return new RolesController(broker.roles(), listing);
    }

    @Bean
    JobsController ovirtJobs(BrokerModule broker, Listing listing) {
        return new JobsController(broker.jobs(), listing);
    }

    @Bean
    PermissionsController ovirtPermissions(BrokerModule broker, Listing listing) {
        return new PermissionsController(
                broker.permissions(), broker.roles(), broker.people(), broker.templates(), listing);
    }
}
