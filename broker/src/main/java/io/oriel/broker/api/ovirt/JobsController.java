package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.api.ovirt.Listing.Shown;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.JobAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.estate.Job;
import io.oriel.pool.estate.JobId;
import io.oriel.pool.estate.JobState;
import io.oriel.pool.estate.JobStep;
import io.oriel.pool.search.Thing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /jobs}: the latest thousand things that take a while, newest first, and their steps. */
@RestController
@RequestMapping("/ovirt-engine/api/jobs")
class JobsController {
    private static final Kind KIND = Kind.of("jobs", "job", Thing.JOBS);
    private static final Kind STEPS = Kind.plain("steps", "step");
    private static final int MOST = 1000;

    private final JobAdmin jobs;
    private final Listing listing;

    JobsController(JobAdmin jobs, Listing listing) {
        this.jobs = jobs;
        this.listing = listing;
    }

    @Allowed(UseCase.JOB_LIST)
    @GetMapping
    Reply list(ServerWebExchange exchange) {
        var ask = Ask.of(exchange);
        return listing.answer(
                ask,
                KIND,
                jobs.latest(ask.actor(), MOST),
                new Shown<>(it -> it.id().toString(), JobsController::sheet));
    }

    @Allowed(UseCase.JOB_SHOW)
    @GetMapping("/{id}")
    Reply show(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return ask.found(sheet(jobs.show(ask.actor(), new JobId(Ask.id("job", id)))));
    }

    @Allowed(UseCase.JOB_SHOW)
    @GetMapping("/{id}/steps")
    Reply steps(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return ask.found(steps(jobs.show(ask.actor(), new JobId(Ask.id("job", id)))));
    }

    @Allowed(UseCase.JOB_SHOW)
    @GetMapping("/{id}/steps/{step}")
    Reply step(ServerWebExchange exchange, @PathVariable String id, @PathVariable String step) {
        var ask = Ask.of(exchange);
        var job = jobs.show(ask.actor(), new JobId(Ask.id("job", id)));
        var numbers = IntStream.rangeClosed(1, job.steps().size()).boxed().toList();
        int number = Ask.one(numbers, it -> id(job, it), "step", step);
        return ask.found(sheet(job, job.steps().get(number - 1), number));
    }

    private static UUID id(Job job, int step) {
        return Paths.named("step " + step, job.id().toString());
    }

    private static Node.Item sheet(Job job) {
        var sheet = Sheet.of("job", "jobs", job.id())
                .link("steps", () -> steps(job))
                .text("auto_cleared", "true")
                .text("description", job.text())
                .text("end_time", ended(job.state()))
                .text("external", "false")
                .text("start_time", job.opened())
                .text(
                        "status",
                        switch (job.state()) {
                            case JobState.Running _ -> "started";
                            case JobState.Done _ -> "finished";
                            case JobState.Failed _ -> "failed";
                            case JobState.TimedOut _ -> "aborted";
                        });
        job.user().ifPresent(user -> sheet.put(UsersController.mention(user.value())));
        return sheet.item();
    }

    private static Optional<Instant> ended(JobState state) {
        return switch (state) {
            case JobState.Running _ -> Optional.empty();
            case JobState.Done(var at) -> Optional.of(at);
            case JobState.Failed(var at, var _) -> Optional.of(at);
            case JobState.TimedOut(var at, var _) -> Optional.of(at);
        };
    }

    private static Node.Many steps(Job job) {
        var all = new ArrayList<Node>();
        for (var step : job.steps()) {
            all.add(sheet(job, step, all.size() + 1));
        }
        return STEPS.of(all);
    }

    private static Node.Item sheet(Job job, JobStep step, int number) {
        return Sheet.of("step", "jobs/" + job.id() + "/steps", id(job, number))
                .text("description", step.text())
                .text("end_time", step.ended())
                .text("number", number)
                .text("progress", step.percent())
                .text("start_time", step.began())
                .text(
                        "status",
                        switch (step.state()) {
                            case WAITING -> "unknown";
                            case RUNNING -> "started";
                            case DONE -> "finished";
                            case FAILED -> "failed";
                        })
                .item();
    }
}
