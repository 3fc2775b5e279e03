package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.api.ovirt.Listing.Shown;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.DataCenterAdmin;
import io.oriel.broker.operation.StorageAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.search.Thing;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /storagedomains}, all or those of a data center. A directory on one host is of type {@code localfs}. */
@RestController
@RequestMapping("/ovirt-engine/api")
class StorageDomainsController {
    private static final Kind KIND = Kind.of("storage_domains", "storage_domain", Thing.STORAGE);
    private static final Shown<StorageAdmin.Entry> SHOWN =
            new Shown<>(it -> it.domain().id().toString(), StorageDomainsController::sheet);

    private final StorageAdmin storage;
    private final DataCenterAdmin dataCenters;
    private final Listing listing;

    StorageDomainsController(StorageAdmin storage, DataCenterAdmin dataCenters, Listing listing) {
        this.storage = storage;
        this.dataCenters = dataCenters;
        this.listing = listing;
    }

    @Allowed(UseCase.STORAGE_LIST)
    @GetMapping("/storagedomains")
    Reply list(ServerWebExchange exchange) {
        var ask = Ask.of(exchange);
        return listing.answer(ask, KIND, storage.list(ask.actor()), SHOWN);
    }

    @Allowed(UseCase.STORAGE_SHOW)
    @GetMapping("/storagedomains/{id}")
    Reply show(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return ask.found(
                sheet(Ask.one(storage.list(ask.actor()), it -> it.domain().id().value(), "storage domain", id)));
    }

    @Allowed(UseCase.STORAGE_LIST)
    @GetMapping("/datacenters/{id}/storagedomains")
    Reply in(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        var dataCenter = DataCentersController.one(dataCenters, ask, id).id();
        var inside = storage.list(ask.actor()).stream()
                .filter(it -> it.domain().dataCenter().equals(dataCenter))
                .toList();
        return listing.answer(ask, KIND, inside, SHOWN);
    }

    private static Node.Item sheet(StorageAdmin.Entry entry) {
        var it = entry.domain();
        return Sheet.of("storage_domain", "storagedomains", it.id())
                .link("permissions")
                .text("name", it.name())
                .text("external_status", "ok")
                .text("master", "false")
                .text("status", it.prepared() ? "active" : "unattached")
                .put(Sheet.of("storage").text("path", it.path()).text("type", it.shared() ? "posixfs" : "localfs"))
                .text("storage_format", "v5")
                .text("type", "data")
                .many("data_centers", "data_center", List.of(Sheet.ref("data_center", "datacenters", it.dataCenter())))
                .item();
    }
}
