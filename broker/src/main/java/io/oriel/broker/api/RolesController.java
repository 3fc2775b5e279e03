package io.oriel.broker.api;

import io.oriel.broker.access.ActionGroup;
import io.oriel.broker.access.Role;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.RoleAdmin;
import io.oriel.broker.operation.UseCase;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /api/v1/roles}, by name or id, and {@code /action-groups}, which they consist of. */
@RestController
@RequestMapping("/api/v1")
class RolesController {
    private final RoleAdmin roles;

    RolesController(RoleAdmin roles) {
        this.roles = roles;
    }

    record ShownGroup(String name, boolean administrative) {}

    record Shown(
            String id,
            String name,
            String description,
            boolean administrative,
            boolean predefined,
            List<String> actionGroups) {
        static Shown of(Role role) {
            return new Shown(
                    role.id().toString(),
                    role.name(),
                    role.description(),
                    role.administrative(),
                    role.predefined(),
                    role.groups().stream().map(Enum::name).toList());
        }
    }

    record Body(
            @Nullable String name,
            @Nullable String description,
            @Nullable Boolean administrative,
            @Nullable List<String> actionGroups) {
        RoleAdmin.Wish wish() {
            return new RoleAdmin.Wish(
                    Optional.ofNullable(name),
                    Optional.ofNullable(description),
                    Optional.ofNullable(administrative),
                    Optional.ofNullable(actionGroups));
        }
    }

    @Allowed(UseCase.ROLE_LIST)
    @GetMapping("/action-groups")
    List<ShownGroup> groups(ServerWebExchange exchange) {
        Actor.of(exchange);
        return Arrays.stream(ActionGroup.values())
                .map(it -> new ShownGroup(it.name(), it.administrative()))
                .toList();
    }

    @Allowed(UseCase.ROLE_LIST)
    @GetMapping("/roles")
    List<Shown> list(ServerWebExchange exchange) {
        return roles.list(Actor.of(exchange)).stream().map(Shown::of).toList();
    }

    @Allowed(UseCase.ROLE_LIST)
    @GetMapping("/roles/{name}")
    Shown show(ServerWebExchange exchange, @PathVariable String name) {
        return Shown.of(roles.show(Actor.of(exchange), name));
    }

    @Allowed(UseCase.ROLE_EDIT)
    @PostMapping("/roles")
    @ResponseStatus(HttpStatus.CREATED)
    Shown add(ServerWebExchange exchange, @RequestBody Body body) {
        return Shown.of(roles.add(Actor.of(exchange), body.wish()));
    }

    @Allowed(UseCase.ROLE_EDIT)
    @PatchMapping("/roles/{name}")
    Shown edit(ServerWebExchange exchange, @PathVariable String name, @RequestBody Body body) {
        return Shown.of(roles.edit(Actor.of(exchange), name, body.wish()));
    }

    @Allowed(UseCase.ROLE_EDIT)
    @DeleteMapping("/roles/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(ServerWebExchange exchange, @PathVariable String name) {
        roles.remove(Actor.of(exchange), name);
    }
}
