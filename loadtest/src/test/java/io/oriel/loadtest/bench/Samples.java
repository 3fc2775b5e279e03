package io.oriel.loadtest.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Samples of one quantity and, interleaved with them, of its peer. The median stands for both; the interval is the
 * 95 % bootstrap interval of the median (of the ratio of medians, when there is a peer).
 */
final class Samples {
    private static final int RESAMPLES = 2000;

    private final String quantity;
    private final String unit;
    private final String peer;
    private final double goal;
    private final List<Double> own = new java.util.ArrayList<>();
    private final List<Double> other = new java.util.ArrayList<>();

    /**
     * @param peer what a user would otherwise use; empty when there is none
     * @param goal the most the ratio (or, without a peer, the value) may be; NaN when the issue names none
     */
    Samples(String quantity, String unit, String peer, double goal) {
        this.quantity = quantity;
        this.unit = unit;
        this.peer = peer;
        this.goal = goal;
    }

    Samples plus(double value) {
        own.add(value);
        return this;
    }

    void peer(double value) {
        other.add(value);
    }

    boolean isEmpty() {
        return own.isEmpty();
    }

    /** One JSON object of {@code target/bench/NAME.json}. */
    String json() {
        return "{\"quantity\": \"%s\", \"unit\": \"%s\", \"value\": %s, \"low\": %s, \"high\": %s, \"samples\": %d, \"peer\": \"%s\", \"ratio\": %s, \"goal\": %s, \"met\": \"%s\"}"
                .formatted(
                        quantity,
                        unit,
                        number(median(own)),
                        number(interval()[0]),
                        number(interval()[1]),
                        own.size(),
                        peer,
                        other.isEmpty() ? "null" : number(median(own) / median(other)),
                        Double.isNaN(goal) ? "null" : number(goal),
                        met());
    }

    /** One line for people. */
    String line() {
        var text = String.format(Locale.ROOT, "%-46s %9s %-8s", quantity, number(median(own)), unit + ",");
        text += other.isEmpty()
                ? String.format(Locale.ROOT, " %s–%s", number(interval()[0]), number(interval()[1]))
                : String.format(
                        Locale.ROOT,
                        " %s %s; ratio %.2f (%s–%s)",
                        peer,
                        number(median(other)),
                        median(own) / median(other),
                        number(interval()[0]),
                        number(interval()[1]));
        return text + ", n=" + own.size() + (met().isEmpty() ? "" : ", goal " + number(goal) + " met: " + met());
    }

    private String met() {
        if (Double.isNaN(goal) || !peer.isEmpty() && other.isEmpty()) {
            return ""; // a ratio's goal says nothing where the peer is not here
        }
        var interval = interval();
        return interval[1] <= goal ? "yes" : interval[0] > goal ? "no" : "noisy";
    }

    private double[] interval() {
        var random = new SplittableRandom(42);
        var medians = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            double value = median(resample(own, random));
            medians[i] = other.isEmpty() ? value : value / median(resample(other, random));
        }
        Arrays.sort(medians);
        return new double[] {medians[RESAMPLES / 40], medians[RESAMPLES - 1 - RESAMPLES / 40]};
    }

    private static List<Double> resample(List<Double> values, SplittableRandom random) {
        return values.stream()
                .map(_ -> values.get(random.nextInt(values.size())))
                .collect(Collectors.toList());
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String number(double value) {
        return !Double.isFinite(value) ? "null" : String.format(Locale.ROOT, "%.3f", value);
    }
}
