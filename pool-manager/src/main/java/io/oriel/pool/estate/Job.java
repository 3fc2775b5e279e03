package io.oriel.pool.estate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that was asked for and takes a while. It only watches: what is done, is done for the rows of its subject.
 *
 * @param subject the id of what it is about, a {@link JobKind.About}
 * @param text for people: {@code start vm web-1}
 * @param user who asked; empty when it was nobody
 * @param correlation of the request
 * @param detail the snapshot that it is about; else, of a VM, the host it was on when the job was opened
 * @param steps as many as its kind has
 */
public record Job(
        JobId id,
        JobKind kind,
        UUID subject,
        String text,
        Optional<UserId> user,
        String correlation,
        Optional<UUID> detail,
        Instant opened,
        JobState state,
        List<JobStep> steps) {
    public Job {
        steps = List.copyOf(steps);
    }

    /** When it is timed out. */
    public Instant deadline() {
        return opened.plus(kind.longest());
    }

    /** Which step runs, counted from 0; the first when none does. */
    public int current() {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).state() == JobStep.State.RUNNING) {
                return i;
            }
        }
        return 0;
    }

    /** How much of it is done, 0–100: whole steps, and of the one that runs as much as somebody says. */
    public int percent() {
        if (state instanceof JobState.Done) {
            return 100;
        }
        long hundreds = 0;
        for (var step : steps) {
            hundreds +=
                    step.state() == JobStep.State.DONE ? 100 : step.percent().orElse(0);
        }
        return (int) (hundreds / steps.size());
    }

    /** What holds the step up that runs; empty when nothing does. */
    public String note() {
        return steps.get(current()).note();
    }

    /** This job at this step: those before are done, those after wait. */
    public Job at(int step, Optional<Integer> percent, String note, Instant now) {
        var next = new ArrayList<JobStep>();
        for (int i = 0; i < steps.size(); i++) {
            var it = steps.get(i);
            next.add(i < step ? it.done(now) : i > step ? it.unbegun() : it.running(percent, note, now));
        }
        return with(state, next);
    }

    /** This job, at its end. */
    public Job done(Instant now) {
        return with(
                new JobState.Done(now),
                steps.stream().map(step -> step.done(now)).toList());
    }

    /** This job, failed at the step that runs. */
    public Job failed(String reason, Instant now) {
        return with(new JobState.Failed(now, reason), broken(now));
    }

    /** This job, past its deadline. */
    public Job timedOut(Instant now) {
        var why = note().isEmpty() ? "" : ": " + note();
        return with(new JobState.TimedOut(now, "it was not done after " + words() + why), broken(now));
    }

    private String words() {
        long minutes = kind.longest().toMinutes();
        return minutes >= 120 ? minutes / 60 + " hours" : minutes + " minutes";
    }

    private List<JobStep> broken(Instant now) {
        var next = new ArrayList<>(steps);
        next.set(current(), steps.get(current()).failed(now));
        return next;
    }

    private Job with(JobState to, List<JobStep> next) {
        return new Job(id, kind, subject, text, user, correlation, detail, opened, to, next);
    }
}
