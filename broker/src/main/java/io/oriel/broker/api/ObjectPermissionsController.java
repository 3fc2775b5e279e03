package io.oriel.broker.api;

import io.oriel.broker.access.ObjectKind;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.PermissionAdmin;
import io.oriel.broker.operation.UseCase;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /api/v1/{collection}/{name}/permissions}: who has which role on one object, itself or from above. */
@RestController
@RequestMapping("/api/v1/{collection}/{name}/permissions")
class ObjectPermissionsController {
    private static final Map<String, ObjectKind> COLLECTIONS = Map.of(
            "datacenters", ObjectKind.DATA_CENTER,
            "clusters", ObjectKind.CLUSTER,
            "hosts", ObjectKind.HOST,
            "vms", ObjectKind.VM,
            "pools", ObjectKind.POOL,
            "templates", ObjectKind.TEMPLATE,
            "storage", ObjectKind.STORAGE_DOMAIN,
            "disks", ObjectKind.DISK,
            "networks", ObjectKind.NETWORK);

    private final PermissionAdmin permissions;

    ObjectPermissionsController(PermissionAdmin permissions) {
        this.permissions = permissions;
    }

    @Allowed(UseCase.PERMISSION_LIST_ON)
    @GetMapping
    List<ShownPermission> on(ServerWebExchange exchange, @PathVariable String collection, @PathVariable String name) {
        var actor = Actor.of(exchange);
        var kind = COLLECTIONS.get(collection);
        if (kind == null) {
            throw new BrokerException(Code.NOT_FOUND, "there is no collection " + collection);
        }
        return permissions.on(actor, kind, name).stream()
                .map(ShownPermission::of)
                .toList();
    }
}
