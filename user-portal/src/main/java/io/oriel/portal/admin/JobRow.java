package io.oriel.portal.admin;

import io.oriel.pool.estate.Job;
import io.oriel.pool.estate.JobState;
import io.oriel.pool.estate.JobStep;
import io.oriel.portal.page.Mark;
import io.oriel.portal.page.Words;
import java.util.List;

/**
 * A job as the pages show it.
 *
 * @param why why it failed, or what holds it up; empty when nothing does
 */
record JobRow(
        String id,
        String text,
        Mark mark,
        int percent,
        String opened,
        String user,
        String why,
        String correlation,
        List<Step> steps) {

    record Step(String text, Mark mark, String note) {}

    static boolean running(Job job) {
        return job.state() instanceof JobState.Running;
    }

    static JobRow of(Job job, Words words) {
        return new JobRow(
                job.id().toString(),
                Faults.sentence(job.text()),
                mark(job.state(), words),
                job.percent(),
                VmSheet.minute(job.opened()),
                job.user().map(Object::toString).orElse("–"),
                why(job),
                job.correlation(),
                job.steps().stream().map(step -> step(step, words)).toList());
    }

    private static String why(Job job) {
        return switch (job.state()) {
            case JobState.Running() -> job.steps().get(job.current()).note();
            case JobState.Done _ -> "";
            case JobState.Failed(var _, var reason) -> reason;
            case JobState.TimedOut(var _, var reason) -> reason;
        };
    }

    private static Mark mark(JobState state, Words words) {
        return switch (state) {
            case JobState.Running() -> new Mark("busy", "s-busy", words.say("job.running"));
            case JobState.Done _ -> new Mark("ok", "check", words.say("job.done"));
            case JobState.Failed _ -> new Mark("bad", "s-bad", words.say("job.failed"));
            case JobState.TimedOut _ -> new Mark("warn", "s-warn", words.say("job.late"));
        };
    }

    private static Step step(JobStep step, Words words) {
        var mark = switch (step.state()) {
            case WAITING -> new Mark("off", "s-down", words.say("job.waiting"));
            case RUNNING -> new Mark("busy", "s-busy", words.say("job.running"));
            case DONE -> new Mark("ok", "check", words.say("job.done"));
            case FAILED -> new Mark("bad", "s-bad", words.say("job.failed"));
        };
        var percent = step.percent().map(it -> it + "%").orElse("");
        return new Step(Faults.sentence(step.text()), mark, (percent + " " + step.note()).strip());
    }
}
