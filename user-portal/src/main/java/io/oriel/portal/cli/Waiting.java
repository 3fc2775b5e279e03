package io.oriel.portal.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Option;

/**
 * {@code --wait}: follows the jobs that a command's requests opened, to their ends. With a bar on a terminal, else a line
 * for each step. A job that fails ends the command with status 1 and the reason.
 */
final class Waiting {
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final int WIDTH = 79;
    private static final int WHOLE = 100;

    @Option(names = "--wait", description = "until it is done; status 1 and the reason when it fails")
    private boolean wanted;

    /** Waits, if that was asked for, for all that was begun over this server. */
    void after(Server server, PrintWriter err) {
        if (wanted) {
            follow(server, "jobs?correlation=" + Names.part(server.correlation()), err);
        }
    }

    /** Follows one job to its end, and gives it. */
    static Map<String, Object> follow(Server server, String path, PrintWriter err) {
        try (var shown = new Shown(err)) {
            while (true) {
                var jobs = path.contains("?") ? server.list(path) : List.of(server.get(path));
                jobs.forEach(shown::show);
                var failed = jobs.stream().filter(Waiting::broken).findFirst();
                if (failed.isPresent()) {
                    shown.close();
                    throw CliException.failed(
                            failed.get().get("text") + ": " + failed.get().get("reason"));
                }
                if (jobs.stream().noneMatch(job -> "running".equals(job.get("state")))) {
                    return jobs.isEmpty() ? Map.of() : jobs.getLast();
                }
                pause();
            }
        }
    }

    private static boolean broken(Map<String, Object> job) {
        return "failed".equals(job.get("state")) || "timed_out".equals(job.get("state"));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted; what was begun goes on");
        }
    }

    /** What people see of jobs meanwhile. */
    private static final class Shown implements AutoCloseable {
        private final PrintWriter err;
        private final Map<Object, String> told = new HashMap<>();
        private final Map<Object, ProgressBar> bars = new HashMap<>();
        private final boolean terminal = Terminal.there();

        Shown(PrintWriter err) {
            this.err = err;
        }

        void show(Map<String, Object> job) {
            var step = step(job);
            if (terminal) {
                bars.computeIfAbsent(job.get("id"), _ -> bar(Output.plain(job.get("text"))))
                        .stepTo(job.get("percent") instanceof Long percent ? percent : 0)
                        .setExtraMessage(step.orElse(""));
            } else if (step.isPresent() && !step.get().equals(told.put(job.get("id"), step.get()))) {
                err.println(Output.plain(job.get("text")) + ": " + step.get());
            }
        }

        private ProgressBar bar(String text) {
            bars.values().forEach(ProgressBar::close);
            return new ProgressBarBuilder()
                    .setTaskName(text)
                    .setInitialMax(WHOLE)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis((int) PAUSE.toMillis())
                    .continuousUpdate()
                    .hideEta()
                    .setConsumer(new DelegatingProgressBarConsumer(
                            line -> {
                                err.print("\r" + line);
                                err.flush();
                            },
                            WIDTH))
                    .build();
        }

        /** The step that runs, with what holds it up. */
        private static Optional<String> step(Map<String, Object> job) {
            return Json.objects(job, "steps").stream()
                    .filter(step -> "running".equals(step.get("state")))
                    .findFirst()
                    .map(step -> Output.plain(step.get("text"))
                            + (step.get("note") == null ? "" : " (" + Output.plain(step.get("note")) + ")"));
        }

        @Override
        public void close() {
            if (!bars.isEmpty()) {
                bars.values().forEach(ProgressBar::close);
                bars.clear();
                err.println();
            }
        }
    }
}
