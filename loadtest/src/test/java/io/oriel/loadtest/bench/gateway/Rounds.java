package io.oriel.loadtest.bench.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Measures in turn, round by round, after one round that only warms up. A round in which others than this
 * benchmark took more of one processor than allowed counts for nobody and is made again, at most as often as there are
 * rounds.
 */
public final class Rounds {
    /** How many; {@code oriel.bench.rounds}. */
    public static final int WANTED = Integer.getInteger("oriel.bench.rounds", 9);

    /** How much of one processor others may take; {@code oriel.bench.foreign}, in percent. */
    private static final double FOREIGN = Integer.getInteger("oriel.bench.foreign", 15) / 100.0;

    private Rounds() {}

    /** One measurement: named figures. */
    @FunctionalInterface
    public interface Measurement {
        Map<String, Double> take() throws Exception;
    }

    /** The figures of the rounds that count, by the measurement's name; the same number for each. */
    public static Map<String, List<Map<String, Double>>> of(String what, Map<String, Measurement> measurements)
            throws Exception {
        var names = List.copyOf(measurements.keySet());
        Map<String, List<Map<String, Double>>> kept = new HashMap<>();
        for (var measurement : measurements.values()) {
            measurement.take();
        }
        int counted = 0;
        int discarded = 0;
        while (counted < WANTED && discarded <= WANTED) {
            Map<String, Map<String, Double>> round = new HashMap<>();
            double worst = 0;
            for (int i = 0; i < names.size(); i++) {
                var name = names.get((i + counted) % names.size());
                var others = new Foreign();
                round.put(name, Objects.requireNonNull(measurements.get(name)).take());
                worst = Math.max(worst, others.share());
            }
            if (worst > FOREIGN) {
                discarded++;
                continue;
            }
            counted++;
            round.forEach((name, figures) ->
                    kept.computeIfAbsent(name, _ -> new ArrayList<>()).add(figures));
        }
        System.out.printf(Locale.ROOT, "%s: %d rounds, %d discarded for foreign load%n", what, counted, discarded);
        return kept;
    }

    /** What others than this JVM and its children take of one processor from now on. */
    private static final class Foreign {
        private final long begun = System.nanoTime();
        private final double atFirst = others();

        double share() {
            return (others() - atFirst) / ((System.nanoTime() - begun) / 1e9);
        }

        private static double others() {
            return Cpu.machine() - Cpu.seconds(ProcessHandle.current());
        }
    }
}
