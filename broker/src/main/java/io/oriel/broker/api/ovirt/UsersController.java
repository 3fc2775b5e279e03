package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.api.ovirt.Listing.Shown;
import io.oriel.broker.directory.InternalDirectory;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.DirectoryAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.search.Thing;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * {@code /users} and {@code /groups}: those of the built-in directory. Their ids are made of their names, {@code
 * name@directory}, so people of other directories have one too.
 */
@RestController
@RequestMapping("/ovirt-engine/api")
class UsersController {
    private static final Kind USERS = Kind.of("users", "user", Thing.USERS);
    private static final Kind GROUPS = Kind.of("groups", "group", Thing.GROUPS);

    private final DirectoryAdmin people;
    private final Listing listing;

    UsersController(DirectoryAdmin people, Listing listing) {
        this.people = people;
        this.listing = listing;
    }

    @Allowed(UseCase.USER_LIST)
    @GetMapping("/users")
    Reply users(ServerWebExchange exchange) {
        var ask = Ask.of(exchange);
        return listing.answer(
                ask, USERS, people.users(ask.actor()), new Shown<>(it -> it.id().value(), UsersController::sheet));
    }

    @Allowed(UseCase.USER_LIST)
    @GetMapping("/users/{id}")
    Reply user(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return ask.found(
                sheet(Ask.one(people.users(ask.actor()), it -> id(it.id().value()), "user", id)));
    }

    @Allowed(UseCase.USER_LIST)
    @GetMapping("/groups")
    Reply groups(ServerWebExchange exchange) {
        var ask = Ask.of(exchange);
        return listing.answer(
                ask,
                GROUPS,
                people.groups(ask.actor()),
                new Shown<>(InternalDirectory.GroupEntry::name, UsersController::sheet));
    }

    @Allowed(UseCase.USER_LIST)
    @GetMapping("/groups/{id}")
    Reply group(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return ask.found(sheet(Ask.one(people.groups(ask.actor()), it -> groupId(it.name()), "group", id)));
    }

    /** @param name as {@code alice@internal} */
    static UUID id(String name) {
        return Paths.named("user", name);
    }

    /** @param name as {@code staff@internal}, or, of the built-in directory, {@code staff} */
    static UUID groupId(String name) {
        return Paths.named("group", inDirectory(name));
    }

    /** A group's full name. */
    static String inDirectory(String group) {
        return group.contains("@") ? group : group + "@" + InternalDirectory.NAME;
    }

    static Node.Item mention(String name) {
        return Sheet.of("user", "users", id(name)).text("name", name).item();
    }

    private static Node.Item sheet(InternalDirectory.Entry it) {
        var name = it.id().value();
        int at = name.lastIndexOf('@');
        var directory = name.substring(at + 1);
        return Sheet.of("user", "users", id(name))
                .text("name", it.displayName().isBlank() ? name : it.displayName())
                .put(Sheet.of("domain")
                        .attribute("id", Paths.named("domain", directory).toString())
                        .text("name", directory))
                .text("principal", name.substring(0, Math.max(0, at)))
                .text("user_name", name)
                .item();
    }

    private static Node.Item sheet(InternalDirectory.GroupEntry it) {
        return Sheet.of("group", "groups", groupId(it.name()))
                .text("name", it.name())
                .put(Sheet.of("domain")
                        .attribute(
                                "id",
                                Paths.named("domain", InternalDirectory.NAME).toString())
                        .text("name", InternalDirectory.NAME))
                .item();
    }
}
