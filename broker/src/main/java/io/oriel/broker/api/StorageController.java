package io.oriel.broker.api;

import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.StorageAdmin;
import io.oriel.broker.operation.UseCase;
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

/** {@code /api/v1/storage}: storage domains, by name. */
@RestController
@RequestMapping("/api/v1/storage")
class StorageController {
    private final StorageAdmin storage;

    StorageController(StorageAdmin storage) {
        this.storage = storage;
    }

    record Shown(
            String id,
            String name,
            String dataCenter,
            String path,
            boolean shared,
            Optional<String> host,
            boolean prepared) {
        static Shown of(StorageAdmin.Entry entry) {
            var domain = entry.domain();
            return new Shown(
                    domain.id().toString(),
                    domain.name(),
                    entry.dataCenter(),
                    domain.path(),
                    domain.shared(),
                    entry.host(),
                    domain.prepared());
        }
    }

    record NewDomain(
            @Nullable String name,
            @Nullable String dataCenter,
            @Nullable String path,
            @Nullable Boolean shared,
            @Nullable String host) {}

    record Change(@Nullable String name, @Nullable String path) {}

    @Allowed(UseCase.STORAGE_LIST)
    @GetMapping
    List<Shown> list(ServerWebExchange exchange) {
        return storage.list(Actor.of(exchange)).stream().map(Shown::of).toList();
    }

    @Allowed(UseCase.STORAGE_SHOW)
    @GetMapping("/{name}")
    Shown show(ServerWebExchange exchange, @PathVariable String name) {
        return Shown.of(storage.show(Actor.of(exchange), name));
    }

    @Allowed(UseCase.STORAGE_ADD)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Shown add(ServerWebExchange exchange, @RequestBody NewDomain body) {
        var wish = new StorageAdmin.Wish(
                Optional.ofNullable(body.name()),
                Optional.ofNullable(body.dataCenter()),
                Optional.ofNullable(body.path()),
                Boolean.TRUE.equals(body.shared()),
                Optional.ofNullable(body.host()));
        return Shown.of(storage.add(Actor.of(exchange), wish));
    }

    @Allowed(UseCase.STORAGE_EDIT)
    @PatchMapping("/{name}")
    Shown edit(ServerWebExchange exchange, @PathVariable String name, @RequestBody Change body) {
        return Shown.of(storage.edit(
                Actor.of(exchange), name, Optional.ofNullable(body.name()), Optional.ofNullable(body.path())));
    }

    @Allowed(UseCase.STORAGE_REMOVE)
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(ServerWebExchange exchange, @PathVariable String name) {
        storage.remove(Actor.of(exchange), name);
    }
}
