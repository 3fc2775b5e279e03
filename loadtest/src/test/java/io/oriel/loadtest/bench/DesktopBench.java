package io.oriel.loadtest.bench;

import io.oriel.loadtest.lab.Appliance;
import io.oriel.loadtest.lab.Await;
import io.oriel.loadtest.lab.Command;
import io.oriel.loadtest.lab.Curl;
import io.oriel.loadtest.lab.Namespaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code ./oriel bench desktop}: what a person waits for and what it costs, on the real appliance. Peers: the same qemu
 * without us (a direct SPICE connection with a password set by hand), qemu-img by hand.
 */
public final class DesktopBench {
    private static final int ROUNDS = Integer.getInteger("oriel.bench.rounds", 9);
    private static final Pattern STARTED = Pattern.compile("starting (\\w+) \\(([0-9.]+) s\\)");
    private static final String STREAM_SECONDS = "10";

    private final Path home;
    private final Path files;
    private final Namespaces network;
    private final Report report = new Report("desktop");

    private DesktopBench(Path home, Path files, Namespaces network) {
        this.home = home;
        this.files = files;
        this.network = network;
    }

    public static void main(String[] args) throws IOException {
        var home = Path.of(args[0]);
        System.setProperty("oriel.home", home.toString());
        var files = Files.createTempDirectory(Path.of("/var/tmp"), "oriel-bench");
        files.toFile().setExecutable(true, false);
        files.toFile().setReadable(true, false);
        try (var network = Namespaces.create("bench")) {
            new DesktopBench(home, files, network).run();
        }
    }

    private void run() throws IOException {
        System.out.println("machine: " + Runtime.getRuntime().availableProcessors() + " cores; "
                + Command.of("qemu-system-x86_64", "--version")
                        .run()
                        .out()
                        .lines()
                        .findFirst()
                        .orElse("?"));
        startUp();
        try (var appliance = new Appliance(network, files.resolve("state"))) {
            appliance.up();
            clones(appliance);
            var alice = new Curl(network, appliance, files.resolve("cookies"));
            alice.logIn("alice", appliance.password("alice"));
            alice.post("/desktops/connect", "pool=" + alice.pool().orElseThrow())
                    .orFail();
            var desktop = Await.value("a desktop", Duration.ofMinutes(3), alice::desktop);
            sessions(appliance, alice, desktop);
            streams(appliance, alice, desktop);
        }
        report.write(home);
    }

    /** Whole starts and stops: each program's time to ready and its memory when idle. */
    private void startUp() throws IOException {
        Map<String, Samples> times = new LinkedHashMap<>();
        Map<String, Samples> memory = new LinkedHashMap<>();
        for (var program : List.of("postgres", "portal", "gateway", "agent")) {
            times.put(
                    program,
                    report.add("start-up to serving: " + program, "s", "", program.equals("agent") ? 2 : Double.NaN));
            memory.put(
                    program,
                    report.add(
                            "memory (RSS) after start: " + program,
                            "MB",
                            "",
                            program.equals("agent") ? 150 : Double.NaN));
        }
        for (int round = -2;
                round < ROUNDS;
                round++) { // two rounds before: the first makes everything, the second the AOT caches
            try (var appliance = new Appliance(network, files.resolve("state"), "--keep-vms")) {
                appliance.up();
                if (round < 0) {
                    Await.until(
                            "the AOT caches are made",
                            Duration.ofMinutes(3),
                            () -> List.of("portal", "gateway", "agent").stream()
                                    .allMatch(program -> Files.exists(
                                            appliance.state().resolve("app/aot-" + program + "/cache.aot"))));
                    continue;
                }
                var started = STARTED.matcher(appliance.said());
                while (started.find()) {
                    var seconds = Double.parseDouble(started.group(2));
                    times.computeIfPresent(started.group(1), (_, samples) -> samples.plus(seconds));
                }
                for (var entry : memory.entrySet()) {
                    entry.getValue()
                            .plus(resident(appliance.program(entry.getKey()).pid()) / 1024.0);
                }
            }
        }
    }

    /** A thin clone of the template's disk, beside qemu-img by hand. */
    private void clones(Appliance appliance) throws IOException {
        var clone = report.add("thin clone of the template", "ms", "qemu-img create by hand", Double.NaN);
        Path base;
        try (var images = Files.list(appliance.state().resolve("storage/images"))) {
            base = images.max(java.util.Comparator.comparingLong(
                            image -> image.toFile().length()))
                    .orElseThrow();
        }
        var times = new CloneTimes(files.resolve("clones"), base);
        for (int round = 0; round < 3 * ROUNDS; round++) {
            clone.plus(times.ours());
            clone.peer(times.byHand());
        }
        times.close();
    }

    /** From the click to the first frame, and until all channels are open, beside a direct connection to the same qemu. */
    private void sessions(Appliance appliance, Curl alice, String desktop) {
        var click = report.add(
                "click to first frame (ticket, .vv, TLS, all channels)",
                "ms",
                "direct SPICE, password by hand",
                Double.NaN);
        var setUp = report.add("SPICE session set-up, all channels", "ms", "direct SPICE", Double.NaN);
        var host = new DirectConsole(appliance, desktop);
        for (int round = -1; round < ROUNDS; round++) {
            long start = System.nanoTime();
            var file = connectionFile(alice, desktop);
            double before = (System.nanoTime() - start) / 1e6;
            var ours = session(network.onClient("/usr/bin/python3", script(), file.toString(), "3"));
            start = System.nanoTime();
            var password = host.open();
            double beforeDirect = (System.nanoTime() - start) / 1e6;
            var direct =
                    session(network.onServer("/usr/bin/python3", script(), "127.0.0.1:" + host.port(), password, "3"));
            if (round >= 0) {
                click.plus(before + ours[1]);
                click.peer(beforeDirect + direct[1]);
                setUp.plus(ours[0]);
                setUp.peer(direct[0]);
            }
        }
    }

    /** CPU per megabyte of display stream: qemu's display thread and the gateway, beside that thread alone. */
    private void streams(Appliance appliance, Curl alice, String desktop) throws IOException {
        var cpu = report.add(
                "CPU per MB of display stream, qemu's display thread + gateway",
                "ms/MB",
                "direct SPICE, qemu's display thread alone",
                Double.NaN);
        var rate = report.add("display stream from the same busy screen", "MB/s", "direct SPICE", Double.NaN);
        var host = new DirectConsole(appliance, desktop);
        host.type("while :; do ls -lR /; done");
        for (int round = -1; round < ROUNDS; round++) {
            var gateway = "/proc/" + appliance.program("gateway").pid() + "/stat";
            var file = connectionFile(alice, desktop);
            var ours = stream(
                    host.worker() + " " + gateway,
                    network.onClient("/usr/bin/python3", script(), file.toString(), STREAM_SECONDS));
            var direct = stream(
                    host.worker(),
                    network.onServer(
                            "/usr/bin/python3", script(), "127.0.0.1:" + host.port(), host.open(), STREAM_SECONDS));
            if (round >= 0) {
                cpu.plus(ours.millisPerMegabyte());
                cpu.peer(direct.millisPerMegabyte());
                rate.plus(ours.megabytesPerSecond());
                rate.peer(direct.megabytesPerSecond());
            }
        }
    }

    private Path connectionFile(Curl alice, String desktop) {
        var file = files.resolve("bench.vv");
        var text = Await.value("a connection file", Duration.ofMinutes(2), () -> {
            var answer = alice.post("/desktops/" + desktop + "/viewer").orFail();
            return answer.startsWith("[virt-viewer]") ? Optional.of(answer) : Optional.<String>empty();
        });
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double[] session(List<String> command) {
        var out = Command.of(command).run().orFail().strip();
        var words = out.substring(out.lastIndexOf('\n') + 1).split(" ");
        return new double[] {Double.parseDouble(words[0]), Double.parseDouble(words[1])};
    }

    private static String script() {
        try {
            return Path.of(io.oriel.loadtest.lab.Appliance.class
                            .getResource("/io/oriel/loadtest/spice_session.py")
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Stream(double millisPerMegabyte, double megabytesPerSecond) {}

    /** What the watched threads and processes took for each megabyte, once the session is set up. */
    private static Stream stream(String watched, List<String> client) {
        var out = Command.of(client).with("WATCHED", watched).run().orFail().strip();
        var words = out.substring(out.lastIndexOf('\n') + 1).split(" ");
        double megabytes = Double.parseDouble(words[2]) / 1e6;
        return new Stream(
                Double.parseDouble(words[3]) * 10 / megabytes, megabytes / (Integer.parseInt(STREAM_SECONDS) - 2));
    }

    private static long resident(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
