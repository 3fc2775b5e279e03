package io.oriel.portal.admin;

import io.oriel.broker.access.Subject;
import io.oriel.broker.operation.PermissionAdmin;
import io.oriel.portal.page.Words;
import java.util.List;

/**
 * A permission as lists show it.
 *
 * @param here whether it is on the object that is looked at, not on one above
 */
record PermissionLine(String id, String who, String group, String role, String on, boolean here) {

    static List<PermissionLine> of(List<PermissionAdmin.Entry> entries, String object, Words words) {
        return entries.stream()
                .map(entry -> {
                    var it = entry.permission();
                    var on = it.object().kind().word() + " " + entry.object();
                    return new PermissionLine(
                            it.id().toString(),
                            it.subject().name(),
                            it.subject().kind() == Subject.Kind.GROUP
                                    ? words.say("permissions.group")
                                    : words.say("permissions.user"),
                            it.role().name(),
                            on,
                            it.object().id().toString().equals(object));
                })
                .toList();
    }
}
