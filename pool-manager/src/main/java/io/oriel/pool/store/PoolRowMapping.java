package io.oriel.pool.store;

import io.oriel.pool.estate.ChannelKind;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.EndAction;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.PoolKind;
import io.oriel.pool.estate.PoolPolicy;
import io.oriel.pool.estate.Refresh;
import io.oriel.pool.estate.Restraint;
import io.oriel.pool.estate.SecondViewer;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.Trials;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Reads and writes pools. */
final class PoolRowMapping {
    /** Failures that count are those since they were last counted from zero, and not forgotten. */
    static final String SELECT = """
            select p.*, f.count as failures, f.last as last_failure, f.text as failure_text
            from pool.pool p cross join lateral (
                select count(*), max(at) as last, (array_agg(text order by at desc))[1] as text from pool.failure
                where pool = p.id and at > p.failures_from and at > now() - interval '600 seconds') f""";

    private PoolRowMapping() {}

    static Pool pool(ResultSet row, int number) throws SQLException {
        return new Pool(
                new PoolId(Rows.uuid(row, "id")),
                Rows.text(row, "name"),
                Rows.text(row, "description"),
                PoolKind.valueOf(upper(row, "kind")),
                new ClusterId(Rows.uuid(row, "cluster")),
                new TemplateId(Rows.uuid(row, "template")),
                row.getBoolean("use_latest"),
                Rows.id(row, "previous", TemplateId::new),
                row.getInt("size"),
                row.getInt("prestarted"),
                row.getInt("max_per_user"),
                row.getBoolean("stateless"),
                row.getInt("vcpus"),
                row.getLong("memory_mib"),
                policy(row),
                trials(row),
                row.getBoolean("deleting"),
                row.getLong("version"));
    }

    private static PoolPolicy policy(ResultSet row) throws SQLException {
        return new PoolPolicy(
                seconds(row, "idle"),
                EndAction.valueOf(upper(row, "on_idle")),
                seconds(row, "disconnected"),
                EndAction.valueOf(upper(row, "on_disconnect")),
                seconds(row, "longest_session"),
                Refresh.valueOf(upper(row, "refresh")),
                Optional.ofNullable(row.getObject("refresh_days", Integer.class)),
                Duration.ofSeconds(row.getInt("unused")),
                Arrays.stream((String[]) row.getArray("refused_channels").getArray())
                        .map(word -> ChannelKind.valueOf(word.toUpperCase(Locale.ROOT)))
                        .collect(Collectors.toUnmodifiableSet()),
                SecondViewer.valueOf(upper(row, "second_viewer")));
    }

    private static Trials trials(ResultSet row) throws SQLException {
        var reason = Optional.ofNullable(row.getString("restrained_reason"));
        var since = Rows.optionalInstant(row, "restrained_since");
        return new Trials(
                row.getInt("failures"),
                Rows.optionalInstant(row, "last_failure"),
                Optional.ofNullable(row.getString("failure_text")).orElse(""),
                since.flatMap(at -> reason.map(why -> new Restraint(at, why))));
    }

    /** Names every value that an admin can change. */
    static StatementSpec write(Pool pool, StatementSpec sql) {
        var policy = pool.policy();
        return sql.param("id", pool.id().value())
                .param("name", pool.name())
                .param("description", pool.description())
                .param("kind", lower(pool.kind()))
                .param("cluster", pool.cluster().value())
                .param("template", pool.template().value())
                .param("useLatest", pool.useLatest())
                .param("previous", pool.previous().map(TemplateId::value).orElse(null))
                .param("size", pool.size())
                .param("prestarted", pool.prestarted())
                .param("max", pool.maxPerUser())
                .param("stateless", pool.stateless())
                .param("vcpus", pool.vcpus())
                .param("memory", pool.memoryMiB())
                .param("deleting", pool.deleting())
                .param("idle", seconds(policy.idle()))
                .param("onIdle", lower(policy.onIdle()))
                .param("disconnected", seconds(policy.disconnected()))
                .param("onDisconnect", lower(policy.onDisconnect()))
                .param("longestSession", seconds(policy.longestSession()))
                .param("refresh", lower(policy.refresh()))
                .param("refreshDays", policy.refreshDays().orElse(null))
                .param("unused", policy.unused().toSeconds())
                .param(
                        "refusedChannels",
                        policy.refusedChannels().stream()
                                .sorted()
                                .map(PoolRowMapping::lower)
                                .collect(Collectors.joining(",")))
                .param("secondViewer", lower(policy.secondViewer()));
    }

    private static Optional<Duration> seconds(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, Integer.class)).map(Duration::ofSeconds);
    }

    private static @Nullable Long seconds(Optional<Duration> time) {
        return time.map(Duration::toSeconds).orElse(null);
    }

    private static String upper(ResultSet row, String column) throws SQLException {
        return Rows.text(row, column).toUpperCase(Locale.ROOT);
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
