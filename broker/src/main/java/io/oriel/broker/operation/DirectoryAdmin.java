package io.oriel.broker.operation;

import io.oriel.broker.access.Subject;
import io.oriel.broker.directory.InternalDirectory;
import io.oriel.broker.directory.SuperUsers;
import io.oriel.broker.directory.Typed;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.session.Sessions;
import io.oriel.display.grant.CloseReason;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * People and groups of the built-in directory. Names may be given with or without {@code @internal}.
 *
 * <p>Every method throws {@link BrokerException}: FORBIDDEN, INVALID, NOT_FOUND or ALREADY_EXISTS.
 */
public final class DirectoryAdmin {
    private static final int SHORTEST_ADMIN_PASSWORD = 8;

    private final Rights rights;
    private final PermissionAdmin permissions;
    private final InternalDirectory directory;
    private final SuperUsers superUsers;
    private final Set<UserId> admins;
    private final Sessions sessions;
    private final ApiTokens tokens;
    private final Events events;

    /** Where people are written down. */
    public record Books(InternalDirectory directory, SuperUsers superUsers) {}

    /** What ends when somebody is locked out. */
    public record Ends(Sessions sessions, ApiTokens tokens) {}

    /** @param admins people who may do everything by the configuration */
    public DirectoryAdmin(
            Rights rights, PermissionAdmin permissions, Books books, Set<UserId> admins, Ends ends, Events events) {
        this.rights = rights;
        this.permissions = permissions;
        this.directory = books.directory();
        this.superUsers = books.superUsers();
        this.admins = Set.copyOf(admins);
        this.sessions = ends.sessions();
        this.tokens = ends.tokens();
        this.events = events;
    }

    /** Everybody, by name. */
    public List<InternalDirectory.Entry> users(User actor) {
        rights.require(actor, UseCase.USER_LIST);
        return directory.people();
    }

    /** Every group, by name. */
    public List<InternalDirectory.GroupEntry> groups(User actor) {
        rights.require(actor, UseCase.USER_LIST);
        return directory.groups();
    }

    /**
     * Adds a person.
     *
     * @param displayName blank takes the name
     */
    public UserId addUser(User actor, String name, String displayName, String password) {
        rights.require(actor, UseCase.USER_EDIT);
        requireAbove(actor, name);
        var id = directory.add(name, displayName, password);
        record(actor, "user " + id + " added");
        return id;
    }

    /** Gives a person, or {@code admin@internal}, a new password. */
    public void setPassword(User actor, String name, String password) {
        rights.require(actor, UseCase.USER_EDIT);
        requireAbove(actor, name);
        if (isAdmin(name)) {
            if (!Typed.isPassword(password) || password.length() < SHORTEST_ADMIN_PASSWORD) {
                throw new BrokerException(Code.INVALID, "the administrator's password has 8 to 1024 characters");
            }
            superUsers.setPassword(password);
        } else {
            directory.setPassword(name, password);
        }
        tokens.endAll(id(name));
        record(actor, "password of user " + id(name) + " changed");
    }

    /** Locks a person out: no login, no new connection, and what is open ends. */
    public void lock(User actor, String name) {
        rights.require(actor, UseCase.USER_EDIT);
        requireAbove(actor, name);
        directory.setLocked(name, true);
        sessions.closeAllOf(id(name), CloseReason.REVOKED);
        tokens.endAll(id(name));
        record(actor, "user " + id(name) + " locked");
    }

    /** Lets a person in again. */
    public void unlock(User actor, String name) {
        rights.require(actor, UseCase.USER_EDIT);
        requireAbove(actor, name);
        directory.setLocked(name, false);
        record(actor, "user " + id(name) + " unlocked");
    }

    /** Removes a person, with their permissions; what is open ends. Desktops assigned to them stay assigned. */
    public void deleteUser(User actor, String name) {
        rights.require(actor, UseCase.USER_EDIT);
        requireAbove(actor, name);
        directory.delete(name);
        sessions.closeAllOf(id(name), CloseReason.REVOKED);
        tokens.endAll(id(name));
        permissions.forget(Subject.user(id(name).value()));
        record(actor, "user " + id(name) + " deleted");
    }

    /** Adds an empty group. */
    public void addGroup(User actor, String name) {
        rights.require(actor, UseCase.GROUP_EDIT);
        directory.addGroup(name);
        record(actor, "group " + id(name) + " added");
    }

    /** Removes a group, with its permissions; its members stay. */
    public void deleteGroup(User actor, String name) {
        rights.require(actor, UseCase.GROUP_EDIT);
        requireAboveGroup(actor, name);
        directory.deleteGroup(name);
        permissions.forget(Subject.group(id(name).value()));
        record(actor, "group " + id(name) + " deleted");
    }

    /** Who is to be in which group. */
    public record Membership(String group, String member, boolean memberIsGroup) {}

    /** Puts a person or a group into a group. Counts from the person's next login. */
    public void addMember(User actor, Membership membership) {
        setMember(actor, membership, true);
    }

    /** Takes a person or a group out of a group. Counts from the person's next login. */
    public void removeMember(User actor, Membership membership) {
        setMember(actor, membership, false);
    }

    private void setMember(User actor, Membership membership, boolean in) {
        rights.require(actor, UseCase.GROUP_EDIT);
        requireAboveGroup(actor, membership.group());
        directory.setMember(membership.group(), membership.member(), membership.memberIsGroup(), in);
        record(
                actor,
                (membership.memberIsGroup() ? "group " : "user ")
                        + id(membership.member())
                        + (in ? " put into group " : " taken out of group ")
                        + id(membership.group()));
    }

    /** Whoever gives somebody a password can become them. */
    private void requireAbove(User actor, String name) {
        var id = id(name);
        var all = new HashSet<Subject>();
        Subject.named(Subject.Kind.USER, id.value()).ifPresent(all::add);
        directory.groupsOf(name).forEach(group -> all.add(Subject.group(group)));
        var everything = id.equals(SuperUsers.ADMIN) || admins.contains(id);
        if (!actor.superUser() && (everything || !permissions.outranks(actor, all))) {
            throw new BrokerException(Code.FORBIDDEN, "user " + id + " may do more than you could give them");
        }
    }

    /** Whoever puts somebody into a group gives them all that the group may do, and those it is in. */
    private void requireAboveGroup(User actor, String name) {
        var all = new HashSet<Subject>();
        Subject.named(Subject.Kind.GROUP, id(name).value()).ifPresent(all::add);
        directory.groupsOfGroup(name).forEach(group -> all.add(Subject.group(group)));
        if (!actor.superUser() && !permissions.outranks(actor, all)) {
            throw new BrokerException(Code.FORBIDDEN, "group " + id(name) + " may do more than you could give them");
        }
    }

    private void record(User actor, String what) {
        events.record(Event.of(Severity.NORMAL, what + " by " + actor.id()).about(actor.id()));
    }

    private static boolean isAdmin(String name) {
        var spelled = Typed.canonical(name);
        return spelled.equals("admin") || spelled.equals(SuperUsers.ADMIN.value());
    }

    private static UserId id(String name) {
        var spelled = Typed.canonical(name);
        return new UserId(spelled.contains("@") ? spelled : spelled + "@" + InternalDirectory.NAME);
    }
}
