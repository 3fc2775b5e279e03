package io.oriel.broker.api;

import io.oriel.broker.api.Fields.Range;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.JobAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.estate.Job;
import io.oriel.pool.estate.JobId;
import io.oriel.pool.estate.JobState;
import io.oriel.pool.estate.JobStep;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /api/v1/jobs}: how far things have come that take a while. */
@RestController
@RequestMapping("/api/v1/jobs")
class JobsController {
    private static final int MOST = 1000;

    private final JobAdmin jobs;

    JobsController(JobAdmin jobs) {
        this.jobs = jobs;
    }

    record Step(
            String text,
            String state,
            Optional<Integer> percent,
            Optional<String> note,
            Optional<String> began,
            Optional<String> ended) {
        static Step of(JobStep step) {
            return new Step(
                    step.text(),
                    step.state().name().toLowerCase(Locale.ROOT),
                    step.percent(),
                    Optional.of(step.note()).filter(note -> !note.isEmpty()),
                    step.began().map(Object::toString),
                    step.ended().map(Object::toString));
        }
    }

    record Shown(
            String id,
            String kind,
            String text,
            String state,
            Optional<String> reason,
            int percent,
            String subject,
            Optional<String> user,
            String correlation,
            String opened,
            Optional<String> ended,
            String deadline,
            List<Step> steps) {
        static Shown of(Job job) {
            return new Shown(
                    job.id().toString(),
                    job.kind().name().toLowerCase(Locale.ROOT),
                    job.text(),
                    job.state().rowName(),
                    reason(job.state()),
                    job.percent(),
                    job.subject().toString(),
                    job.user().map(Object::toString),
                    job.correlation(),
                    job.opened().toString(),
                    ended(job.state()),
                    job.deadline().toString(),
                    job.steps().stream().map(Step::of).toList());
        }

        private static Optional<String> reason(JobState state) {
            return switch (state) {
                case JobState.Running _, JobState.Done _ -> Optional.empty();
                case JobState.Failed(var _, var reason) -> Optional.of(reason);
                case JobState.TimedOut(var _, var reason) -> Optional.of(reason);
            };
        }

        private static Optional<String> ended(JobState state) {
            return switch (state) {
                case JobState.Running() -> Optional.empty();
                case JobState.Done(var at) -> Optional.of(at.toString());
                case JobState.Failed(var at, var _) -> Optional.of(at.toString());
                case JobState.TimedOut(var at, var _) -> Optional.of(at.toString());
            };
        }
    }

    /**
     * @param open only those that have not ended
     * @param correlation only those that the request of this id opened
     * @param max of all others, the latest so many
     */
    @Allowed(UseCase.JOB_LIST)
    @GetMapping
    List<Shown> list(
            ServerWebExchange exchange,
            @RequestParam(defaultValue = "false") boolean open,
            @RequestParam(required = false) @Nullable String correlation,
            @RequestParam(defaultValue = "100") long max) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        int count = (int) fields.number("max", max, 100, new Range(1, MOST));
        fields.check();
        var found =
                correlation != null ? jobs.of(actor, correlation) : open ? jobs.open(actor) : jobs.latest(actor, count);
        return found.stream()
                .filter(job -> !open || job.state() instanceof JobState.Running)
                .map(Shown::of)
                .toList();
    }

    @Allowed(UseCase.JOB_SHOW)
    @GetMapping("/{id}")
    Shown show(ServerWebExchange exchange, @PathVariable String id) {
        return Shown.of(jobs.show(Actor.of(exchange), new JobId(uuid(id))));
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new BrokerException(Code.NOT_FOUND, "there is no job " + id + "; a job's id is a UUID", e);
        }
    }
}
