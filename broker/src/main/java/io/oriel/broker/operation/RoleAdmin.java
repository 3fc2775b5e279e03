package io.oriel.broker.operation;

import io.oriel.broker.access.ActionGroup;
import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.access.Permissions;
import io.oriel.broker.access.Role;
import io.oriel.broker.access.Roles;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.pool.event.Events;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Roles. The predefined ones stay as they are; others hold no more than their maker. A role is named by its name or its id.
 *
 * <p>Throws {@link BrokerException} FORBIDDEN, NOT_FOUND, ALREADY_EXISTS, IN_USE, and INVALID with every wrong field.
 */
public final class RoleAdmin {
    private final Rights rights;
    private final Roles roles;
    private final Permissions permissions;
    private final Events events;

    public RoleAdmin(Rights rights, Roles roles, Permissions permissions, Events events) {
        this.rights = rights;
        this.roles = roles;
        this.permissions = permissions;
        this.events = events;
    }

    /**
     * What a role shall be; of one that is there, empty leaves it as it is.
     *
     * @param administrative only of a new one
     * @param groups names of action groups, in any case
     */
    public record Wish(
            Optional<String> name,
            Optional<String> description,
            Optional<Boolean> administrative,
            Optional<List<String>> groups) {}

    /** All roles, by name; everybody may know them. */
    public List<Role> list(User actor) {
        return roles.list();
    }

    public Role show(User actor, String name) {
        return find(name);
    }

    public Role add(User actor, Wish wish) {
        rights.require(actor, UseCase.ROLE_EDIT);
        var checks = new Checks();
        var made = new Role(
                UUID.randomUUID(),
                checks.name(wish.name(), Optional.empty()),
                checks.description(wish.description(), ""),
                wish.administrative().orElse(false),
                groups(wish, Set.of(), wish.administrative().orElse(false), checks),
                false);
        checks.done();
        covered(actor, made);
        if (!roles.insert(made)) {
            throw new BrokerException(Code.ALREADY_EXISTS, "there is a role " + made.name() + " already");
        }
        Admins.record(events, actor, "role " + made.name() + " added");
        return made;
    }

    /** Changes a role, and by that what all may do who have it, at once. */
    public Role edit(User actor, String name, Wish wish) {
        rights.require(actor, UseCase.ROLE_EDIT);
        var known = own(name);
        var checks = new Checks();
        checks.require(
                wish.administrative().filter(it -> it != known.administrative()).isEmpty(),
                "administrative",
                "fixed",
                "whether a role is administrative is said when it is made");
        var changed = new Role(
                known.id(),
                checks.name(wish.name(), Optional.of(known.name())),
                checks.description(wish.description(), known.description()),
                known.administrative(),
                groups(wish, known.groups(), known.administrative(), checks),
                false);
        checks.done();
        covered(actor, known);
        covered(actor, changed);
        if (!roles.update(changed)) {
            throw new BrokerException(Code.ALREADY_EXISTS, "there is a role " + changed.name() + " already");
        }
        permissions.changed();
        Admins.record(events, actor, "role " + name + " edited");
        return changed;
    }

    /** Deletes a role that nobody has. */
    public void remove(User actor, String name) {
        rights.require(actor, UseCase.ROLE_EDIT);
        var known = own(name);
        covered(actor, known);
        if (!roles.delete(known.id())) {
            throw new BrokerException(
                    Code.IN_USE, "role " + known.name() + " is held by somebody; take those permissions away first");
        }
        Admins.record(events, actor, "role " + known.name() + " deleted");
    }

    private static Set<ActionGroup> groups(Wish wish, Set<ActionGroup> known, boolean administrative, Checks checks) {
        if (wish.groups().isEmpty()) {
            checks.require(
                    administrative || !known.isEmpty(), "groups", "required", "a role needs at least one action group");
            return known;
        }
        var all = EnumSet.noneOf(ActionGroup.class);
        for (var name : wish.groups().get()) {
            var found = Arrays.stream(ActionGroup.values())
                    .filter(it -> it.name().equals(name.strip().toUpperCase(Locale.ROOT)))
                    .findFirst();
            checks.require(found.isPresent(), "groups", "unknown", "there is no action group " + name);
            found.ifPresent(it -> {
                checks.require(
                        administrative || !it.administrative(),
                        "groups",
                        "administrative",
                        it + " can only be in an administrative role");
                all.add(it);
            });
        }
        checks.require(
                administrative || !wish.groups().get().isEmpty(),
                "groups",
                "required",
                "a role needs at least one action group");
        return all;
    }

    /** Else who may change roles could give themselves anything by the role they have. */
    private void covered(User actor, Role role) {
        if (!rights.of(actor).covers(role, ObjectRef.SYSTEM)) {
            throw new BrokerException(Code.FORBIDDEN, "role " + role.name() + " holds more than you do on the system");
        }
    }

    private Role own(String name) {
        var known = find(name);
        if (known.predefined()) {
            throw new BrokerException(
                    Code.FORBIDDEN,
                    "role " + known.name() + " comes with Oriel and stays as it is; make one of your own");
        }
        return known;
    }

    private Role find(String name) {
        return roles.find(name).orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no role " + name));
    }
}
