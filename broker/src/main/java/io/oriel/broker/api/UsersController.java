package io.oriel.broker.api;

import io.oriel.broker.directory.InternalDirectory;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.DirectoryAdmin;
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

/** {@code /api/v1/users}: people of the built-in directory. */
@RestController
@RequestMapping("/api/v1/users")
class UsersController {
    private final DirectoryAdmin people;

    UsersController(DirectoryAdmin people) {
        this.people = people;
    }

    record Shown(String name, String displayName, boolean locked, List<String> groups) {
        static Shown of(InternalDirectory.Entry entry) {
            return new Shown(entry.id().value(), entry.displayName(), entry.locked(), entry.groups());
        }
    }

    record NewUser(
            @Nullable String name,
            @Nullable String displayName,
            @Nullable String password) {
        @Override
        public String toString() {
            return "NewUser[" + name + "]";
        }
    }

    record NewPassword(@Nullable String password) {
        @Override
        public String toString() {
            return "NewPassword[…]";
        }
    }

    record Lock(@Nullable Boolean locked) {}

    @Allowed(UseCase.USER_LIST)
    @GetMapping
    List<Shown> list(ServerWebExchange exchange) {
        return people.users(Actor.of(exchange)).stream().map(Shown::of).toList();
    }

    @Allowed(UseCase.USER_EDIT)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Shown add(ServerWebExchange exchange, @RequestBody NewUser body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var name = fields.text("name", body.name());
        var password = fields.text("password", body.password());
        fields.check();
        var shown = body.displayName() == null ? "" : body.displayName();
        var id = people.addUser(actor, name, shown, password);
        return new Shown(id.value(), shown.isBlank() ? name : shown, false, List.of());
    }

    @Allowed(UseCase.USER_EDIT)
    @PutMapping("/{name}/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void password(ServerWebExchange exchange, @PathVariable String name, @RequestBody NewPassword body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var password = fields.text("password", body.password());
        fields.check();
        people.setPassword(actor, name, password);
    }

    @Allowed(UseCase.USER_EDIT)
    @PutMapping("/{name}/locked")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void locked(ServerWebExchange exchange, @PathVariable String name, @RequestBody Lock body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        if (body.locked() == null) {
            fields.wrong("locked", "required", "locked is required");
        }
        fields.check();
        if (Boolean.TRUE.equals(body.locked())) {
            people.lock(actor, name);
        } else {
            people.unlock(actor, name);
        }
    }

    @Allowed(UseCase.USER_EDIT)
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(ServerWebExchange exchange, @PathVariable String name) {
        people.deleteUser(Actor.of(exchange), name);
    }
}
