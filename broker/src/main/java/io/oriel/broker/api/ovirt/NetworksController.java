package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.api.ovirt.Listing.Shown;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.ClusterAdmin;
import io.oriel.broker.operation.DataCenterAdmin;
import io.oriel.broker.operation.NetworkAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.estate.DataCenterId;
import io.oriel.pool.search.Thing;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * {@code /networks}, all or those of a data center or cluster, and {@code /vnicprofiles}: every network has one profile, which
 * has its name and its id.
 */
@RestController
@RequestMapping("/ovirt-engine/api")
class NetworksController {
    private static final Kind KIND = Kind.of("networks", "network", Thing.NETWORKS);
    private static final Kind PROFILES = Kind.plain("vnic_profiles", "vnic_profile");
    private static final Shown<NetworkAdmin.Entry> SHOWN =
            new Shown<>(NetworksController::id, NetworksController::sheet);

    private final NetworkAdmin networks;
    private final DataCenterAdmin dataCenters;
    private final ClusterAdmin clusters;
    private final Listing listing;

    NetworksController(NetworkAdmin networks, ClusterAdmin clusters, DataCenterAdmin dataCenters, Listing listing) {
        this.networks = networks;
        this.dataCenters = dataCenters;
        this.clusters = clusters;
        this.listing = listing;
    }

    private static String id(NetworkAdmin.Entry it) {
        return it.network().id().toString();
    }

    @Allowed(UseCase.NETWORK_LIST)
    @GetMapping("/networks")
    Reply list(ServerWebExchange exchange) {
        var ask = Ask.of(exchange);
        return listing.answer(ask, KIND, networks.list(ask.actor()), SHOWN);
    }

    @Allowed(UseCase.NETWORK_SHOW)
    @GetMapping("/networks/{id}")
    Reply show(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return ask.found(sheet(one(ask, "network", id)));
    }

    @Allowed(UseCase.NETWORK_LIST)
    @GetMapping("/datacenters/{id}/networks")
    Reply ofDataCenter(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return listing.answer(
                ask,
                KIND,
                in(ask, DataCentersController.one(dataCenters, ask, id).id()),
                SHOWN);
    }

    @Allowed(UseCase.NETWORK_LIST)
    @GetMapping("/clusters/{id}/networks")
    Reply ofCluster(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        var cluster =
                Ask.one(clusters.list(ask.actor()), it -> it.cluster().id().value(), "cluster", id);
        return listing.answer(ask, KIND, in(ask, cluster.cluster().dataCenter()), SHOWN);
    }

    @Allowed(UseCase.NETWORK_LIST)
    @GetMapping("/vnicprofiles")
    Reply profiles(ServerWebExchange exchange) {
        var ask = Ask.of(exchange);
        return listing.answer(
                ask,
                PROFILES,
                networks.list(ask.actor()),
                new Shown<>(NetworksController::id, NetworksController::profile));
    }

    @Allowed(UseCase.NETWORK_SHOW)
    @GetMapping("/vnicprofiles/{id}")
    Reply showProfile(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return ask.found(profile(one(ask, "vnic profile", id)));
    }

    private NetworkAdmin.Entry one(Ask ask, String what, String id) {
        return Ask.one(networks.list(ask.actor()), it -> it.network().id().value(), what, id);
    }

    private List<NetworkAdmin.Entry> in(Ask ask, DataCenterId dataCenter) {
        return networks.list(ask.actor()).stream()
                .filter(it -> it.network().dataCenter().equals(dataCenter))
                .toList();
    }

    private static Node.Item sheet(NetworkAdmin.Entry entry) {
        var it = entry.network();
        var sheet = Sheet.of("network", "networks", it.id())
                .link("permissions")
                .text("name", it.name())
                .text("required", it.required())
                .text("stp", "false")
                .put(Sheet.of("usages").put(new Node.Text("usage", "vm")));
        it.vlan().ifPresent(vlan -> sheet.put(Sheet.of("vlan").attribute("id", vlan.toString())));
        return sheet.put(Sheet.ref("data_center", "datacenters", it.dataCenter()))
                .item();
    }

    private static Node.Item profile(NetworkAdmin.Entry entry) {
        var it = entry.network();
        return Sheet.of("vnic_profile", "vnicprofiles", it.id())
                .text("name", it.name())
                .text("port_mirroring", "false")
                .put(Sheet.ref("network", "networks", it.id(), () -> sheet(entry)))
                .item();
    }
}
