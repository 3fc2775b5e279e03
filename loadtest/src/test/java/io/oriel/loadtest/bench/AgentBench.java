package io.oriel.loadtest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * {@code ./oriel bench agent}: what an agent costs and how fast it is, and what a thousand of them cost a control plane.
 * Nothing one could install instead does the same, so there are goals and no peers.
 */
public final class AgentBench {
    static final int ROUNDS = Integer.getInteger("oriel.bench.rounds", 9);

    private final List<Samples> results = new ArrayList<>();

    private AgentBench() {}

    public static void main(String[] args) throws Exception {
        var home = Path.of(args[0]);
        var files = Files.createTempDirectory(Path.of("/var/tmp"), "osim-bench");
        files.toFile().setExecutable(true, false);
        files.toFile().setReadable(true, false);
        var bench = new AgentBench();
        try {
            bench.run(home, files);
        } finally {
            bench.write(home);
            delete(files);
        }
        System.exit(0);
    }

    private void run(Path home, Path files) throws Exception {
        System.out.println("machine: " + Runtime.getRuntime().availableProcessors() + " cores, Java "
                + Runtime.version() + ", " + ROUNDS + " rounds");
        var certificates = new BenchCertificates(files);
        var program = new AgentProgram(home, files, certificates);
        try (program) {
            startUp(program);
            program.start();
            new CommandTimes(program, home, files, this::add).run();
        }
        try (var events = new EventRate(files, certificates)) {
            var rate = add("events through journal and HTTP", "events/s", Double.NaN);
            events.second();
            for (int round = 0; round < ROUNDS; round++) {
                rate.plus(events.second());
            }
        }
        try (var estate = new ThousandHosts(files, certificates, this::add)) {
            estate.run();
        }
    }

    private void startUp(AgentProgram program) throws Exception {
        var ready = add("start to serving", "s", 2);
        var idle = add("memory (RSS), idle with its manager listening", "MB", 150);
        program.makeCache();
        for (int round = 0; round < ROUNDS; round++) {
            ready.plus(program.start());
            idle.plus(program.residentWhenIdle());
            program.stop();
        }
    }

    private Samples add(String quantity, String unit, double goal) {
        var samples = new Samples(quantity, unit, "", goal);
        results.add(samples);
        return samples;
    }

    /** Makes one more result. */
    @FunctionalInterface
    interface Results {
        Samples add(String quantity, String unit, double goal);
    }

    /** Also what was measured before something failed. */
    private void write(Path home) throws IOException {
        results.removeIf(Samples::isEmpty);
        var json = home.resolve("target/bench/agent.json");
        Files.createDirectories(json.getParent());
        Files.writeString(
                json,
                "[\n  "
                        + String.join(
                                ",\n  ", results.stream().map(Samples::json).toList()) + "\n]\n");
        results.forEach(result -> System.out.println(result.line()));
        System.out.println("written: target/bench/agent.json");
    }

    private static void delete(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
