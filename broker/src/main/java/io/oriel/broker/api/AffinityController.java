package io.oriel.broker.api;

import io.oriel.broker.operation.AffinityAdmin;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.estate.AffinityGroup.Rule;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /api/v1/affinity}: affinity groups, by name. */
@RestController
@RequestMapping("/api/v1/affinity")
class AffinityController {
    private final AffinityAdmin groups;

    AffinityController(AffinityAdmin groups) {
        this.groups = groups;
    }

    record Shown(
            String id,
            String name,
            String description,
            String cluster,
            double priority,
            Optional<String> vmRule,
            Optional<String> hostRule,
            List<String> vms,
            List<String> hosts) {
        static Shown of(AffinityAdmin.Entry entry) {
            var group = entry.group();
            return new Shown(
                    group.id().toString(),
                    group.name(),
                    group.description(),
                    entry.cluster(),
                    group.priority(),
                    group.amongVms().map(Shown::word),
                    group.onHosts().map(Shown::word),
                    entry.vms(),
                    entry.hosts());
        }

        private static String word(Rule rule) {
            return (rule.enforcing() ? "" : "soft:") + (rule.positive() ? "positive" : "negative");
        }
    }

    record NewGroup(
            @Nullable String name,
            @Nullable String description,
            @Nullable String cluster,
            @Nullable Double priority,
            @Nullable String vmRule,
            @Nullable String hostRule,
            @Nullable List<String> vms,
            @Nullable List<String> hosts) {}

    record Members(
            @Nullable List<String> vms,
            @Nullable List<String> hosts,
            @Nullable Boolean remove) {}

    @Allowed(UseCase.AFFINITY_LIST)
    @GetMapping
    List<Shown> list(ServerWebExchange exchange) {
        return groups.list(Actor.of(exchange)).stream().map(Shown::of).toList();
    }

    @Allowed(UseCase.AFFINITY_SHOW)
    @GetMapping("/{name}")
    Shown show(ServerWebExchange exchange, @PathVariable String name) {
        return Shown.of(groups.show(Actor.of(exchange), name));
    }

    @Allowed(UseCase.AFFINITY_ADD)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Shown add(ServerWebExchange exchange, @RequestBody NewGroup body) {
        var wish = new AffinityAdmin.Wish(
                Optional.ofNullable(body.name()),
                Optional.ofNullable(body.description()),
                Optional.ofNullable(body.cluster()),
                Optional.ofNullable(body.priority()),
                Optional.ofNullable(body.vmRule()),
                Optional.ofNullable(body.hostRule()),
                all(body.vms()),
                all(body.hosts()));
        return Shown.of(groups.add(Actor.of(exchange), wish));
    }

    @Allowed(UseCase.AFFINITY_EDIT)
    @PostMapping("/{name}/members")
    Shown members(ServerWebExchange exchange, @PathVariable String name, @RequestBody Members body) {
        var in = !Boolean.TRUE.equals(body.remove());
        return Shown.of(groups.members(Actor.of(exchange), name, all(body.vms()), all(body.hosts()), in));
    }

    @Allowed(UseCase.AFFINITY_REMOVE)
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(ServerWebExchange exchange, @PathVariable String name) {
        groups.remove(Actor.of(exchange), name);
    }

    private static List<String> all(@Nullable List<String> names) {
        return names == null
                ? List.of()
                : names.stream().filter(Objects::nonNull).toList();
    }
}
