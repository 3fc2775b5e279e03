package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.api.ovirt.Listing.Shown;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.ClusterAdmin;
import io.oriel.broker.operation.DataCenterAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.estate.CpuLevel;
import io.oriel.pool.search.Thing;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /clusters}, all or those of a data center. */
@RestController
@RequestMapping("/ovirt-engine/api")
class ClustersController {
    private static final Kind KIND = Kind.of("clusters", "cluster", Thing.CLUSTERS);
    private static final Shown<ClusterAdmin.Entry> SHOWN =
            new Shown<>(it -> it.cluster().id().toString(), ClustersController::sheet);

    private final ClusterAdmin clusters;
    private final DataCenterAdmin dataCenters;
    private final Listing listing;

    ClustersController(ClusterAdmin clusters, DataCenterAdmin dataCenters, Listing listing) {
        this.clusters = clusters;
        this.dataCenters = dataCenters;
        this.listing = listing;
    }

    @Allowed(UseCase.CLUSTER_LIST)
    @GetMapping("/clusters")
    Reply list(ServerWebExchange exchange) {
        var ask = Ask.of(exchange);
        return listing.answer(ask, KIND, clusters.list(ask.actor()), SHOWN);
    }

    @Allowed(UseCase.CLUSTER_SHOW)
    @GetMapping("/clusters/{id}")
    Reply show(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return ask.found(sheet(
                Ask.one(clusters.list(ask.actor()), it -> it.cluster().id().value(), "cluster", id)));
    }

    @Allowed(UseCase.CLUSTER_LIST)
    @GetMapping("/datacenters/{id}/clusters")
    Reply in(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        var dataCenter = DataCentersController.one(dataCenters, ask, id).id();
        var inside = clusters.list(ask.actor()).stream()
                .filter(it -> it.cluster().dataCenter().equals(dataCenter))
                .toList();
        return listing.answer(ask, KIND, inside, SHOWN);
    }

    private static Node.Item sheet(ClusterAdmin.Entry entry) {
        var it = entry.cluster();
        var policy = it.policy().kind().word();
        return Sheet.of("cluster", "clusters", it.id())
                .link("networks")
                .link("permissions")
                .text("name", it.name())
                .text("description", it.description())
                .put(Sheet.of("cpu")
                        .text("architecture", "x86_64")
                        .text("type", it.cpuLevel().map(CpuLevel::name)))
                .text("gluster_service", "false")
                .put(Sheet.of("scheduling_policy")
                        .attribute(
                                "id", Paths.named("scheduling_policy", policy).toString())
                        .text("name", policy))
                .put(DataCentersController.version("version"))
                .text("virt_service", "true")
                .put(Sheet.ref("data_center", "datacenters", it.dataCenter()))
                .item();
    }
}
