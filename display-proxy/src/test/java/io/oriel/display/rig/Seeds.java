package io.oriel.display.rig;

import java.util.stream.LongStream;

/** The seeds of property tests; {@code -Doriel.rounds} makes them more. */
public final class Seeds {
    private Seeds() {}

    public static LongStream all() {
        return LongStream.range(0, 200L + 10L * Integer.getInteger("oriel.rounds", 0));
    }
}
