package io.oriel.host;

import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** What tests need of the machine: said aloud when it is missing, and a failure where {@code oriel.require} asks for it. */
public final class Needs {
    private Needs() {}

    /**
     * Says what is not tested.
     *
     * @param what a word of {@code oriel.require}, of which {@code all} names every one
     */
    public static void miss(String what, String why) {
        var required = List.of(System.getProperty("oriel.require", "").split(","));
        if (required.contains("all") || required.contains(what)) {
            throw new AssertionError("required by oriel.require, but " + why);
        }
        System.err.println("NOT TESTED: " + why);
    }

    /** As {@link #miss}, and the test ends here. */
    public static <T> T abort(String what, String why) {
        miss(what, why);
        return Assumptions.abort(why);
    }
}
