package io.oriel.broker.api;

import io.oriel.broker.access.Subject;
import io.oriel.broker.api.Fields.Range;
import io.oriel.broker.directory.InternalDirectory;
import io.oriel.broker.operation.PoolAdmin;
import io.oriel.pool.estate.Pool;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /api/v1/pools}. Groups and users without a directory are the built-in one's. */
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
            String template,
            int size,
            int prestarted,
            int maxPerUser,
            boolean stateless,
            int vcpus,
            long memoryMiB,
            int ready,
            int startable,
            int assigned,
            List<String> groups,
            List<String> users) {
        static Shown of(PoolAdmin.Entry entry) {
            var pool = entry.pool();
            var count = entry.count();
            return new Shown(
                    pool.id().toString(),
                    pool.name(),
                    pool.description(),
                    entry.template(),
                    pool.size(),
                    pool.prestarted(),
                    pool.maxPerUser(),
                    pool.stateless(),
                    pool.vcpus(),
                    pool.memoryMiB(),
                    count.ready(),
                    count.startable(),
                    count.assigned(),
                    names(entry, Subject.Kind.GROUP),
                    names(entry, Subject.Kind.USER));
        }

        private static List<String> names(PoolAdmin.Entry entry, Subject.Kind kind) {
            return entry.entitled().stream()
                    .filter(subject -> subject.kind() == kind)
                    .map(Subject::name)
                    .toList();
        }
    }

    record NewPool(
            @Nullable String name,
            @Nullable String description,
            @Nullable String template,
            @Nullable Long size,
            @Nullable Long prestarted,
            @Nullable Long maxPerUser,
            @Nullable Boolean stateless,
            @Nullable Long vcpus,
            @Nullable Long memoryMiB,
            @Nullable List<String> groups,
            @Nullable List<String> users) {}

    @GetMapping
    List<Shown> list(ServerWebExchange exchange) {
        return pools.list(Actor.of(exchange)).stream().map(Shown::of).toList();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Shown create(ServerWebExchange exchange, @RequestBody NewPool body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var size = (int) fields.number("size", body.size(), 1, new Range(1, Pool.MAX_SIZE));
        var entitled = new ArrayList<Subject>();
        subjects(fields, "groups", body.groups(), Subject.Kind.GROUP, entitled);
        subjects(fields, "users", body.users(), Subject.Kind.USER, entitled);
        var wish = new PoolAdmin.Wish(
                fields.text("name", body.name()),
                body.description() == null ? "" : body.description(),
                fields.text("template", body.template()),
                size,
                (int) fields.number("prestarted", body.prestarted(), 0, new Range(0, size)),
                (int) fields.number("maxPerUser", body.maxPerUser(), 1, new Range(1, Pool.MAX_SIZE)),
                body.stateless() == null || body.stateless(),
                (int) fields.number("vcpus", body.vcpus(), 1, new Range(1, 64)),
                fields.number("memoryMiB", body.memoryMiB(), 1024, new Range(16, 1_048_576)),
                entitled);
        fields.check();
        return Shown.of(pools.create(actor, wish));
    }

    private static void subjects(
            Fields fields, String field, @Nullable List<String> names, Subject.Kind kind, List<Subject> into) {
        for (var name : names == null ? List.<String>of() : names) {
            try {
                into.add(new Subject(kind, name.contains("@") ? name : name + "@" + InternalDirectory.NAME));
            } catch (IllegalArgumentException e) {
                fields.wrong(field, "name", "a name in " + field + " is not name@directory");
            }
        }
    }
}
