package io.oriel.loadtest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What one benchmark has measured. One thread. */
final class Report {
    private final String name;
    private final List<Samples> results = new ArrayList<>();

    Report(String name) {
        this.name = name;
    }

    /** A quantity with nothing one could install instead. @param goal the most it may be; NaN without one */
    Samples add(String quantity, String unit, double goal) {
        return add(quantity, unit, "", goal);
    }

    /** A quantity beside what a user would otherwise use. @param goal the most the ratio may be; NaN without one */
    Samples add(String quantity, String unit, String peer, double goal) {
        var samples = new Samples(quantity, unit, peer, goal);
        results.add(samples);
        return samples;
    }

    /** Writes {@code target/bench/NAME.json} and a line for each; also what was measured before something failed. */
    void write(Path home) throws IOException {
        results.removeIf(Samples::isEmpty);
        var json = home.resolve("target/bench/" + name + ".json");
        Files.createDirectories(json.getParent());
        Files.writeString(
                json, results.stream().map(Samples::json).collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n")));
        results.forEach(result -> System.out.println(result.line()));
        System.out.println("written: target/bench/" + name + ".json");
    }
}
