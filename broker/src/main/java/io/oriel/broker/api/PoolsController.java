package io.oriel.broker.api;

import io.oriel.broker.access.Subject;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.PoolAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.estate.Restraint;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.Vm;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /api/v1/pools}, by name or id. Groups and users without a directory are the built-in one's. */
@RestController
@RequestMapping("/api/v1/pools")
class PoolsController {
    private final PoolAdmin pools;

    PoolsController(PoolAdmin pools) {
        this.pools = pools;
    }

    record Shown(
            String id,
            String name,
            String description,
            String type,
            String cluster,
            String template,
            int templateVersion,
            boolean useLatest,
            Optional<String> previous,
            int size,
            int prestarted,
            int maxPerUser,
            boolean stateless,
            int vcpus,
            long memoryMiB,
            String state,
            int ready,
            int startable,
            int assigned,
            int outdated,
            Optional<ShownRestraint> restrained,
            PolicyBody policy,
            List<String> groups,
            List<String> users,
            long version) {
        static Shown of(PoolAdmin.Entry entry) {
            var pool = entry.pool();
            var count = entry.count();
            var restraint = pool.trials().restraint();
            var state = restraint.isPresent() ? "restrained" : "ok";
            return new Shown(
                    pool.id().toString(),
                    pool.name(),
                    pool.description(),
                    pool.kind().name().toLowerCase(Locale.ROOT),
                    entry.cluster(),
                    entry.template().map(Template::name).orElse(""),
                    entry.template().map(Template::number).orElse(0),
                    pool.useLatest(),
                    entry.previous().map(Template::word),
                    pool.size(),
                    pool.prestarted(),
                    pool.maxPerUser(),
                    pool.stateless(),
                    pool.vcpus(),
                    pool.memoryMiB(),
                    pool.deleting() ? "deleting" : state,
                    count.ready(),
                    count.startable(),
                    count.assigned(),
                    count.outdated(),
                    restraint.map(ShownRestraint::of),
                    PolicyBody.of(pool.policy()),
                    names(entry, Subject.Kind.GROUP),
                    names(entry, Subject.Kind.USER),
                    pool.version());
        }

        private static List<String> names(PoolAdmin.Entry entry, Subject.Kind kind) {
            return entry.entitled().stream()
                    .filter(subject -> subject.kind() == kind)
                    .map(Subject::name)
                    .toList();
        }
    }

    record ShownRestraint(String since, String reason) {
        static ShownRestraint of(Restraint restraint) {
            return new ShownRestraint(restraint.since().toString(), restraint.reason());
        }
    }

    record ShownDesktop(
            String id, String name, String state, Optional<String> user, boolean stateless, Optional<String> trouble) {
        static ShownDesktop of(Vm vm) {
            return new ShownDesktop(
                    vm.id().toString(),
                    vm.name(),
                    vm.state().restName(),
                    vm.assignedTo().map(Object::toString),
                    vm.stateless(),
                    vm.trouble());
        }
    }

    record ShownHolder(String name, String user) {}

    record RollOut(@Nullable String template, @Nullable Long version) {}

    @Allowed(UseCase.POOL_LIST)
    @GetMapping
    List<Shown> list(ServerWebExchange exchange) {
        return pools.list(Actor.of(exchange)).stream().map(Shown::of).toList();
    }

    @Allowed(UseCase.POOL_SHOW)
    @GetMapping("/{name}")
    Shown show(ServerWebExchange exchange, @PathVariable String name) {
        return Shown.of(pools.show(Actor.of(exchange), name));
    }

    @Allowed(UseCase.POOL_CREATE)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Shown create(ServerWebExchange exchange, @RequestBody PoolBody body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var wish = body.wish(fields);
        pools.faults(wish).forEach(fields::also);
        fields.check();
        return Shown.of(pools.create(actor, wish));
    }

    @Allowed(UseCase.POOL_EDIT)
    @PatchMapping("/{name}")
    Shown edit(ServerWebExchange exchange, @PathVariable String name, @RequestBody PoolBody body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var before = pools.show(actor, name).pool();
        var edit = body.edit(before, fields);
        pools.faults(before, edit).forEach(fields::also);
        fields.check();
        return Shown.of(pools.edit(actor, name, edit));
    }

    /** Begins; the pool is shown as {@code deleting} until its desktops are gone. */
    @Allowed(UseCase.POOL_DELETE)
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Shown delete(
            ServerWebExchange exchange,
            @PathVariable String name,
            @RequestParam(defaultValue = "false") boolean force) {
        return Shown.of(pools.delete(Actor.of(exchange), name, force));
    }

    @Allowed(UseCase.POOL_ROLL_OUT)
    @PostMapping("/{name}/rollout")
    Shown rollOut(ServerWebExchange exchange, @PathVariable String name, @RequestBody RollOut body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var version = Optional.ofNullable(body.version()).map(number ->
                (int) fields.number("version", number, 1, new Fields.Range(1, Integer.MAX_VALUE)));
        fields.check();
        return Shown.of(pools.rollOut(actor, name, Optional.ofNullable(body.template()), version));
    }

    @Allowed(UseCase.POOL_ROLL_BACK)
    @PostMapping("/{name}/rollback")
    Shown rollBack(ServerWebExchange exchange, @PathVariable String name) {
        return Shown.of(pools.rollBack(Actor.of(exchange), name));
    }

    @Allowed(UseCase.POOL_RESUME)
    @PostMapping("/{name}/resume")
    Shown resume(ServerWebExchange exchange, @PathVariable String name) {
        return Shown.of(pools.resume(Actor.of(exchange), name));
    }

    @Allowed(UseCase.POOL_DESKTOPS)
    @GetMapping("/{name}/desktops")
    List<ShownDesktop> desktops(ServerWebExchange exchange, @PathVariable String name) {
        return pools.desktops(Actor.of(exchange), name).stream()
                .map(ShownDesktop::of)
                .toList();
    }

    @Allowed(UseCase.POOL_TAKE_BACK)
    @PostMapping("/{name}/desktops/{desktop}/take-back")
    ShownHolder takeBack(ServerWebExchange exchange, @PathVariable String name, @PathVariable String desktop) {
        return new ShownHolder(
                desktop, pools.takeBack(Actor.of(exchange), name, desktop).toString());
    }

    @Allowed(UseCase.POOL_ENTITLE)
    @PutMapping("/{name}/groups/{group}")
    Shown allowGroup(ServerWebExchange exchange, @PathVariable String name, @PathVariable String group) {
        return Shown.of(pools.entitle(Actor.of(exchange), name, subject("group", group)));
    }

    @Allowed(UseCase.POOL_WITHDRAW)
    @DeleteMapping("/{name}/groups/{group}")
    Shown denyGroup(ServerWebExchange exchange, @PathVariable String name, @PathVariable String group) {
        return Shown.of(pools.withdraw(Actor.of(exchange), name, subject("group", group)));
    }

    @Allowed(UseCase.POOL_ENTITLE)
    @PutMapping("/{name}/users/{user}")
    Shown allowUser(ServerWebExchange exchange, @PathVariable String name, @PathVariable String user) {
        return Shown.of(pools.entitle(Actor.of(exchange), name, subject("user", user)));
    }

    @Allowed(UseCase.POOL_WITHDRAW)
    @DeleteMapping("/{name}/users/{user}")
    Shown denyUser(ServerWebExchange exchange, @PathVariable String name, @PathVariable String user) {
        return Shown.of(pools.withdraw(Actor.of(exchange), name, subject("user", user)));
    }

    private static Subject subject(String kind, String name) {
        var fields = new Fields();
        var subject = PoolBody.subject(fields, kind, name, Subject.Kind.valueOf(kind.toUpperCase(Locale.ROOT)));
        fields.check();
        return subject.orElseThrow();
    }
}
