package io.oriel.broker.api;

import io.oriel.broker.directory.InternalDirectory;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.DirectoryAdmin;
import io.oriel.broker.operation.DirectoryAdmin.Membership;
import io.oriel.broker.operation.UseCase;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * {@code /api/v1/groups}: groups of the built-in directory. A member is a person's name, or a group's where no person has
 * that name, or {@code group:NAME}.
 */
@RestController
@RequestMapping("/api/v1/groups")
class GroupsController {
    private static final String GROUP = "group:";

    private final DirectoryAdmin people;

    GroupsController(DirectoryAdmin people) {
        this.people = people;
    }

    record NewGroup(@Nullable String name) {}

    @Allowed(UseCase.USER_LIST)
    @GetMapping
    List<InternalDirectory.GroupEntry> list(ServerWebExchange exchange) {
        return people.groups(Actor.of(exchange));
    }

    @Allowed(UseCase.GROUP_EDIT)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    NewGroup add(ServerWebExchange exchange, @RequestBody NewGroup body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var name = fields.text("name", body.name());
        fields.check();
        people.addGroup(actor, name);
        return body;
    }

    @Allowed(UseCase.GROUP_EDIT)
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(ServerWebExchange exchange, @PathVariable String name) {
        people.deleteGroup(Actor.of(exchange), name);
    }

    @Allowed(UseCase.GROUP_EDIT)
    @PutMapping("/{name}/members/{member}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void put(ServerWebExchange exchange, @PathVariable String name, @PathVariable String member) {
        var actor = Actor.of(exchange);
        people.addMember(actor, membership(actor, name, member));
    }

    @Allowed(UseCase.GROUP_EDIT)
    @DeleteMapping("/{name}/members/{member}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void take(ServerWebExchange exchange, @PathVariable String name, @PathVariable String member) {
        var actor = Actor.of(exchange);
        people.removeMember(actor, membership(actor, name, member));
    }

    private Membership membership(User actor, String group, String member) {
        if (member.startsWith(GROUP)) {
            return new Membership(group, member.substring(GROUP.length()), true);
        }
        var full = (member.contains("@") ? member : member + "@" + InternalDirectory.NAME);
        boolean person = people.users(actor).stream()
                .anyMatch(entry -> entry.id().value().equalsIgnoreCase(full));
        boolean known =
                people.groups(actor).stream().anyMatch(entry -> entry.name().equalsIgnoreCase(full));
        return new Membership(group, member, !person && known);
    }
}
