package io.oriel.broker.access;

import io.oriel.broker.directory.User;
import io.oriel.display.grant.SessionId;
import io.oriel.pool.estate.ChannelKind;
import io.oriel.pool.estate.PoolId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The table of rules about what may pass for whom. The strictest wins: every rule that meets a person takes away, none
 * gives. Changed by administrators only; their right is checked by the caller.
 */
public final class ChannelRules {
    private final JdbcClient jdbc;

    public ChannelRules(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Sets a rule in the place of the one for the same pool and subject; one that refuses nothing is none. */
    public void put(ChannelRule rule) {
        if (rule.refused().isEmpty()) {
            jdbc.sql("""
                            delete from broker.channel_rule
                            where pool_id is not distinct from :pool and kind = :kind and subject = :subject""")
                    .param("pool", pool(rule))
                    .param("kind", rule.subject().kind().word())
                    .param("subject", rule.subject().name())
                    .update();
            return;
        }
        jdbc.sql("""
                        insert into broker.channel_rule (pool_id, kind, subject, refused)
                        values (:pool, :kind, :subject, :refused)
                        on conflict (pool_id, kind, subject) do update
                        set refused = excluded.refused, changed_at = now()""")
                .param("pool", pool(rule))
                .param("kind", rule.subject().kind().word())
                .param("subject", rule.subject().name())
                .param(
                        "refused",
                        rule.refused().stream().sorted().map(ChannelRules::word).toArray(String[]::new))
                .update();
    }

    /** All rules: those for every pool first, people before groups, by name. */
    public List<ChannelRule> all() {
        return jdbc.sql("""
                        select pool_id, kind, subject, refused from broker.channel_rule
                        order by pool_id nulls first, kind desc, subject""").query(ChannelRules::read).list();
    }

    /** Forgets the rules of a pool that is no more. */
    public void forget(PoolId pool) {
        jdbc.sql("delete from broker.channel_rule where pool_id = :pool")
                .param("pool", pool.value())
                .update();
    }

    /** What the rules that meet a session's person take away, in this pool or in none. */
    public Set<ChannelKind> refused(SessionId session, Optional<PoolId> pool) {
        return Set.copyOf(jdbc.sql("""
                        select distinct unnest(r.refused)
                        from broker.channel_rule r join broker.session s on s.id = :session
                        where (r.pool_id is null or r.pool_id = cast(:pool as uuid))
                          and (r.kind = 'user' and r.subject = s.user_id
                              or r.kind = 'group' and r.subject = any (s.groups))""")
                .param("session", session.value())
                .param("pool", pool.map(PoolId::value).orElse(null))
                .query((row, number) -> kind(row.getString(1)))
                .list());
    }

    /** What the rules that meet a person take away, in this pool or in none. */
    public Set<ChannelKind> refused(User user, Optional<PoolId> pool) {
        return Set.copyOf(jdbc.sql("""
                        select distinct unnest(refused) from broker.channel_rule
                        where (pool_id is null or pool_id = cast(:pool as uuid))
                          and (kind = 'user' and subject = :user or kind = 'group' and subject = any (:groups))""")
                .param("pool", pool.map(PoolId::value).orElse(null))
                .param("user", user.id().value())
                .param("groups", user.groups().toArray(String[]::new))
                .query((row, number) -> kind(row.getString(1)))
                .list());
    }

    private static ChannelRule read(ResultSet row, int number) throws SQLException {
        return new ChannelRule(
                Optional.ofNullable(row.getObject("pool_id", UUID.class)).map(PoolId::new),
                new Subject(
                        Subject.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)), row.getString("subject")),
                Arrays.stream((String[]) row.getArray("refused").getArray())
                        .map(ChannelRules::kind)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private static @Nullable UUID pool(ChannelRule rule) {
        return rule.pool().map(PoolId::value).orElse(null);
    }

    private static ChannelKind kind(String word) {
        return ChannelKind.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static String word(ChannelKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
