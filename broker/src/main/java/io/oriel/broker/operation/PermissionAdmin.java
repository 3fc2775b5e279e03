package io.oriel.broker.operation;

import io.oriel.broker.access.Access;
import io.oriel.broker.access.ActionGroup;
import io.oriel.broker.access.Held;
import io.oriel.broker.access.ObjectKind;
import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.access.Permission;
import io.oriel.broker.access.Permissions;
import io.oriel.broker.access.Role;
import io.oriel.broker.access.Roles;
import io.oriel.broker.access.Subject;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.session.Sessions;
import io.oriel.display.grant.CloseReason;
import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.PoolModule;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.event.Change;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.EventCode;
import io.oriel.pool.event.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who has which role on what. Nobody gives, or takes away, what they do not hold there themselves.
 *
 * <p>Throws {@link BrokerException} FORBIDDEN, NOT_FOUND, ALREADY_EXISTS, IN_USE, and INVALID with every wrong field.
 */
public final class PermissionAdmin {
    private final Rights rights;
    private final Access access;
    private final PoolModule estate;
    private final Roles roles;
    private final Permissions permissions;
    private final Sessions sessions;
    private final ObjectNames names;

    /** @param access asked for others than who acts: whose open sessions may go on */
    public PermissionAdmin(
            Rights rights, Access access, PoolModule estate, Roles roles, Permissions permissions, Sessions sessions) {
        this.rights = rights;
        this.access = access;
        this.estate = estate;
        this.roles = roles;
        this.permissions = permissions;
        this.sessions = sessions;
        this.names = new ObjectNames(estate);
    }

    /** A permission, and what its object is called. */
    public record Entry(Permission permission, String object) {}

    /** Who is to have which role on which object; the object by its name or its id. */
    public record Wish(
            Optional<Subject> subject, Optional<String> role, Optional<ObjectKind> kind, Optional<String> object) {}

    /** All permissions on all objects, by who has them. */
    public List<Entry> list(User actor) {
        rights.require(actor, UseCase.PERMISSION_LIST);
        return entries(permissions.list().stream());
    }

    /** The permissions of the acting person and their groups. */
    public List<Entry> own(User actor) {
        var subjects = Stream.concat(
                        Stream.of(Subject.user(actor.id().value())),
                        actor.groups().stream().map(Subject::group))
                .collect(Collectors.toSet());
        return entries(permissions.of(subjects).stream());
    }

    /** What an object is called that is named by its name or its id. */
    public String object(User actor, ObjectKind kind, String object) {
        return seen(actor, kind, object).name();
    }

    /** The permissions on one object and those that come to it from above; for who may change them, or oversees it. */
    public List<Entry> on(User actor, ObjectKind kind, String object) {
        var found = seen(actor, kind, object);
        var authoriser = rights.of(actor);
        if (!authoriser.oversees(found.object())
                && !authoriser
                        .may(ActionGroup.MANIPULATE_PERMISSIONS, found.object())
                        .allowed()) {
            throw Rights.forbidden(UseCase.PERMISSION_LIST, kind.word() + " " + found.name());
        }
        return entries(access.lineage(found.object()).stream().flatMap(it -> permissions.on(it).stream()));
    }

    /** Gives somebody a role on an object. */
    public Entry grant(User actor, Wish wish) {
        var checks = new Checks();
        checks.require(wish.subject().isPresent(), "subject", "required", "say which user or group gets it");
        var role = checks.found(
                "role",
                "role",
                Optional.of(checks.text("role", wish.role())).filter(it -> !it.isBlank()),
                wish.role().flatMap(roles::find));
        checks.require(wish.kind().isPresent(), "object", "required", "say on what it is given");
        var named = wish.object()
                .or(() -> wish.kind().filter(it -> it == ObjectKind.SYSTEM).map(_ -> "system"));
        var object = wish.kind()
                .flatMap(kind -> checks.found(
                        "object",
                        kind.word(),
                        Optional.of(named.orElse("")),
                        named.flatMap(name -> names.find(kind, name))
                                .filter(it -> kind == ObjectKind.SYSTEM || rights.sees(actor, it.object()))));
        checks.done();
        var on = object.orElseThrow();
        var given = give(actor, wish.subject().orElseThrow(), role.orElseThrow(), on.object())
                .orElseThrow(() -> new BrokerException(
                        Code.ALREADY_EXISTS,
                        wish.subject().orElseThrow().name() + " has role "
                                + role.orElseThrow().name() + " there already"));
        record(actor, given, on.name(), "given");
        return new Entry(given, on.name());
    }

    /**
     * Takes a permission away. Displays that were open by it end.
     *
     * @param force also when it is what lets the acting person change permissions there
     */
    public void revoke(User actor, UUID id, boolean force) {
        var known = permissions
                .find(id)
                .filter(it -> mayKnow(actor, it))
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no permission " + id));
        var name = names.name(known.object()).orElse(known.object().id().toString());
        if (!rights.of(actor).mayGrant(known.role(), known.object())) {
            throw above(known.role(), known.object());
        }
        if (!force && own(actor, known) && !mayStill(actor, known)) {
            throw new BrokerException(
                    Code.IN_USE,
                    "without it you could no longer change permissions on "
                            + known.object().kind().word() + " " + name
                            + "; ask another administrator, or say that you mean it (force)");
        }
        if (permissions.revoke(id)) {
            changed();
            record(actor, known, name, "taken away");
            endForbidden();
        }
    }

    /** As {@link #grant}, without an event of its own; empty when they have it already. */
    Optional<Permission> give(User actor, Subject subject, Role role, ObjectRef object) {
        if (!rights.of(actor).mayGrant(role, object)) {
            throw above(role, object);
        }
        var given = permissions.grant(subject, role, object, Optional.of(actor.id()));
        changed();
        return given;
    }

    /** Takes a role on an object away, without an event of its own. */
    void take(User actor, Subject subject, Role role, ObjectRef object) {
        if (!rights.of(actor).mayGrant(role, object)) {
            throw above(role, object);
        }
        permissions.on(object).stream()
                .filter(it -> it.subject().equals(subject) && it.role().id().equals(role.id()))
                .forEach(it -> permissions.revoke(it.id()));
        changed();
        endForbidden();
    }

    /** Gives who has made something the role of its owner, unless they hold all of that already. */
    void own(User actor, Role role, ObjectRef object) {
        if (!rights.of(actor).covers(role, object)) {
            permissions.grant(Subject.user(actor.id().value()), role, object, Optional.of(actor.id()));
            changed();
        }
    }

    /** The permissions on one object itself. */
    List<Permission> rows(ObjectRef object) {
        return permissions.on(object);
    }

    /** Forgets the permissions on an object that is gone. */
    void forget(ObjectRef object) {
        permissions.forget(object);
        changed();
    }

    /** Forgets the permissions of somebody who is gone. */
    void forget(Subject subject) {
        permissions.of(Set.of(subject)).forEach(it -> permissions.revoke(it.id()));
        changed();
    }

    /** Forgets the permissions on all objects that are gone; to be called now and then. */
    public void sweep() {
        permissions.list().stream()
                .map(Permission::object)
                .distinct()
                .filter(it -> access.lineage(it).isEmpty())
                .forEach(permissions::forget);
    }

    /** Whether somebody who may become one of these could do nothing that this person could not give them. */
    boolean outranks(User actor, Set<Subject> subjects) {
        var authoriser = rights.of(actor);
        return permissions.of(subjects).stream().allMatch(it -> authoriser.mayGrant(it.role(), it.object()));
    }

    /** Whoever could not see something before must hear of it: see {@link Desktops#watch}. */
    private void changed() {
        permissions.changed();
        estate.events().announce(new Change(Optional.empty(), Optional.empty(), ""));
    }

    private void endForbidden() {
        for (var open : sessions.open()) {
            var session = open.session();
            var still = estate.vms()
                    .find(session.vm())
                    .filter(vm -> access.maySee(session.user(), vm))
                    .isPresent();
            if (!still) {
                sessions.close(session.user(), session.vm(), CloseReason.REVOKED);
            }
        }
    }

    private boolean mayKnow(User actor, Permission permission) {
        return own(actor, permission) || rights.sees(actor, permission.object());
    }

    private static boolean own(User actor, Permission permission) {
        var subject = permission.subject();
        return switch (subject.kind()) {
            case USER -> subject.name().equals(actor.id().value());
            case GROUP -> actor.groups().contains(subject.name());
        };
    }

    private boolean mayStill(User actor, Permission less) {
        return rights.of(actor)
                .without(new Held(less.role(), less.object()))
                .may(ActionGroup.MANIPULATE_PERMISSIONS, less.object())
                .allowed();
    }

    private ObjectNames.Found seen(User actor, ObjectKind kind, String name) {
        return names.find(kind, name)
                .filter(it -> rights.sees(actor, it.object()))
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no " + kind.word() + " " + name));
    }

    private List<Entry> entries(Stream<Permission> found) {
        var all = found.toList();
        var called = names.all(all.stream().map(it -> it.object().kind()).collect(Collectors.toSet()));
        return all.stream()
                .map(it -> new Entry(
                        it, called.getOrDefault(it.object(), it.object().id().toString())))
                .sorted(Comparator.comparing(
                                (Entry it) -> it.permission().subject().kind())
                        .thenComparing(it -> it.permission().subject().name())
                        .thenComparing(it -> it.permission().role().name()))
                .toList();
    }

    private BrokerException above(Role role, ObjectRef object) {
        return new BrokerException(
                Code.FORBIDDEN,
                "role " + role.name() + " on " + object.kind().word() + " "
                        + names.name(object).orElse("") + " is not yours to give or take: that needs the right "
                        + "MANIPULATE_PERMISSIONS there and all that the role holds");
    }

    private void record(User actor, Permission permission, String name, String what) {
        var object = permission.object();
        var event = Event.of(
                        Severity.NORMAL,
                        "role " + permission.role().name() + " on "
                                + object.kind().word() + " " + name + " " + what
                                + (what.equals("given") ? " to " : " from ")
                                + permission.subject().word() + " by "
                                + actor.id())
                .coded(what.equals("given") ? EventCode.USER_ADD_PERMISSION : EventCode.USER_REMOVE_PERMISSION)
                .about(actor.id());
        estate.events()
                .record(
                        switch (object.kind()) {
                            case VM -> event.about(new VmId(object.id()));
                            case HOST -> event.about(new HostId(object.id()));
                            case POOL -> event.about(new PoolId(object.id()));
                            case SYSTEM, DATA_CENTER, CLUSTER, TEMPLATE, STORAGE_DOMAIN, DISK, NETWORK -> event;
                        });
    }
}
