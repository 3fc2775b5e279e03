package io.oriel.loadtest.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of the system, run to its end within a deadline or started in the background. */
public final class Command {
    private final List<String> words = new ArrayList<>();
    private final Map<String, String> environment = new java.util.HashMap<>();
    private Duration deadline = Duration.ofSeconds(60);
    private String input = "";

    private Command(List<String> words) {
        this.words.addAll(words);
    }

    public static Command of(String... words) {
        return new Command(List.of(words));
    }

    public static Command of(List<String> words) {
        return new Command(words);
    }

    public Command within(Duration limit) {
        deadline = limit;
        return this;
    }

    public Command with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public Command saying(String text) {
        input = text;
        return this;
    }

    /** What it printed and how it ended. */
    public record Result(int status, String out) {
        /** The output of a run that must have ended well. */
        public String orFail() {
            if (status != 0) {
                throw new AssertionError("ended with status " + status + ":\n" + out);
            }
            return out;
        }
    }

    /** Runs to the end; past the deadline it is killed and that is a failure. */
    public Result run() {
        try {
            var process = builder().redirectErrorStream(true).start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            var out = new java.io.ByteArrayOutputStream();
            var reader = Thread.ofVirtual().start(() -> copy(process, out));
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + deadline + ": " + words);
            }
            reader.join(Duration.ofSeconds(2));
            return new Result(process.exitValue(), out.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Starts it in the background, its output appended to a file. */
    public Process start(Path log) {
        try {
            return builder()
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder builder() {
        var builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        return builder;
    }

    private static void copy(Process process, java.io.ByteArrayOutputStream out) {
        try {
            process.getInputStream().transferTo(out);
        } catch (IOException e) {
            // The process was killed: what it said until then is what there is.
        }
    }
}
