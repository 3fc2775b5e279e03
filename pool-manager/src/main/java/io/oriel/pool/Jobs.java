package io.oriel.pool;

import io.oriel.pool.estate.Job;
import io.oriel.pool.estate.JobId;
import io.oriel.pool.estate.JobKind;
import io.oriel.pool.estate.JobState;
import io.oriel.pool.estate.JobStep;
import io.oriel.pool.event.Cause;
import io.oriel.pool.event.Change;
import io.oriel.pool.event.Events;
import io.oriel.pool.store.JobRows;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What was asked for and takes longer than a second. An operation opens a job in its own transaction; the leader looks
 * at the job's subject, round after round, and writes how far it has come and how it ended. Safe for use by many threads.
 */
public final class Jobs {
    private final JobRows rows;
    private final TransactionTemplate transactions;
    private final Events events;
    private final Clock clock;

    Jobs(JobRows rows, TransactionTemplate transactions, Events events, Clock clock) {
        this.rows = rows;
        this.transactions = transactions;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Opens a job, in the caller's transaction if there is one. The person and the correlation id are those of the
     * {@link Cause}.
     *
     * @param subject the id of what it is about
     * @param text one line for people, as {@code start vm web-1}
     */
    public JobId open(JobKind kind, UUID subject, String text) {
        return open(kind, subject, text, Optional.empty());
    }

    /**
     * As {@link #open(JobKind, UUID, String)}, unless one of this kind is open for the subject already. The caller's
     * transaction has written to the subject's row, so that of two none is opened twice.
     */
    void openOnce(JobKind kind, UUID subject, String text) {
        if (!rows.isOpen(kind, subject)) {
            open(kind, subject, text);
        }
    }

    /**
     * As {@link #open(JobKind, UUID, String)}.
     *
     * @param detail for a snapshot's job: which one
     */
    public JobId open(JobKind kind, UUID subject, String text, Optional<UUID> detail) {
        var cause = Cause.current();
        var job = new Job(
                JobId.random(),
                kind,
                subject,
                text,
                cause.flatMap(Cause::user),
                cause.map(Cause::correlation).orElseGet(Cause::fresh),
                detail,
                clock.instant(),
                new JobState.Running(),
                kind.steps().stream().map(JobStep::waiting).toList());
        transactions.executeWithoutResult(_ -> rows.insert(job));
        events.announce(new Change(Optional.empty(), Optional.empty(), text));
        return job.id();
    }

    /** Ends a job whose work was done here, in the caller's transaction if there is one. Does nothing when it has ended. */
    public void done(JobId id) {
        transactions.executeWithoutResult(_ ->
                rows.find(id).ifPresent(job -> rows.save(job, job.done(clock.instant()))));
    }

    /** Ends a job whose work was done here and did not work out. Does nothing when it has ended. */
    public void failed(JobId id, String reason) {
        transactions.executeWithoutResult(_ ->
                rows.find(id).ifPresent(job -> rows.save(job, job.failed(reason, clock.instant()))));
    }

    /** How far work that is done here has come, 0–100. */
    public void progress(JobId id, int percent) {
        transactions.executeWithoutResult(_ -> rows.find(id)
                .ifPresent(job ->
                        rows.save(job, job.at(job.current(), Optional.of(percent), job.note(), clock.instant()))));
    }

    /** All jobs that have not ended, oldest first. */
    public List<Job> open() {
        return rows.open();
    }

    /** The latest jobs, newest first. */
    public List<Job> latest(int count) {
        return rows.latest(count);
    }

    /** The jobs that one request opened, oldest first. */
    public List<Job> of(String correlation) {
        return rows.of(correlation);
    }

    public Optional<Job> find(JobId id) {
        return rows.find(id);
    }
}
