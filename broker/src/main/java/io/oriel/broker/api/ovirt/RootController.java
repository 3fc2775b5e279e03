package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Node.Link;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.UseCase;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /ovirt-engine/api}: what there is, and where. */
@RestController
@RequestMapping("/ovirt-engine/api")
class RootController {
    private static final List<String> COLLECTIONS = List.of(
            "clusters",
            "datacenters",
            "disks",
            "events",
            "groups",
            "hosts",
            "jobs",
            "networks",
            "permissions",
            "roles",
            "storagedomains",
            "tags",
            "templates",
            "users",
            "vmpools",
            "vms",
            "vnicprofiles");

    private static final Set<String> SEARCHED = Set.of(
            "clusters",
            "datacenters",
            "disks",
            "events",
            "groups",
            "hosts",
            "jobs",
            "networks",
            "storagedomains",
            "templates",
            "users",
            "vmpools",
            "vms");

    private final Clock clock;

    RootController(Clock clock) {
        this.clock = clock;
    }

    @Allowed(UseCase.OWN_LOGIN)
    @GetMapping({"", "/"})
    Reply api(ServerWebExchange exchange) {
        var ask = Ask.of(exchange);
        var sheet = Sheet.of("api");
        for (var collection : COLLECTIONS) {
            sheet.put(link(collection, ""));
            if (SEARCHED.contains(collection)) {
                sheet.put(link(collection, "/search"));
            }
        }
        sheet.put(Sheet.of("product_info")
                        .text("name", "Oriel")
                        .text("vendor", "Oriel")
                        .put(DataCentersController.version("version")
                                .text("build", "0")
                                .text("full_version", "4.4.7")
                                .text("revision", "0")))
                .put(new Node.Item(
                        "special_objects",
                        Map.of(),
                        List.of(Sheet.ref("blank_template", "templates", TemplatesController.BLANK)),
                        Optional.empty()))
                .text("time", clock.instant())
                .put(Sheet.ref(
                        "authenticated_user",
                        "users",
                        UsersController.id(ask.actor().id().value())));
        return ask.found(sheet.item());
    }

    private static Link link(String collection, String search) {
        return new Link(
                collection + search,
                Paths.API + "/" + collection + (search.isEmpty() ? "" : "?search={query}"),
                Optional.empty());
    }
}
