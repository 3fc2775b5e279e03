package io.oriel.broker.access;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * A named set of action groups.
 *
 * @param administrative whether it also lets see all that lies under its object, and reaches desktops that are people's own
 * @param predefined whether it comes with the program and cannot be changed
 */
public record Role(
        UUID id, String name, String description, boolean administrative, Set<ActionGroup> groups, boolean predefined) {
    public Role {
        var all = EnumSet.noneOf(ActionGroup.class);
        all.addAll(groups);
        groups = Collections.unmodifiableSet(all); // in the order of the enum
    }

    /** Whether it holds something that is asked on objects of this kind. */
    public boolean isAbout(ObjectKind kind) {
        return groups.stream().anyMatch(group -> group.isAbout(kind));
    }
}
