package io.oriel.broker.api;

import io.oriel.broker.access.Subject;
import io.oriel.broker.operation.PermissionAdmin;
import java.util.Optional;

/**
 * A permission.
 *
 * @param kind of the object
 * @param object its name
 * @param by who gave it
 */
record ShownPermission(
        String id,
        Optional<String> user,
        Optional<String> group,
        String role,
        String kind,
        String object,
        String objectId,
        String since,
        Optional<String> by) {

    static ShownPermission of(PermissionAdmin.Entry entry) {
        var it = entry.permission();
        var isUser = it.subject().kind() == Subject.Kind.USER;
        var name = Optional.of(it.subject().name());
        return new ShownPermission(
                it.id().toString(),
                name.filter(_ -> isUser),
                name.filter(_ -> !isUser),
                it.role().name(),
                PermissionBody.word(it.object().kind()),
                entry.object(),
                it.object().id().toString(),
                it.since().toString(),
                it.by().map(Object::toString));
    }
}
