package io.oriel.loadtest.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Programs of the system a test needs: a missing one is said aloud, and is a failure where {@code oriel.require} asks. */
public final class Needs {
    private Needs() {}

    public static void programs(String name, String... programs) {
        var missing =
                Arrays.stream(programs).filter(program -> !present(program)).toList();
        say(name, missing.isEmpty(), "these programs are missing: " + missing);
    }

    /** Network namespaces need root. */
    public static void root() {
        say("root", "root".equals(System.getProperty("user.name")), "it needs root for network namespaces");
    }

    private static void say(String name, boolean here, String why) {
        var required = List.of(System.getProperty("oriel.require", "").split(","));
        if (!here && (required.contains("all") || required.contains(name))) {
            throw new AssertionError("required by oriel.require, but " + why);
        }
        Assumptions.assumeTrue(here, () -> "NOT RUN: " + why);
    }

    private static boolean present(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
