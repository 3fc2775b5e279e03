package io.oriel.broker.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of roles. The right to change them is checked by the caller. */
public final class Roles {
    private final JdbcClient jdbc;

    public Roles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Writes the predefined roles as this program knows them. */
    public void ensurePredefined() {
        for (var role : Predefined.roles()) {
            jdbc.sql("""
                insert into broker.role (id, name, description, administrative, groups, predefined)
                values (:id, :name, :description, :administrative, :groups, true)
                on conflict (id) do update set name = excluded.name, description = excluded.description,
                    administrative = excluded.administrative, groups = excluded.groups\
                """)
                    .param("id", role.id())
                    .param("name", role.name())
                    .param("description", role.description())
                    .param("administrative", role.administrative())
                    .param("groups", names(role.groups()))
                    .update();
        }
    }

    /** All roles, by name. */
    public List<Role> list() {
        return jdbc.sql("select r.id as role_id, r.* from broker.role r order by lower(name)")
                .query(Roles::read)
                .list();
    }

    /** A role, by its name in any case, else by its id. */
    public Optional<Role> find(String nameOrId) {
        return jdbc.sql("""
            select r.id as role_id, r.* from broker.role r
            where lower(name) = lower(:text) or id::text = lower(:text)
            order by lower(name) = lower(:text) desc limit 1\
            """).param("text", nameOrId).query(Roles::read).optional();
    }

    /** Keeps a new role; false when there is one of this name. */
    public boolean insert(Role role) {
        try {
            jdbc.sql("""
                insert into broker.role (id, name, description, administrative, groups, predefined)
                values (:id, :name, :description, :administrative, :groups, false)\
                """)
                    .param("id", role.id())
                    .param("name", role.name())
                    .param("description", role.description())
                    .param("administrative", role.administrative())
                    .param("groups", names(role.groups()))
                    .update();
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    /** Keeps a role that was changed; false when another one has its name by now, or it is gone or predefined. */
    public boolean update(Role role) {
        try {
            return jdbc.sql("""
                update broker.role set name = :name, description = :description, groups = :groups
                where id = :id and not predefined\
                """)
                            .param("id", role.id())
                            .param("name", role.name())
                            .param("description", role.description())
                            .param("groups", names(role.groups()))
                            .update()
                    == 1;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    /** Forgets a role; false when somebody has it. */
    public boolean delete(UUID id) {
        try {
            jdbc.sql("delete from broker.role where id = :id and not predefined")
                    .param("id", id)
                    .update();
            return true;
        } catch (DataIntegrityViolationException e) {
            return false;
        }
    }

    static Role read(ResultSet row, int number) throws SQLException {
        var names = (String[]) row.getArray("groups").getArray();
        return new Role(
                row.getObject("role_id", UUID.class),
                row.getString("name"),
                row.getString("description"),
                row.getBoolean("administrative"),
                Arrays.stream(names).flatMap(name -> known(name).stream()).collect(Collectors.toSet()),
                row.getBoolean("predefined"));
    }

    /** What a newer or an older program calls an action group and this one does not know allows nothing. */
    private static Optional<ActionGroup> known(String name) {
        return Arrays.stream(ActionGroup.values())
                .filter(group -> group.name().equals(name))
                .findFirst();
    }

    private static String[] names(Set<ActionGroup> groups) {
        return groups.stream().map(Enum::name).sorted().toArray(String[]::new);
    }
}
