package io.oriel.broker.directory;

import io.oriel.pool.estate.UserId;
import java.util.Set;

/**
 * A person who has proven who they are.
 *
 * @param displayName for people; may be any text, escape it
 * @param groups names like {@code desktop-users@internal}, lower-case, nested ones included
 * @param superUser may do everything
 */
public record User(UserId id, String displayName, Set<String> groups, boolean superUser) {
    public User {
        groups = Set.copyOf(groups);
    }

    /** The same person with or without the right to do everything. */
    public User withSuperUser(boolean yes) {
        return new User(id, displayName, groups, yes);
    }
}
