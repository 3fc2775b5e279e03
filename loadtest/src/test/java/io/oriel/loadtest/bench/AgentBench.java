package io.oriel.loadtest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * {@code ./oriel bench agent}: what an agent costs and how fast it is, and what a thousand of them cost a control plane.
 * Nothing one could install instead does the same, so there are goals and no peers.
 */
public final class AgentBench {
    static final int ROUNDS = Integer.getInteger("oriel.bench.rounds", 9);

    private final Report report = new Report("agent");

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
            bench.report.write(home);
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
            new CommandTimes(program, home, files, report).run();
        }
        try (var events = new EventRate(files, certificates)) {
            var rate = report.add("events through journal and HTTP", "events/s", Double.NaN);
            events.second();
            for (int round = 0; round < ROUNDS; round++) {
                rate.plus(events.second());
            }
        }
        try (var estate = new ThousandHosts(files, certificates, report)) {
            estate.run();
        }
    }

    private void startUp(AgentProgram program) throws Exception {
        var ready = report.add("start to serving", "s", 2);
        var idle = report.add("memory (RSS), idle with its manager listening", "MB", 150);
        program.makeCache();
        for (int round = 0; round < ROUNDS; round++) {
            ready.plus(program.start());
            idle.plus(program.residentWhenIdle());
            program.stop();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
