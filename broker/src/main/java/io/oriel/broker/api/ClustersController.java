package io.oriel.broker.api;

import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.ClusterAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.estate.CpuLevel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

/** {@code /api/v1/clusters}, by name. Parameters of the scheduling policy are texts, by oVirt's names. */
@RestController
@RequestMapping("/api/v1/clusters")
class ClustersController {
    private final ClusterAdmin clusters;

    ClustersController(ClusterAdmin clusters) {
        this.clusters = clusters;
    }

    record Shown(
            String id,
            String name,
            String description,
            String dataCenter,
            Optional<String> cpuLevel,
            String policy,
            Map<String, String> parameters) {
        static Shown of(ClusterAdmin.Entry entry) {
            var cluster = entry.cluster();
            return new Shown(
                    cluster.id().toString(),
                    cluster.name(),
                    cluster.description(),
                    entry.dataCenter(),
                    cluster.cpuLevel().map(CpuLevel::name),
                    cluster.policy().kind().word(),
                    cluster.policy().parameters());
        }
    }

    record Body(
            @Nullable String name,
            @Nullable String description,
            @Nullable String dataCenter,
            @Nullable String cpuLevel,
            @Nullable String policy,
            @Nullable Map<String, @Nullable String> parameters) {
        ClusterAdmin.Wish wish() {
            return new ClusterAdmin.Wish(
                    Optional.ofNullable(name),
                    Optional.ofNullable(description),
                    Optional.ofNullable(dataCenter),
                    Optional.ofNullable(cpuLevel),
                    Optional.ofNullable(policy),
                    given());
        }

        /** In their order; null takes a parameter back, as a blank text does. */
        private Map<String, String> given() {
            var given = new LinkedHashMap<String, String>();
            if (parameters != null) {
                parameters.forEach((name, value) -> given.put(name, value == null ? "" : value));
            }
            return given;
        }
    }

    @Allowed(UseCase.CLUSTER_LIST)
    @GetMapping
    List<Shown> list(ServerWebExchange exchange) {
        return clusters.list(Actor.of(exchange)).stream().map(Shown::of).toList();
    }

    @Allowed(UseCase.CLUSTER_SHOW)
    @GetMapping("/{name}")
    Shown show(ServerWebExchange exchange, @PathVariable String name) {
        return Shown.of(clusters.show(Actor.of(exchange), name));
    }

    @Allowed(UseCase.CLUSTER_ADD)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Shown add(ServerWebExchange exchange, @RequestBody Body body) {
        return Shown.of(clusters.add(Actor.of(exchange), body.wish()));
    }

    @Allowed(UseCase.CLUSTER_EDIT)
    @PatchMapping("/{name}")
    Shown edit(ServerWebExchange exchange, @PathVariable String name, @RequestBody Body body) {
        return Shown.of(clusters.edit(Actor.of(exchange), name, body.wish()));
    }

    @Allowed(UseCase.CLUSTER_REMOVE)
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(ServerWebExchange exchange, @PathVariable String name) {
        clusters.remove(Actor.of(exchange), name);
    }
}
