package io.oriel.broker.api.ovirt;

import io.oriel.broker.access.Role;
import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.api.ovirt.Listing.Shown;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.RoleAdmin;
import io.oriel.broker.operation.UseCase;
import java.util.Locale;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /roles} and what each permits. */
@RestController
@RequestMapping("/ovirt-engine/api/roles")
class RolesController {
    private static final Kind KIND = Kind.plain("roles", "role");
    private static final Kind PERMITS = Kind.plain("permits", "permit");

    private final RoleAdmin roles;
    private final Listing listing;

    RolesController(RoleAdmin roles, Listing listing) {
        this.roles = roles;
        this.listing = listing;
    }

    @Allowed(UseCase.ROLE_LIST)
    @GetMapping
    Reply list(ServerWebExchange exchange) {
        var ask = Ask.of(exchange);
        return listing.answer(
                ask, KIND, roles.list(ask.actor()), new Shown<>(it -> it.id().toString(), RolesController::sheet));
    }

    @Allowed(UseCase.ROLE_LIST)
    @GetMapping("/{id}")
    Reply show(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return ask.found(sheet(Ask.one(roles.list(ask.actor()), Role::id, "role", id)));
    }

    @Allowed(UseCase.ROLE_LIST)
    @GetMapping("/{id}/permits")
    Reply permits(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return ask.found(permits(Ask.one(roles.list(ask.actor()), Role::id, "role", id)));
    }

    private static Node.Item sheet(Role role) {
        return Sheet.of("role", "roles", role.id())
                .link("permits", () -> permits(role))
                .text("name", role.name())
                .text("description", role.description())
                .text("administrative", role.administrative())
                .text("mutable", !role.predefined())
                .item();
    }

    private static Node.Many permits(Role role) {
        return PERMITS.of(role.groups().stream()
                .map(it -> Sheet.of("permit")
                        .attribute("id", Paths.named("permit", it.name()).toString())
                        .text("name", it.name().toLowerCase(Locale.ROOT))
                        .text("administrative", role.administrative())
                        .put(Sheet.ref("role", "roles", role.id()))
                        .item())
                .toList());
    }
}
