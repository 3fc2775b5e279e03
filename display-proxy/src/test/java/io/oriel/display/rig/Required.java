package io.oriel.display.rig;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Programs of the system that tests need: missing ones are said aloud, and are a failure where they are required. */
public final class Required {
    private Required() {}

    /** Skips the test when the program is missing, or fails it when {@code -Doriel.require} names it, or {@code all}. */
    public static void program(String word, Path program) {
        if (Files.isExecutable(program)) {
            return;
        }
        var required = List.of(System.getProperty("oriel.require", "").split(","));
        if (required.contains("all") || required.contains(word)) {
            fail(program + " is missing, and oriel.require names " + word);
        }
        System.err.println("SKIPPED: " + program + " is missing");
        Assumptions.abort(program + " is missing");
    }
}
