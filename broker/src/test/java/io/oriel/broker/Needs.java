package io.oriel.broker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program of the system that a test needs: missing, the test is skipped aloud, or fails where it is required. */
public final class Needs {
    private Needs() {}

    /** Skips or fails the test when the program is not there; {@code -Doriel.require=slapd,redis} or {@code all} makes it fail. */
    public static Path program(String name, String path) {
        var file = Path.of(path);
        if (!Files.isExecutable(file)) {
            var required = List.of(System.getProperty("oriel.require", "").split(","));
            if (required.contains("all") || required.contains(name)) {
                throw new AssertionError(name + " is required and missing: " + path);
            }
            System.err.println("SKIPPED: " + name + " is missing (" + path + ")");
        }
        assumeTrue(Files.isExecutable(file), name + " is missing");
        return file;
    }
}
