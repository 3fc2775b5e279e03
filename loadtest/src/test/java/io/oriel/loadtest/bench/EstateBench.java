package io.oriel.loadtest.bench;

import io.oriel.loadtest.lab.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;

/**
 * {@code ./oriel bench estate}: how fast desktops are given away, made and decided about, and what a quiet estate of a
 * thousand hosts and ten thousand VMs costs. Goals are the most a step may take: 10 ms each is 100 a second.
 */
public final class EstateBench {
    private static final int ROUNDS = AgentBench.ROUNDS;
    private static final int PEOPLE = 100;
    private static final int CLONES = 10;

    private final Report report = new Report("estate");
    private final Path home;
    private final Path files;

    private EstateBench(Path home, Path files) {
        this.home = home;
        this.files = files;
    }

    public static void main(String[] args) throws Exception {
        var home = Path.of(args[0]);
        var files = Files.createTempDirectory(Path.of("/var/tmp"), "oest-bench");
        files.toFile().setExecutable(true, false);
        files.toFile().setReadable(true, false);
        var bench = new EstateBench(home, files);
        try {
            bench.clones();
            bench.estate();
        } finally {
            bench.report.write(home);
            delete(files);
        }
        System.exit(0);
    }

    /** Thin clones on real libvirt: the disk, the definition, and a start that stops before the first instruction. */
    private void clones() throws IOException {
        var disk = report.add("thin clone on real libvirt: the disk", "ms", Double.NaN);
        var whole = report.add("thin clone on real libvirt: disk, definition, paused start", "ms", 200);
        var image = files.resolve("guest.qcow2");
        Command.of(home.resolve("host-agent/src/main/guest/build-image").toString(), image.toString(), files.toString())
                .within(Duration.ofMinutes(5))
                .run()
                .orFail();
        try (var times = new CloneTimes(files.resolve("clones"), image)) {
            for (int round = -1; round < ROUNDS; round++) {
                double only = 0;
                double all = 0;
                for (int i = 0; i < CLONES; i++) {
                    only += times.ours();
                    all += times.defined();
                }
                if (round >= 0) {
                    disk.plus(only / CLONES);
                    whole.plus(all / CLONES);
                }
            }
        }
    }

    private void estate() throws Exception {
        try (var thousand = new ThousandHosts(files, new BenchCertificates(files), report)) {
            thousand.run();
            var plan = report.add("plan() over all of them", "ms", 100);
            for (int round = -3; round < 3 * ROUNDS; round++) {
                double took = Double.parseDouble(thousand.ask("plan"));
                if (round >= 0) {
                    plan.plus(took);
                }
            }
            takes(thousand);
            refills(thousand);
        }
    }

    private void takes(ThousandHosts thousand) throws IOException {
        var each = report.add("allocation of a prestarted desktop, " + PEOPLE + " at once: each", "ms", 10);
        var p95 = report.add("allocation of a prestarted desktop, " + PEOPLE + " at once: p95", "ms", 200);
        for (int round = -1; round < ROUNDS; round++) {
            thousand.ask("reserve pool-0 " + PEOPLE);
            var words = thousand.ask("take " + PEOPLE).split(" ");
            if (round >= 0) {
                each.plus(Double.parseDouble(words[0]) / PEOPLE);
                p95.plus(Double.parseDouble(words[1]));
            }
        }
    }

    private void refills(ThousandHosts thousand) throws IOException {
        var refill = report.add("from a take to the start that fills its place", "ms", 1000);
        thousand.ask("pool 40 10");
        for (int round = -1; round < ROUNDS; round++) {
            thousand.ask("reserve refill 10");
            double took = Double.parseDouble(thousand.ask("refill"));
            if (round >= 0) {
                refill.plus(took);
            }
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
