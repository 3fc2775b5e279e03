package io.oriel.broker.api;

import io.oriel.broker.access.ObjectKind;
import io.oriel.broker.access.Subject;
import io.oriel.broker.operation.PermissionAdmin;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A permission that is wished for: {@code user} or {@code group}, {@code role}, and the object as {@code kind} and {@code
 * name}.
 *
 * @param kind {@code system data-center cluster host vm pool template storage-domain disk network}
 * @param name of the object, or its id; not of the system
 */
record PermissionBody(
        @Nullable String user,
        @Nullable String group,
        @Nullable String role,
        @Nullable String kind,
        @Nullable String name) {

    /** What was said, with all that is wrong with its form. */
    PermissionAdmin.Wish wish(Fields fields) {
        if ((user == null) == (group == null)) {
            fields.wrong("user", "required", "name a user or a group, not both");
        }
        var subject = user != null && group == null
                ? PoolBody.subject(fields, "user", user, Subject.Kind.USER)
                : group != null && user == null
                        ? PoolBody.subject(fields, "group", group, Subject.Kind.GROUP)
                        : Optional.<Subject>empty();
        var of = Optional.ofNullable(kind).flatMap(it -> kind(fields, it));
        fields.text("role", role);
        fields.text("kind", kind);
        if (of.filter(it -> it != ObjectKind.SYSTEM).isPresent()) {
            fields.text("name", name);
        }
        return new PermissionAdmin.Wish(subject, Optional.ofNullable(role), of, Optional.ofNullable(name));
    }

    static Optional<ObjectKind> kind(Fields fields, String text) {
        var found = Arrays.stream(ObjectKind.values())
                .filter(it -> word(it).equals(text.strip().toLowerCase(Locale.ROOT)))
                .findFirst();
        if (found.isEmpty()) {
            fields.wrong(
                    "kind",
                    "word",
                    "kind is one of "
                            + Arrays.stream(ObjectKind.values())
                                    .map(PermissionBody::word)
                                    .collect(Collectors.joining(", ")));
        }
        return found;
    }

    /** A kind's name in the API. */
    static String word(ObjectKind kind) {
        return kind.word().replace(' ', '-');
    }
}
