package io.oriel.loadtest.bench;

import io.netty.handler.ssl.OpenSsl;
import io.netty.util.Version;
import io.oriel.loadtest.bench.gateway.Cpu;
import io.oriel.loadtest.bench.gateway.Rounds;
import io.oriel.loadtest.lab.Command;
import io.oriel.loadtest.rig.Parts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code ./oriel bench gateway [--full] [start|session|handshake|halfopen|tls|plain|web|idle …]}: the gateway beside
 * haproxy and websockify. Each proxy has one processor for itself, clients and consoles have the other. TLS is 1.3 with AES-128-GCM,
 * X25519, P-256 and nothing resumed; {@code --full} fills one gateway with 9,000 sessions.
 */
public final class GatewayBench {
    private final GatewayStage stage;
    private final boolean full;

    private GatewayBench(GatewayStage stage, boolean full) {
        this.stage = stage;
        this.full = full;
    }

    public static void main(String[] args) throws Exception {
        var home = Path.of(args[0]);
        var words = Arrays.asList(args).subList(1, args.length);
        Cpu.keepToOne();
        var files = Files.createTempDirectory(Path.of("/var/tmp"), "ogw-bench");
        boolean whole = false;
        try (var parts = new Parts()) {
            var report = new Report("gateway");
            var stage = GatewayStage.open(home, files, report, parts);
            whole = new GatewayBench(stage, words.contains("--full"))
                    .run(words.stream().filter(word -> !word.startsWith("--")).collect(Collectors.toSet()));
            report.write(home);
        } finally {
            delete(files);
        }
        System.exit(whole ? 0 : 1);
    }

    /** Whether all of it could be measured: a row that could not does not take the others with it. */
    private boolean run(Set<String> wanted) throws Exception {
        versions();
        stage.gateway().makeCache();
        boolean whole = true;
        for (var row : rows().entrySet()) {
            if (wanted.isEmpty() || wanted.contains(row.getKey())) {
                try {
                    row.getValue().measure();
                } catch (Exception | AssertionError e) {
                    System.out.println("NOT MEASURED: " + row.getKey());
                    e.printStackTrace(System.out);
                    whole = false;
                }
            }
        }
        return whole;
    }

    @FunctionalInterface
    private interface Row {
        void measure() throws Exception;
    }

    private Map<String, Row> rows() {
        var rows = new LinkedHashMap<String, Row>();
        var beginnings = new GatewayBeginnings(stage);
        rows.put("start", beginnings::startUp);
        rows.put("session", beginnings::sessions);
        var traffic = new GatewayTraffic(stage);
        rows.put("handshake", traffic::handshakes);
        rows.put("halfopen", new HalfOpen(stage)::measure);
        rows.put("tls", traffic::tls);
        rows.put("plain", traffic::plain);
        rows.put("web", traffic::web);
        rows.put("idle", new GatewayIdle(stage, full)::measure);
        return rows;
    }

    private static void versions() {
        System.out.println("machine: " + Cpu.PROCESSORS + " cores, Java " + Runtime.version() + ", "
                + OpenSsl.versionString() + ", Netty "
                + Optional.ofNullable(Version.identify().get("netty-handler"))
                        .map(Version::artifactVersion)
                        .orElse("?")
                + "; " + Rounds.WANTED + " rounds");
        say("haproxy", "haproxy", "-v");
        say("websockify", "/usr/bin/python3", "-c", "import importlib.metadata as m; print(m.version('websockify'))");
        say("qemu-system-x86_64", "qemu-system-x86_64", "--version");
    }

    private static void say(String program, String... version) {
        System.out.println(
                GatewayStage.present(program)
                        ? program + ": "
                                + Command.of(version)
                                        .run()
                                        .out()
                                        .lines()
                                        .findFirst()
                                        .orElse("?")
                        : program + " is not here: its rows have no ratio");
    }

    private static void delete(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
