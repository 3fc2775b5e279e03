package io.oriel.broker.api.ovirt;

import io.oriel.broker.access.ObjectKind;
import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.access.Permission;
import io.oriel.broker.access.Role;
import io.oriel.broker.access.Subject;
import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.api.ovirt.Listing.Shown;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.DirectoryAdmin;
import io.oriel.broker.operation.PermissionAdmin;
import io.oriel.broker.operation.RoleAdmin;
import io.oriel.broker.operation.TemplateAdmin;
import io.oriel.broker.operation.UseCase;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /COLLECTION/ID/permissions} of all that permissions can be about, and {@code /permissions} of the whole system. */
@RestController
@RequestMapping("/ovirt-engine/api")
class PermissionsController {
    private static final Kind KIND = Kind.plain("permissions", "permission");

    private static final Map<String, ObjectKind> COLLECTIONS = Map.of(
            "datacenters", ObjectKind.DATA_CENTER,
            "clusters", ObjectKind.CLUSTER,
            "hosts", ObjectKind.HOST,
            "vms", ObjectKind.VM,
            "vmpools", ObjectKind.POOL,
            "templates", ObjectKind.TEMPLATE,
            "storagedomains", ObjectKind.STORAGE_DOMAIN,
            "disks", ObjectKind.DISK,
            "networks", ObjectKind.NETWORK);

    private final PermissionAdmin permissions;
    private final RoleAdmin roles;
    private final DirectoryAdmin people;
    private final TemplateAdmin templates;
    private final Listing listing;

    PermissionsController(
            PermissionAdmin permissions,
            RoleAdmin roles,
            DirectoryAdmin people,
            TemplateAdmin templates,
            Listing listing) {
        this.permissions = permissions;
        this.roles = roles;
        this.people = people;
        this.templates = templates;
        this.listing = listing;
    }

    /** What a path is about. @param id of a template: that of all its versions */
    private record About(ObjectKind kind, String id, String path) {
        static final About SYSTEM =
                new About(ObjectKind.SYSTEM, ObjectRef.SYSTEM.id().toString(), "permissions");
    }

    @Allowed(UseCase.PERMISSION_LIST_ON)
    @GetMapping("/permissions")
    Reply ofSystem(ServerWebExchange exchange) {
        return list(Ask.of(exchange), About.SYSTEM);
    }

    @Allowed(UseCase.PERMISSION_LIST_ON)
    @GetMapping("/permissions/{id}")
    Reply showOfSystem(ServerWebExchange exchange, @PathVariable String id) {
        return show(Ask.of(exchange), About.SYSTEM, id);
    }

    @Allowed(UseCase.PERMISSION_EDIT)
    @PostMapping("/permissions")
    Reply grantOnSystem(ServerWebExchange exchange, @RequestBody Body body) {
        return grant(Ask.of(exchange), About.SYSTEM, body);
    }

    @Allowed(UseCase.PERMISSION_EDIT)
    @DeleteMapping("/permissions/{id}")
    Reply revokeOnSystem(ServerWebExchange exchange, @PathVariable String id) {
        return revoke(Ask.of(exchange), About.SYSTEM, id);
    }

    @Allowed(UseCase.PERMISSION_LIST_ON)
    @GetMapping("/{collection}/{id}/permissions")
    Reply of(ServerWebExchange exchange, @PathVariable String collection, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return list(ask, about(ask, collection, id));
    }

    @Allowed(UseCase.PERMISSION_LIST_ON)
    @GetMapping("/{collection}/{id}/permissions/{permission}")
    Reply showOf(
            ServerWebExchange exchange,
            @PathVariable String collection,
            @PathVariable String id,
            @PathVariable String permission) {
        var ask = Ask.of(exchange);
        return show(ask, about(ask, collection, id), permission);
    }

    @Allowed(UseCase.PERMISSION_EDIT)
    @PostMapping("/{collection}/{id}/permissions")
    Reply grantOn(
            ServerWebExchange exchange,
            @PathVariable String collection,
            @PathVariable String id,
            @RequestBody Body body) {
        var ask = Ask.of(exchange);
        return grant(ask, about(ask, collection, id), body);
    }

    @Allowed(UseCase.PERMISSION_EDIT)
    @DeleteMapping("/{collection}/{id}/permissions/{permission}")
    Reply revokeOn(
            ServerWebExchange exchange,
            @PathVariable String collection,
            @PathVariable String id,
            @PathVariable String permission) {
        var ask = Ask.of(exchange);
        return revoke(ask, about(ask, collection, id), permission);
    }

    private Reply list(Ask ask, About about) {
        return listing.answer(
                ask,
                KIND,
                permissions.on(ask.actor(), about.kind(), about.id()),
                new Shown<>(it -> it.permission().id().toString(), it -> sheet(it.permission(), about)));
    }

    private Reply show(Ask ask, About about, String id) {
        return ask.found(sheet(one(ask, about, id).permission(), about));
    }

    private PermissionAdmin.Entry one(Ask ask, About about, String id) {
        return Ask.one(
                permissions.on(ask.actor(), about.kind(), about.id()),
                it -> it.permission().id(),
                "permission",
                id);
    }

    private Reply grant(Ask ask, About about, Body body) {
        body.only("group", "role", "user");
        var role = body.part("role").map(it -> VmWishes.named(it, roles.list(ask.actor()), Role::id, Role::name));
        var given = permissions.grant(
                ask.actor(),
                new PermissionAdmin.Wish(subject(ask, body), role, Optional.of(about.kind()), Optional.of(about.id())));
        return ask.made(sheet(given.permission(), about));
    }

    private Reply revoke(Ask ask, About about, String id) {
        permissions.revoke(ask.actor(), one(ask, about, id).permission().id(), false);
        return Ask.gone();
    }

    private Optional<Subject> subject(Ask ask, Body body) {
        var user = body.part("user")
                .map(it -> it.at("user_name")
                        .or(() -> it.at("id")
                                .map(id -> Ask.one(
                                                people.users(ask.actor()),
                                                one -> UsersController.id(
                                                        one.id().value()),
                                                "user",
                                                id)
                                        .id()
                                        .value()))
                        .orElse(""))
                .flatMap(it -> Subject.named(Subject.Kind.USER, it));
        return user.or(() -> body.part("group")
                .map(it -> it.at("name")
                        .or(() -> it.at("id")
                                .map(id -> Ask.one(
                                                people.groups(ask.actor()),
                                                one -> UsersController.groupId(one.name()),
                                                "group",
                                                id)
                                        .name()))
                        .orElse(""))
                .flatMap(it -> Subject.named(Subject.Kind.GROUP, UsersController.inDirectory(it))));
    }

    private About about(Ask ask, String collection, String id) {
        var kind = Optional.ofNullable(COLLECTIONS.get(collection))
                .orElseThrow(() -> Ask.nothing("collection", collection));
        var known = Ask.id(kind.word(), id).toString();
        var object = kind == ObjectKind.TEMPLATE ? template(ask, id) : known;
        permissions.object(ask.actor(), kind, object);
        return new About(kind, object, collection + "/" + known + "/permissions");
    }

    private String template(Ask ask, String id) {
        var template = Ask.one(templates.list(ask.actor()), it -> it.id().value(), "template", id);
        return ObjectRef.template(template.name()).id().toString();
    }

    private static Node.Item sheet(Permission it, About about) {
        var sheet = Sheet.of("permission", about.path(), it.id())
                .put(Sheet.of("role", "roles", it.role().id())
                        .text("name", it.role().name()));
        var name = it.subject().name();
        switch (it.subject().kind()) {
            case USER -> sheet.put(UsersController.mention(name));
            case GROUP ->
                sheet.put(Sheet.of("group", "groups", UsersController.groupId(name))
                        .text("name", name));
        }
        COLLECTIONS.forEach((collection, kind) -> {
            if (kind == it.object().kind() && kind != ObjectKind.TEMPLATE) {
                sheet.put(Sheet.ref(element(kind), collection, it.object().id()));
            }
        });
        return sheet.item();
    }

    private static String element(ObjectKind kind) {
        return kind == ObjectKind.POOL ? "vm_pool" : kind.name().toLowerCase(Locale.ROOT);
    }
}
