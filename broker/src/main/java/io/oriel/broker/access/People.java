package io.oriel.broker.access;

import io.oriel.broker.directory.User;
import io.oriel.pool.estate.UserId;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who has logged in, with the groups of the last time. */
public final class People {
    private final JdbcClient jdbc;
    private final Set<UserId> superUsers;

    /** @param superUsers who may do everything, by the configuration of now */
    public People(JdbcClient jdbc, Set<UserId> superUsers) {
        this.jdbc = jdbc;
        this.superUsers = Set.copyOf(superUsers);
    }

    /** Notes that a person has proven who they are. */
    public void seen(User user) {
        jdbc.sql("""
            insert into broker.person (user_id, display_name, groups) values (:id, :name, :groups)
            on conflict (user_id) do update
            set display_name = excluded.display_name, groups = excluded.groups, seen_at = now()\
            """)
                .param("id", user.id().value())
                .param("name", user.displayName())
                .param("groups", user.groups().toArray(String[]::new))
                .update();
    }

    /** A person as they were seen last; without groups when they never were. */
    public User last(UserId id) {
        return jdbc.sql("select display_name, groups from broker.person where user_id = :id")
                .param("id", id.value())
                .query((row, number) -> new User(
                        id,
                        row.getString("display_name"),
                        Set.of((String[]) row.getArray("groups").getArray()),
                        isSuperUser(id)))
                .optional()
                .orElseGet(() -> new User(id, id.value(), Set.of(), isSuperUser(id)));
    }

    /** Whether they may do everything, whatever permissions say. */
    public boolean isSuperUser(UserId id) {
        return superUsers.contains(id);
    }
}
