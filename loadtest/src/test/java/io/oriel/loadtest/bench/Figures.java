package io.oriel.loadtest.bench;

import io.oriel.loadtest.bench.gateway.Contestant;
import io.oriel.loadtest.bench.gateway.Rounds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From rounds of measured contestants to rows of a report. */
final class Figures {
    private Figures() {}

    @FunctionalInterface
    interface Measured {
        Map<String, Double> of(Contestant contestant) throws Exception;
    }

    static Map<String, List<Map<String, Double>>> each(String what, List<Contestant> contestants, Measured measured)
            throws Exception {
        var measurements = new LinkedHashMap<String, Rounds.Measurement>();
        contestants.forEach(contestant -> measurements.put(contestant.name(), () -> measured.of(contestant)));
        return Rounds.of(what, measurements);
    }

    static void fill(
            Samples samples, Map<String, List<Map<String, Double>>> rounds, String figure, String own, String other) {
        rounds.getOrDefault(own, List.of()).forEach(round -> samples.plus(value(round, figure)));
        rounds.getOrDefault(other, List.of()).forEach(round -> samples.peer(value(round, figure)));
    }

    static double value(Map<String, Double> round, String figure) {
        return round.getOrDefault(figure, Double.NaN);
    }
}
