package io.oriel.broker.operation;

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
import java.util.List;

/**
 * People and groups of the built-in directory. Names may be given with or without {@code @internal}.
 *
 * <p>Every method throws {@link BrokerException}: FORBIDDEN, INVALID, NOT_FOUND or ALREADY_EXISTS.
 */
public final class DirectoryAdmin {
    private static final int SHORTEST_ADMIN_PASSWORD = 8;

    private final InternalDirectory directory;
    private final SuperUsers superUsers;
    private final Sessions sessions;
    private final ApiTokens tokens;
    private final Events events;

    public DirectoryAdmin(
            InternalDirectory directory, SuperUsers superUsers, Sessions sessions, ApiTokens tokens, Events events) {
        this.directory = directory;
        this.superUsers = superUsers;
        this.sessions = sessions;
        this.tokens = tokens;
        this.events = events;
    }

    /** Everybody, by name. */
    public List<InternalDirectory.Entry> users(User actor) {
        Admins.require(actor);
        return directory.people();
    }

    /** Every group, by name. */
    public List<InternalDirectory.GroupEntry> groups(User actor) {
        Admins.require(actor);
        return directory.groups();
    }

    /**
     * Adds a person.
     *
     * @param displayName blank takes the name
     */
    public UserId addUser(User actor, String name, String displayName, String password) {
        Admins.require(actor);
        var id = directory.add(name, displayName, password);
        record(actor, "user " + id + " added");
        return id;
    }

    /** Gives a person, or {@code admin@internal}, a new password. */
    public void setPassword(User actor, String name, String password) {
        Admins.require(actor);
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
        Admins.require(actor);
        directory.setLocked(name, true);
        sessions.closeAllOf(id(name), CloseReason.REVOKED);
        tokens.endAll(id(name));
        record(actor, "user " + id(name) + " locked");
    }

    /** Lets a person in again. */
    public void unlock(User actor, String name) {
        Admins.require(actor);
        directory.setLocked(name, false);
        record(actor, "user " + id(name) + " unlocked");
    }

    /** Removes a person; what is open ends. Desktops assigned to them stay assigned. */
    public void deleteUser(User actor, String name) {
        Admins.require(actor);
        directory.delete(name);
        sessions.closeAllOf(id(name), CloseReason.REVOKED);
        tokens.endAll(id(name));
        record(actor, "user " + id(name) + " deleted");
    }

    /** Adds an empty group. */
    public void addGroup(User actor, String name) {
        Admins.require(actor);
        directory.addGroup(name);
        record(actor, "group " + id(name) + " added");
    }

    /** Removes a group; its members stay. */
    public void deleteGroup(User actor, String name) {
        Admins.require(actor);
        directory.deleteGroup(name);
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
        Admins.require(actor);
        directory.setMember(membership.group(), membership.member(), membership.memberIsGroup(), in);
        record(
                actor,
                (membership.memberIsGroup() ? "group " : "user ")
                        + id(membership.member())
                        + (in ? " put into group " : " taken out of group ")
                        + id(membership.group()));
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
