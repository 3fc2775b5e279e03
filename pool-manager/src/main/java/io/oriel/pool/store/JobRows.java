package io.oriel.pool.store;

import io.oriel.host.api.LeaseToken;
import io.oriel.pool.estate.Job;
import io.oriel.pool.estate.JobId;
import io.oriel.pool.estate.JobKind;
import io.oriel.pool.estate.JobState;
import io.oriel.pool.estate.JobStep;
import io.oriel.pool.estate.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of jobs and their steps. Safe for use by many threads. */
public final class JobRows {
    private final JdbcClient jdbc;

    public JobRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Writes a new job, in the caller's transaction if there is one; of a VM it notes where that now is. */
    public void insert(Job job) {
        jdbc.sql("""
                        insert into pool.job (id, kind, subject, text, user_id, correlation, detail, opened_at)
                        values (:id, :kind, :subject, :text, :user, :correlation,
                            coalesce(:detail, (select host from pool.vm where id = :subject)), :opened)""")
                .param("id", job.id().value())
                .param("kind", word(job.kind()))
                .param("subject", job.subject())
                .param("text", job.text())
                .param("user", job.user().map(UserId::value).orElse(null))
                .param("correlation", job.correlation())
                .param("detail", job.detail().orElse(null))
                .param("opened", Rows.at(job.opened()))
                .update();
        for (int i = 0; i < job.steps().size(); i++) {
            jdbc.sql("insert into pool.job_step (job, number, text, state) values (:job, :number, :text, 'waiting')")
                    .param("job", job.id().value())
                    .param("number", i + 1)
                    .param("text", job.steps().get(i).text())
                    .update();
        }
    }

    /** Writes how a job stands; false when it has ended meanwhile. */
    public boolean save(Job before, Job after) {
        if (!end(after)) {
            return false;
        }
        for (int i = 0; i < after.steps().size(); i++) {
            var step = after.steps().get(i);
            if (!step.equals(before.steps().get(i))) {
                save(after.id(), i + 1, step);
            }
        }
        return true;
    }

    /** As {@link #save}, but only by the leader. */
    public boolean save(Job before, Job after, LeaseToken token) {
        return LeaderLease.leads(jdbc, token) && save(before, after);
    }

    /** Only a job that runs can change; its row is locked until the transaction ends. */
    private boolean end(Job job) {
        return jdbc.sql("""
                        update pool.job set state = :state, reason = :reason, ended_at = :ended
                        where id = :id and state = 'running'""")
                        .param("id", job.id().value())
                        .param("state", job.state().rowName())
                        .param("reason", reason(job.state()).orElse(null))
                        .param("ended", ended(job.state()).map(Rows::at).orElse(null))
                        .update()
                == 1;
    }

    private void save(JobId job, int number, JobStep step) {
        jdbc.sql("""
                        update pool.job_step set state = :state, percent = :percent, note = :note, began_at = :began,
                            ended_at = :ended where job = :job and number = :number""")
                .param("job", job.value())
                .param("number", number)
                .param("state", word(step.state()))
                .param("percent", step.percent().orElse(null))
                .param("note", step.note())
                .param("began", step.began().map(Rows::at).orElse(null))
                .param("ended", step.ended().map(Rows::at).orElse(null))
                .update();
    }

    /** Whether a job of this kind has not ended for the subject. */
    public boolean isOpen(JobKind kind, UUID subject) {
        return jdbc.sql("""
                        select exists (select 1 from pool.job
                            where ended_at is null and subject = :subject and kind = :kind)""")
                .param("subject", subject)
                .param("kind", word(kind))
                .query(Boolean.class)
                .single();
    }

    /** All jobs that have not ended, oldest first. */
    public List<Job> open() {
        return read("where ended_at is null order by opened_at", Map.of());
    }

    /** The latest jobs, newest first. */
    public List<Job> latest(int count) {
        return read("order by opened_at desc, id limit :count", Map.of("count", count));
    }

    /** The jobs of one request, oldest first. */
    public List<Job> of(String correlation) {
        return read("where correlation = :correlation order by opened_at", Map.of("correlation", correlation));
    }

    public Optional<Job> find(JobId id) {
        return read("where id = :id", Map.of("id", id.value())).stream().findFirst();
    }

    /** Forgets jobs that ended before this; says how many. */
    public int forget(Instant endedBefore) {
        return jdbc.sql("delete from pool.job where ended_at < :before")
                .param("before", Rows.at(endedBefore))
                .update();
    }

    private List<Job> read(String which, Map<String, ?> params) {
        var steps = new HashMap<UUID, List<JobStep>>();
        jdbc.sql("select s.* from pool.job_step s join (select id from pool.job " + which
                        + ") j on j.id = s.job order by s.job, s.number")
                .params(params)
                .query(row -> {
                    steps.computeIfAbsent(row.getObject("job", UUID.class), _ -> new ArrayList<>())
                            .add(step(row));
                });
        return jdbc
                .sql("select * from pool.job " + which)
                .params(params)
                .query((row, _) -> job(row, steps))
                .list()
                .stream()
                .filter(job -> !job.steps().isEmpty())
                .toList();
    }

    private static Job job(ResultSet row, Map<UUID, List<JobStep>> steps) throws SQLException {
        var id = row.getObject("id", UUID.class);
        return new Job(
                new JobId(id),
                JobKind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getObject("subject", UUID.class),
                row.getString("text"),
                Optional.ofNullable(row.getString("user_id")).map(UserId::new),
                row.getString("correlation"),
                Optional.ofNullable(row.getObject("detail", UUID.class)),
                row.getObject("opened_at", OffsetDateTime.class).toInstant(),
                state(row),
                steps.getOrDefault(id, List.of()));
    }

    private static JobState state(ResultSet row) throws SQLException {
        var state = row.getString("state");
        if (state.equals("running")) {
            return new JobState.Running();
        }
        var at = row.getObject("ended_at", OffsetDateTime.class).toInstant();
        return switch (state) {
            case "done" -> new JobState.Done(at);
            case "failed" -> new JobState.Failed(at, row.getString("reason"));
            case "timed_out" -> new JobState.TimedOut(at, row.getString("reason"));
            default -> throw new IllegalStateException("job state " + state);
        };
    }

    private static JobStep step(ResultSet row) throws SQLException {
        return new JobStep(
                row.getString("text"),
                JobStep.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                Optional.ofNullable(row.getObject("percent", Integer.class)),
                row.getString("note"),
                instant(row, "began_at"),
                instant(row, "ended_at"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static Optional<String> reason(JobState state) {
        return switch (state) {
            case JobState.Running _, JobState.Done _ -> Optional.empty();
            case JobState.Failed(var _, var reason) -> Optional.of(reason);
            case JobState.TimedOut(var _, var reason) -> Optional.of(reason);
        };
    }

    private static Optional<Instant> ended(JobState state) {
        return switch (state) {
            case JobState.Running() -> Optional.empty();
            case JobState.Done(var at) -> Optional.of(at);
            case JobState.Failed(var at, var _) -> Optional.of(at);
            case JobState.TimedOut(var at, var _) -> Optional.of(at);
        };
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
