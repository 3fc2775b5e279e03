package io.oriel.broker.api;

import io.oriel.broker.access.Subject;
import io.oriel.broker.api.Fields.Range;
import io.oriel.broker.directory.InternalDirectory;
import io.oriel.broker.operation.PoolAdmin;
import io.oriel.pool.PoolEdit;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolKind;
import io.oriel.pool.estate.PoolPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a request says of a pool; to change one, what is missing stays. */
record PoolBody(
        @Nullable String name,
        @Nullable String description,
        @Nullable String type,
        @Nullable String cluster,
        @Nullable String template,
        @Nullable Long templateVersion,
        @Nullable Boolean useLatest,
        @Nullable Long size,
        @Nullable Long prestarted,
        @Nullable Long maxPerUser,
        @Nullable Boolean stateless,
        @Nullable Long vcpus,
        @Nullable Long memoryMiB,
        @Nullable PolicyBody policy,
        @Nullable List<String> groups,
        @Nullable List<String> users,
        @Nullable Long version) {
    private static final Range PROCESSORS = new Range(1, 64);
    private static final Range MEMORY = new Range(16, 1_048_576);
    private static final Range VERSIONS = new Range(1, Integer.MAX_VALUE);

    /** A new pool; every fault is noted. */
    PoolAdmin.Wish wish(Fields fields) {
        var most = (int) fields.number("size", size, 1, new Range(1, Pool.MAX_SIZE));
        var kind = Optional.ofNullable(type).map(text -> kind(fields, text));
        boolean forgets =
                stateless == null ? kind.filter(it -> it == PoolKind.MANUAL).isEmpty() : stateless;
        var whose = kind.orElse(forgets ? PoolKind.AUTOMATIC : PoolKind.MANUAL);
        var standard = PoolPolicy.standard(whose, forgets);
        var entitled = new ArrayList<Subject>();
        subjects(fields, "groups", groups, Subject.Kind.GROUP, entitled);
        subjects(fields, "users", users, Subject.Kind.USER, entitled);
        return new PoolAdmin.Wish(
                fields.text("name", name),
                description == null ? "" : description,
                whose,
                Optional.ofNullable(cluster),
                fields.text("template", template),
                Optional.ofNullable(templateVersion)
                        .map(number -> (int) fields.number("templateVersion", number, 1, VERSIONS)),
                useLatest != null && useLatest,
                most,
                (int) fields.number("prestarted", prestarted, 0, new Range(0, most)),
                (int) fields.number("maxPerUser", maxPerUser, 1, new Range(1, Pool.MAX_SIZE)),
                forgets,
                (int) fields.number("vcpus", vcpus, 1, PROCESSORS),
                fields.number("memoryMiB", memoryMiB, 1024, MEMORY),
                policy == null ? standard : policy.over(standard, fields),
                entitled);
    }

    /** A change of a pool; every fault is noted. */
    PoolEdit edit(Pool before, Fields fields) {
        fixed(fields, "template", template, "it is changed by a roll-out");
        fixed(fields, "templateVersion", templateVersion, "it is changed by a roll-out");
        fixed(fields, "cluster", cluster, "a pool stays in its cluster");
        fixed(fields, "stateless", stateless, "make another pool for desktops of the other kind");
        fixed(fields, "groups", groups, "who may take from a pool is changed at its groups and users");
        fixed(fields, "users", users, "who may take from a pool is changed at its groups and users");
        return new PoolEdit(
                Optional.ofNullable(name),
                Optional.ofNullable(description),
                Optional.ofNullable(type).map(text -> kind(fields, text)),
                Optional.ofNullable(useLatest),
                number(fields, "size", size, new Range(1, Pool.MAX_SIZE)),
                number(fields, "prestarted", prestarted, new Range(0, Pool.MAX_SIZE)),
                number(fields, "maxPerUser", maxPerUser, new Range(1, Pool.MAX_SIZE)),
                number(fields, "vcpus", vcpus, PROCESSORS),
                Optional.ofNullable(memoryMiB).map(given -> fields.number("memoryMiB", given, 1024, MEMORY)),
                Optional.ofNullable(policy).map(given -> given.over(before.policy(), fields)),
                Optional.ofNullable(version));
    }

    /** The words of others are understood too. */
    private static PoolKind kind(Fields fields, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "floating" -> PoolKind.AUTOMATIC;
            case "dedicated" -> PoolKind.MANUAL;
            default -> fields.word("type", text, PoolKind.class);
        };
    }

    private static Optional<Integer> number(Fields fields, String field, @Nullable Long value, Range range) {
        return Optional.ofNullable(value).map(given -> (int) fields.number(field, given, 0, range));
    }

    private static void fixed(Fields fields, String field, @Nullable Object value, String why) {
        if (value != null) {
            fields.wrong(field, "fixed", field + " cannot be changed here: " + why);
        }
    }

    private static void subjects(
            Fields fields, String field, @Nullable List<String> names, Subject.Kind kind, List<Subject> into) {
        for (var name : names == null ? List.<String>of() : names) {
            subject(fields, field, name, kind).ifPresent(into::add);
        }
    }

    /** A person or group by name; without a directory it is the built-in one's. */
    static Optional<Subject> subject(Fields fields, String field, String name, Subject.Kind kind) {
        try {
            return Optional.of(new Subject(kind, name.contains("@") ? name : name + "@" + InternalDirectory.NAME));
        } catch (IllegalArgumentException e) {
            fields.wrong(field, "name", "a name in " + field + " is not name@directory");
            return Optional.empty();
        }
    }
}
