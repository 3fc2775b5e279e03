package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.api.ovirt.Listing.Shown;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.DataCenterAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.estate.DataCenter;
import io.oriel.pool.search.Thing;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /datacenters}. */
@RestController
@RequestMapping("/ovirt-engine/api/datacenters")
class DataCentersController {
    static final Kind KIND = Kind.of("data_centers", "data_center", Thing.DATA_CENTERS);

    private final DataCenterAdmin dataCenters;
    private final Listing listing;

    DataCentersController(DataCenterAdmin dataCenters, Listing listing) {
        this.dataCenters = dataCenters;
        this.listing = listing;
    }

    @Allowed(UseCase.DATA_CENTER_LIST)
    @GetMapping
    Reply list(ServerWebExchange exchange) {
        var ask = Ask.of(exchange);
        return listing.answer(
                ask,
                KIND,
                dataCenters.list(ask.actor()),
                new Shown<>(it -> it.id().toString(), DataCentersController::sheet));
    }

    @Allowed(UseCase.DATA_CENTER_SHOW)
    @GetMapping("/{id}")
    Reply show(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return ask.found(sheet(one(dataCenters, ask, id)));
    }

    /** The data center of a path. */
    static DataCenter one(DataCenterAdmin dataCenters, Ask ask, String id) {
        return Ask.one(dataCenters.list(ask.actor()), it -> it.id().value(), "data center", id);
    }

    private static Node.Item sheet(DataCenter it) {
        return Sheet.of("data_center", "datacenters", it.id())
                .link("clusters")
                .link("networks")
                .link("permissions")
                .link("storagedomains")
                .text("name", it.name())
                .text("description", it.description())
                .text("local", "false")
                .text("status", "up")
                .put(version("version"))
                .item();
    }

    /** The version of oVirt whose words these are. */
    static Sheet version(String name) {
        return Sheet.of(name).text("major", "4").text("minor", "4");
    }
}
