package io.oriel.broker.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.oriel.broker.directory.User;
import io.oriel.pool.estate.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The table of permissions. The right to change them is checked by the caller.
 *
 * <p>What a person holds is remembered for two seconds. A change through this object counts at once, and on other replicas
 * when they are nudged: {@link #changed} moves on to another generation, so that what was being read meanwhile is not kept.
 */
public final class Permissions {
    private static final Duration KEPT = Duration.ofSeconds(2);
    private static final int MOST = 10_000;
    private static final String ALL = "select p.*, r.name, r.description, r.administrative, r.groups, r.predefined "
            + "from broker.permission p join broker.role r on r.id = p.role_id ";

    private final JdbcClient jdbc;
    private final Runnable nudge;
    private final AtomicLong generation = new AtomicLong();
    private final Cache<Key, List<Held>> held =
            Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(MOST).build();

    private record Key(long generation, UserId user, Set<String> groups) {}

    /** @param nudge tells the other replicas that something has changed; may tell this one too */
    public Permissions(JdbcClient jdbc, Runnable nudge) {
        this.jdbc = jdbc;
        this.nudge = nudge;
    }

    /** What a person has, themselves or by a group. */
    List<Held> of(User user) {
        return held.get(new Key(generation.get(), user.id(), user.groups()), this::load);
    }

    private List<Held> load(Key key) {
        return jdbc
                .sql(ALL + """
                    where (kind = 'user' and subject = :user) or (kind = 'group' and subject = any (:groups))\
                    """)
                .param("user", key.user().value())
                .param("groups", key.groups().toArray(String[]::new))
                .query(Permissions::read)
                .list()
                .stream()
                .map(it -> new Held(it.role(), it.object()))
                .toList();
    }

    /** Forgets what was remembered: somebody has changed permissions or roles. */
    public void refresh() {
        generation.incrementAndGet();
    }

    /** To be called after the commit of every change of permissions or roles. */
    public void changed() {
        refresh();
        nudge.run();
    }

    /** Gives a role; empty when they have it there already. */
    public Optional<Permission> grant(Subject subject, Role role, ObjectRef object, Optional<UserId> by) {
        var id = UUID.randomUUID();
        int made = jdbc.sql("""
            insert into broker.permission (id, kind, subject, role_id, object_kind, object_id, created_by)
            values (:id, :kind, :subject, :role, :object, :objectId, :by) on conflict do nothing\
            """)
                .param("id", id)
                .param("kind", subject.kind().word())
                .param("subject", subject.name())
                .param("role", role.id())
                .param("object", object.kind().name())
                .param("objectId", object.id())
                .param("by", by.map(UserId::value).orElse(null))
                .update();
        return made == 0 ? Optional.empty() : find(id);
    }

    /** Takes a permission away; false when it is gone already. */
    public boolean revoke(UUID id) {
        return jdbc.sql("delete from broker.permission where id = :id")
                        .param("id", id)
                        .update()
                == 1;
    }

    /** Forgets all permissions on an object that is gone. */
    public void forget(ObjectRef object) {
        jdbc.sql("delete from broker.permission where object_kind = :kind and object_id = :id")
                .param("kind", object.kind().name())
                .param("id", object.id())
                .update();
    }

    public Optional<Permission> find(UUID id) {
        return jdbc.sql(ALL + "where p.id = :id")
                .param("id", id)
                .query(Permissions::read)
                .optional();
    }

    /** All permissions, by subject. */
    public List<Permission> list() {
        return jdbc.sql(ALL + "order by p.kind desc, p.subject, r.name, p.id")
                .query(Permissions::read)
                .list();
    }

    /** The permissions on one object itself, people before groups, by name. */
    public List<Permission> on(ObjectRef object) {
        return jdbc.sql(ALL + """
            where object_kind = :kind and object_id = :id
            order by p.kind desc, p.subject, r.name\
            """)
                .param("kind", object.kind().name())
                .param("id", object.id())
                .query(Permissions::read)
                .list();
    }

    /** The permissions that name one of these. */
    public List<Permission> of(Set<Subject> subjects) {
        return list().stream().filter(it -> subjects.contains(it.subject())).toList();
    }

    private static Permission read(ResultSet row, int number) throws SQLException {
        return new Permission(
                row.getObject("id", UUID.class),
                new Subject(
                        Subject.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)), row.getString("subject")),
                Roles.read(row, number),
                new ObjectRef(ObjectKind.valueOf(row.getString("object_kind")), row.getObject("object_id", UUID.class)),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getString("created_by")).map(UserId::new));
    }
}
