package io.oriel.broker.api;

import io.oriel.broker.BrokerModule;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The API as beans, for {@code @Import} by the control plane, which brings a {@link BrokerModule}, an {@link Uploads} and
 * the filter that sets {@link Actor#ATTRIBUTE}.
 */
@Configuration(proxyBeanMethods = false)
public class ApiConfiguration {

    @Bean
    CorrelationFilter correlations() {
        return new CorrelationFilter();
    }

    @Bean
    static CausedControllers causedControllers(ObjectProvider<BrokerModule> broker) {
        return new CausedControllers(() -> broker.getObject().rights());
    }

    @Bean
    DesktopsController apiDesktops(BrokerModule broker) {
        return new DesktopsController(broker.desktops(), broker.connect(), broker.giveBack());
    }

    @Bean
    SessionsController apiSessions(BrokerModule broker) {
        return new SessionsController(broker.sessions());
    }

    @Bean
    JobsController apiJobs(BrokerModule broker) {
        return new JobsController(broker.jobs());
    }

    @Bean
    RealityController apiReality(BrokerModule broker) {
        return new RealityController(broker.reality());
    }

    @Bean
    PermissionsController apiPermissions(BrokerModule broker) {
        return new PermissionsController(broker.permissions());
    }

    @Bean
    ObjectPermissionsController apiObjectPermissions(BrokerModule broker) {
        return new ObjectPermissionsController(broker.permissions());
    }

    @Bean
    RolesController apiRoles(BrokerModule broker) {
        return new RolesController(broker.roles());
    }

    @Bean
    EventsController apiEvents(BrokerModule broker) {
        return new EventsController(broker.view(), broker.events());
    }

    @Bean
    ErrorAdvice apiErrors() {
        return new ErrorAdvice();
    }

    @Bean
    UsersController apiUsers(BrokerModule broker) {
        return new UsersController(broker.people());
    }

    @Bean
    GroupsController apiGroups(BrokerModule broker) {
        return new GroupsController(broker.people());
    }

    @Bean
    PoolsController apiPools(BrokerModule broker) {
        return new PoolsController(broker.pools());
    }

    @Bean
    ChannelsController apiChannels(BrokerModule broker) {
        return new ChannelsController(broker.channels());
    }

    @Bean
    TemplatesController apiTemplates(BrokerModule broker, Uploads uploads) {
        return new TemplatesController(broker.templates(), uploads);
    }

    @Bean
    LoginController apiLogin(BrokerModule broker) {
        return new LoginController(broker.tokens());
    }

    @Bean
    HostsController apiHosts(BrokerModule broker) {
        return new HostsController(broker.hosts());
    }

    @Bean
    GatewaysController apiGateways(BrokerModule broker) {
        return new GatewaysController(broker.gatewayAdmin());
    }

    @Bean
    VmsController apiVms(BrokerModule broker) {
        return new VmsController(broker.vms());
    }

    @Bean
    VmDevicesController apiVmDevices(BrokerModule broker) {
        return new VmDevicesController(broker.vmDevices());
    }

    @Bean
    DataCentersController apiDataCenters(BrokerModule broker) {
        return new DataCentersController(broker.site().dataCenters());
    }

    @Bean
    ClustersController apiClusters(BrokerModule broker) {
        return new ClustersController(broker.site().clusters());
    }

    @Bean
    NetworksController apiNetworks(BrokerModule broker) {
        return new NetworksController(broker.site().networks());
    }

    @Bean
    StorageController apiStorage(BrokerModule broker) {
        return new StorageController(broker.site().storage());
    }

    @Bean
    AffinityController apiAffinity(BrokerModule broker) {
        return new AffinityController(broker.site().affinity());
    }

    @Bean
    WhyNotController apiWhyNot(BrokerModule broker) {
        return new WhyNotController(broker.whyNot());
    }

    @Bean
    SearchController apiSearch(BrokerModule broker) {
        return new SearchController(broker.search());
    }

    @Bean
    BookmarksController apiBookmarks(BrokerModule broker) {
        return new BookmarksController(broker.bookmarks());
    }

    @Bean
    TagsController apiTags(BrokerModule broker) {
        return new TagsController(broker.tags());
    }
}
