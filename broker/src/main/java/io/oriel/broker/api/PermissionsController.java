package io.oriel.broker.api;

import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.PermissionAdmin;
import io.oriel.broker.operation.UseCase;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /api/v1/permissions}: all of them, those of who asks, giving and taking away. */
@RestController
@RequestMapping("/api/v1/permissions")
class PermissionsController {
    private final PermissionAdmin permissions;

    PermissionsController(PermissionAdmin permissions) {
        this.permissions = permissions;
    }

    @Allowed(UseCase.PERMISSION_LIST)
    @GetMapping
    List<ShownPermission> list(ServerWebExchange exchange) {
        return permissions.list(Actor.of(exchange)).stream()
                .map(ShownPermission::of)
                .toList();
    }

    @Allowed(UseCase.PERMISSION_OWN)
    @GetMapping("/own")
    List<ShownPermission> own(ServerWebExchange exchange) {
        return permissions.own(Actor.of(exchange)).stream()
                .map(ShownPermission::of)
                .toList();
    }

    @Allowed(UseCase.PERMISSION_EDIT)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    ShownPermission grant(ServerWebExchange exchange, @RequestBody PermissionBody body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var wish = body.wish(fields);
        fields.check();
        return ShownPermission.of(permissions.grant(actor, wish));
    }

    /** @param force also when it is what lets the acting person change permissions there */
    @Allowed(UseCase.PERMISSION_EDIT)
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(
            ServerWebExchange exchange, @PathVariable String id, @RequestParam(defaultValue = "false") boolean force) {
        permissions.revoke(Actor.of(exchange), id(id), force);
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new BrokerException(Code.NOT_FOUND, "there is no permission " + text, e);
        }
    }
}
