package io.oriel.broker.api;

import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.DataCenterAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.estate.DataCenter;
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

/** {@code /api/v1/datacenters}, by name. */
@RestController
@RequestMapping("/api/v1/datacenters")
class DataCentersController {
    private final DataCenterAdmin dataCenters;

    DataCentersController(DataCenterAdmin dataCenters) {
        this.dataCenters = dataCenters;
    }

    record Shown(String id, String name, String description) {
        static Shown of(DataCenter dataCenter) {
            return new Shown(dataCenter.id().toString(), dataCenter.name(), dataCenter.description());
        }
    }

    record Body(@Nullable String name, @Nullable String description) {
        DataCenterAdmin.Wish wish() {
            return new DataCenterAdmin.Wish(Optional.ofNullable(name), Optional.ofNullable(description));
        }
    }

    @Allowed(UseCase.DATA_CENTER_LIST)
    @GetMapping
    List<Shown> list(ServerWebExchange exchange) {
        return dataCenters.list(Actor.of(exchange)).stream().map(Shown::of).toList();
    }

    @Allowed(UseCase.DATA_CENTER_SHOW)
    @GetMapping("/{name}")
    Shown show(ServerWebExchange exchange, @PathVariable String name) {
        return Shown.of(dataCenters.show(Actor.of(exchange), name));
    }

    @Allowed(UseCase.DATA_CENTER_ADD)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Shown add(ServerWebExchange exchange, @RequestBody Body body) {
        return Shown.of(dataCenters.add(Actor.of(exchange), body.wish()));
    }

    @Allowed(UseCase.DATA_CENTER_EDIT)
    @PatchMapping("/{name}")
    Shown edit(ServerWebExchange exchange, @PathVariable String name, @RequestBody Body body) {
        return Shown.of(dataCenters.edit(Actor.of(exchange), name, body.wish()));
    }

    @Allowed(UseCase.DATA_CENTER_REMOVE)
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(ServerWebExchange exchange, @PathVariable String name) {
        dataCenters.remove(Actor.of(exchange), name);
    }
}
