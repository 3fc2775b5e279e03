package io.oriel.pool.apply;

import io.oriel.host.api.HostId;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.Job;
import io.oriel.pool.estate.JobState;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.reconcile.JobReconciler;
import io.oriel.pool.store.JobRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes down how jobs stand, and forgets old ones. Used by the leader's loop only. */
public final class JobKeeper {
    private static final Duration KEPT = Duration.ofDays(7);
    private static final Duration SWEEP = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(JobKeeper.class);

    private final JobRows rows;
    private final TransactionTemplate transactions;
    private final Events events;
    private final JobReconciler reconciler = new JobReconciler();
    private Instant swept = Instant.EPOCH;

    public JobKeeper(JobRows rows, TransactionTemplate transactions, Events events) {
        this.rows = rows;
        this.transactions = transactions;
        this.events = events;
    }

    /**
     * The jobs that have not ended; to be read before the estate they are compared with. Jobs only watch: when they cannot
     * be read, the round goes on without them.
     */
    public List<Job> open(Instant now) {
        try {
            if (now.isAfter(swept.plus(SWEEP))) {
                swept = now;
                rows.forget(now.minus(KEPT));
            }
            return rows.open();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("jobs cannot be read now");
            return List.of();
        }
    }

    /**
     * Writes how jobs stand now, as long as this is the leader; one that has ended meanwhile is left alone.
     *
     * @param progress how far a command has come, in percent
     */
    public void follow(
            List<Job> open,
            Estate estate,
            Function<InFlight, Optional<Integer>> progress,
            Instant now,
            LeaseToken token) {
        try {
            reconciler.plan(open, estate, progress, now).forEach(move -> write(move, token));
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("jobs cannot be followed now");
        }
    }

    private void write(JobReconciler.Move move, LeaseToken token) {
        transactions.executeWithoutResult(_ -> {
            if (rows.save(move.before(), move.after(), token)) {
                event(move.after()).ifPresent(events::record);
            }
        });
    }

    private static Optional<Event> event(Job job) {
        return switch (job.state()) {
            case JobState.Running _, JobState.Done _ -> Optional.empty();
            case JobState.Failed(var _, var reason) -> Optional.of(warning(job, "failed: " + reason));
            case JobState.TimedOut(var _, var reason) -> Optional.of(warning(job, "timed out: " + reason));
        };
    }

    private static Event warning(Job job, String how) {
        var event =
                Event.of(Severity.WARNING, "job \"" + job.text() + "\" " + how).caused(job.correlation());
        var about = about(event, job);
        return job.user().map(about::about).orElse(about);
    }

    private static Event about(Event event, Job job) {
        return switch (job.kind().about()) {
            case VM -> event.about(new VmId(job.subject()));
            case POOL -> event.about(new PoolId(job.subject()));
            case HOST -> event.about(new HostId(job.subject()));
            case TEMPLATE, IMAGE -> event;
        };
    }
}
