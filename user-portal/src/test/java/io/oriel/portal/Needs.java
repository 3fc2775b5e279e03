package io.oriel.portal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What of the system a test needs: missing, the test is skipped aloud, or fails where it is required. */
final class Needs {
    private Needs() {}

    /** Skips or fails the test when the file is not there; {@code -Doriel.require=govirt} or {@code all} makes it fail. */
    static void file(String name, Path file) {
        if (!Files.exists(file)) {
            var required = List.of(System.getProperty("oriel.require", "").split(","));
            if (required.contains("all") || required.contains(name)) {
                throw new AssertionError(name + " is required and missing: " + file);
            }
            System.err.println("SKIPPED: " + name + " is missing (" + file + ")");
        }
        assumeTrue(Files.exists(file), name + " is missing");
    }
}
