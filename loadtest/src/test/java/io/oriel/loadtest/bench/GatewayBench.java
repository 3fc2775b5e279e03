package io.oriel.loadtest.bench;

import io.netty.handler.ssl.OpenSsl;
import io.netty.util.Version;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.rig.Qemu;
import io.oriel.loadtest.bench.gateway.BenchTls;
import io.oriel.loadtest.bench.gateway.Clients;
import io.oriel.loadtest.bench.gateway.Consoles;
import io.oriel.loadtest.bench.gateway.Contestant;
import io.oriel.loadtest.bench.gateway.Cpu;
import io.oriel.loadtest.bench.gateway.GatewayProgram;
import io.oriel.loadtest.bench.gateway.Handshakes;
import io.oriel.loadtest.bench.gateway.Haproxy;
import io.oriel.loadtest.bench.gateway.Load;
import io.oriel.loadtest.bench.gateway.PlainDoors;
import io.oriel.loadtest.bench.gateway.Rounds;
import io.oriel.loadtest.bench.gateway.SessionSetUp;
import io.oriel.loadtest.bench.gateway.Websockify;
import io.oriel.loadtest.lab.Command;
import io.oriel.loadtest.rig.Parts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code ./oriel bench gateway [--full] [start|session|handshake|tls|plain|web|idle …]}: the gateway beside haproxy and
 * websockify. Each proxy has one processor for itself, clients and consoles have the other. TLS is 1.3 with AES-128-GCM,
 * X25519, P-256 and nothing resumed; {@code --full} fills one gateway with 9,000 sessions.
 */
public final class GatewayBench {
    private static final int BUFFER = 256 * 1024;
    private static final int PLAIN_MEGABYTES = 600;
    private static final int TLS_MEGABYTES = 300;
    private static final int HANDSHAKES = 400;
    private static final int SESSIONS = 1_000;
    private static final int FULL_SESSIONS = 8_000; // and a tenth of it before: under the gateway's 9,500 connections
    private static final int BROWSERS = 500;
    private static final int WEBSOCKIFY_BROWSERS = 12;

    private final Report report = new Report("gateway");
    private final Path home;
    private final Path files;
    private final BenchTls tls;
    private final Consoles consoles;
    private final Clients clients;
    private final Load load;
    private final GatewayProgram gateway;
    private final Haproxy haproxy;
    private final Websockify websockify;
    private final boolean full;

    private GatewayBench(Path home, Path files, boolean full, Parts parts) throws Exception {
        this.home = home;
        this.files = files;
        this.full = full;
        tls = new BenchTls(files.resolve("tls"));
        consoles = parts.add(new Consoles(tls));
        clients = parts.add(new Clients(tls));
        load = new Load(clients);
        gateway = parts.add(new GatewayProgram(home, files.resolve("gateway"), tls));
        haproxy = new Haproxy(files.resolve("haproxy"), tls);
        websockify = new Websockify(files.resolve("websockify"), tls);
    }

    public static void main(String[] args) throws Exception {
        var home = Path.of(args[0]);
        var words = Arrays.asList(args).subList(1, args.length);
        Cpu.keepToOne();
        var files = Files.createTempDirectory(Path.of("/var/tmp"), "ogw-bench");
        boolean whole = false;
        try (var parts = new Parts()) {
            var bench = new GatewayBench(home, files, words.contains("--full"), parts);
            whole = bench.run(words.stream()
                    .filter(word -> !word.startsWith("--"))
                    .collect(Collectors.toSet()));
            bench.report.write(home);
        } finally {
            delete(files);
        }
        System.exit(whole ? 0 : 1);
    }

    /** Whether all of it could be measured: a row that could not does not take the others with it. */
    private boolean run(Set<String> wanted) throws Exception {
        versions();
        gateway.makeCache();
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
        rows.put("start", this::startUp);
        rows.put("session", this::sessions);
        rows.put("handshake", this::handshakes);
        rows.put("tls", () -> {
            tls(Haproxy.Work.TLS_BOTH_SIDES, secured(), "TLS console, both verify", 0.70);
            tls(Haproxy.Work.ENDS_TLS, unsecured(), "plain console", Double.NaN);
        });
        rows.put("plain", this::plain);
        rows.put("web", this::web);
        rows.put("idle", this::idle);
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
                present(program)
                        ? program + ": "
                                + Command.of(version).run().out().lines().findFirst().orElse("?")
                        : program + " is not here: its rows have no ratio");
    }

    private static boolean present(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private ConsoleTarget secured() throws Exception {
        return GatewayProgram.console(DisplayProtocol.SPICE, consoles.secured(), tls.pin());
    }

    private ConsoleTarget unsecured() {
        return GatewayProgram.console(DisplayProtocol.SPICE, consoles.plain(), "");
    }

    /** The pump alone: the gateway has no port without TLS, so its classes stand behind one here. */
    private void plain() throws Exception {
        try (var parts = new Parts()) {
            var ours = parts.add(PlainDoors.start("splice", "splice", consoles.plain(), files));
            var all = new ArrayList<>(List.of(ours));
            if (present("haproxy")) {
                var work = Haproxy.Work.PLAIN;
                all.add(parts.add(haproxy.start("16k", work, consoles.plain(), Optional.empty())));
                all.add(parts.add(haproxy.start("256k", work, consoles.plain(), Optional.of(BUFFER))));
            }
            var rounds = Rounds.of(
                    "plain relay", all, contestant -> load.display(contestant, false, PLAIN_MEGABYTES));
            var name = "plain relay (the gateway's pump alone), CPU";
            fill(report.add(name, "s/GB", "haproxy", 0.65), rounds, Load.CPU, "splice", "16k");
            fill(report.add(name, "s/GB", "haproxy, 256 KiB buffers", 1.15), rounds, Load.CPU, "splice", "256k");
            fill(rate("plain relay (the gateway's pump alone)"), rounds, Load.RATE, "splice", "256k");
            var trips = Rounds.of("plain round trip", all, contestant -> load.pings(contestant, false));
            trips(trips, "plain (the gateway's pump alone)", "splice", "haproxy", "16k", true);
        }
    }

    private Samples rate(String what) {
        return report.add(what + ", rate", "GB/s", "haproxy, 256 KiB buffers", Double.NaN);
    }

    private void trips(
            Map<String, List<Map<String, Double>>> rounds,
            String what,
            String own,
            String peer,
            String other,
            boolean gate) {
        var name = "round trip of 64 bytes, " + what;
        fill(report.add(name + ", p50", "µs", peer, gate ? 1.1 : Double.NaN), rounds, Load.MEDIAN, own, other);
        fill(report.add(name + ", p99", "µs", peer, gate ? 1.4 : Double.NaN), rounds, Load.NEARLY_ALL, own, other);
    }

    private static void fill(
            Samples samples, Map<String, List<Map<String, Double>>> rounds, String figure, String own, String other) {
        rounds.getOrDefault(own, List.of()).forEach(round -> samples.plus(value(round, figure)));
        rounds.getOrDefault(other, List.of()).forEach(round -> samples.peer(value(round, figure)));
    }

    private static double value(Map<String, Double> round, String figure) {
        return round.getOrDefault(figure, Double.NaN);
    }

    private void tls(Haproxy.Work work, ConsoleTarget console, String where, double goal) throws Exception {
        try (var parts = new Parts()) {
            var all = new ArrayList<Contestant>();
            all.add(parts.add(gateway.start("gateway", () -> console)));
            if (present("haproxy")) {
                all.add(parts.add(haproxy.start("haproxy", work, console.port(), Optional.of(BUFFER))));
            }
            load.display(all.getFirst(), true, 2 * TLS_MEGABYTES); // until its code is compiled
            var rounds = Rounds.of(
                    "SPICE over TLS, " + where, all, contestant -> load.display(contestant, true, TLS_MEGABYTES));
            var name = "SPICE over TLS, policy on, " + where;
            fill(
                    report.add(name + ", CPU", "s/GB", "haproxy, 256 KiB buffers", goal),
                    rounds,
                    Load.CPU,
                    "gateway",
                    "haproxy");
            fill(rate(name), rounds, Load.RATE, "gateway", "haproxy");
            var trips = Rounds.of("TLS round trip, " + where, all, contestant -> load.pings(contestant, true));
            trips(trips, "TLS, " + where, "gateway", "haproxy", "haproxy", work == Haproxy.Work.TLS_BOTH_SIDES);
        }
    }

    private void handshakes() throws Exception {
        try (var parts = new Parts()) {
            var all = new ArrayList<Contestant>();
            all.add(parts.add(gateway.start("gateway", this::unsecured)));
            if (present("haproxy")) {
                all.add(parts.add(haproxy.start("haproxy", Haproxy.Work.ANSWERS, 0, Optional.empty())));
            }
            var handshakes = new Handshakes(clients);
            handshakes.of(all.getFirst(), 10 * HANDSHAKES); // until its code is compiled
            var rounds = Rounds.of("handshakes", all, contestant -> handshakes.of(contestant, HANDSHAKES));
            fill(
                    report.add("CPU of a full TLS handshake and one answer", "µs", "haproxy", 1.0),
                    rounds,
                    Load.CPU,
                    "gateway",
                    "haproxy");
        }
    }

    private void web() throws Exception {
        var rfb = GatewayProgram.console(DisplayProtocol.RFB, consoles.vnc(), "");
        try (var parts = new Parts()) {
            var all = new ArrayList<>(List.of(
                    parts.add(gateway.start("wss", () -> rfb)),
                    parts.add(PlainDoors.start("ws", "web", consoles.vnc(), files))));
            if (present("websockify")) {
                all.add(parts.add(websockify.start("websockify wss", true, consoles.vnc())));
                all.add(parts.add(websockify.start("websockify ws", false, consoles.vnc())));
            }
            for (var ours : all.subList(0, 2)) {
                load.browsers(ours, ours.name().endsWith("wss"), TLS_MEGABYTES);
            }
            var rounds = Rounds.of(
                    "WebSocket",
                    all,
                    contestant -> load.browsers(contestant, contestant.name().endsWith("wss"), TLS_MEGABYTES));
            fill(
                    report.add("WebSocket with TLS, CPU", "s/GB", "websockify", 0.60),
                    rounds,
                    Load.CPU,
                    "wss",
                    "websockify wss");
            fill(
                    report.add("WebSocket without TLS (the gateway's web door alone), CPU", "s/GB", "websockify", 0.75),
                    rounds,
                    Load.CPU,
                    "ws",
                    "websockify ws");
        }
    }

    /** Each round a fresh process: what has once been used is not given back. */
    private void idle() throws Exception {
        int sessions = full ? FULL_SESSIONS : SESSIONS;
        var console = secured();
        var both = report.add("memory of an idle TLS session, TLS console", "kB", 26);
        var plain = report.add("memory of an idle TLS session, plain console", "kB", 26);
        var ws = report.add("memory of an idle WebSocket without TLS", "kB", "websockify", 1.0 / 200);
        var rfb = GatewayProgram.console(DisplayProtocol.RFB, consoles.vnc(), "");
        var wss = report.add("memory of an idle WebSocket with TLS", "kB", "websockify", Double.NaN);
        for (int round = 0; round < Rounds.WANTED; round++) {
            try (var fresh = gateway.start("gateway", () -> console)) {
                both.plus(value(load.idleSessions(fresh, true, sessions, GatewayBench::settled), Load.MEMORY));
            }
            try (var fresh = gateway.start("gateway", this::unsecured)) {
                plain.plus(value(load.idleSessions(fresh, true, sessions, GatewayBench::settled), Load.MEMORY));
            }
            try (var fresh = PlainDoors.start("ws", "web", consoles.vnc(), files)) {
                ws.plus(value(load.idleBrowsers(fresh, false, BROWSERS, GatewayBench::settled), Load.MEMORY));
            }
            try (var fresh = gateway.start("wss", () -> rfb)) {
                wss.plus(value(load.idleBrowsers(fresh, true, BROWSERS, GatewayBench::settled), Load.MEMORY));
            }
            if (present("websockify")) {
                ws.peer(websockifyMemory(false));
                wss.peer(websockifyMemory(true));
            }
        }
    }

    private double websockifyMemory(boolean secured) throws Exception {
        try (var fresh = websockify.start("websockify", secured, consoles.vnc())) {
            return value(
                    load.idleBrowsers(
                            fresh,
                            secured,
                            WEBSOCKIFY_BROWSERS,
                            proxy -> Cpu.proportional(proxy.process().toHandle())),
                    Load.MEMORY);
        }
    }

    /** Without what the next collection would free. */
    private static double settled(Contestant ours) {
        Command.of(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(ours.process().pid()),
                        "GC.run")
                .run()
                .orFail();
        return Cpu.proportional(ours.process().toHandle());
    }

    private void sessions() throws Exception {
        var setUp = new SessionSetUp(files.resolve("session"), tls.ca());
        var secured = report.add("SPICE session set-up, all channels, qemu with TLS", "ms", "direct with TLS", 1.3);
        var plain = report.add(
                "SPICE session set-up, all channels, qemu on loopback", "ms", "direct without TLS", Double.NaN);
        try (var safe = Qemu.secured(tls.forQemu(), tls.pin());
                var bare = Qemu.plain();
                var toSafe = gateway.start("gateway", () -> safe.open(DisplayProtocol.SPICE));
                var toBare = gateway.start("gateway", () -> bare.open(DisplayProtocol.SPICE))) {
            for (int round = -2; round < Rounds.WANTED; round++) {
                double ours = setUp.secured(toSafe.port(), toSafe.secret().get());
                var direct = safe.open(DisplayProtocol.SPICE);
                double theirs = setUp.secured(direct.port(), direct.password());
                double oursPlain = setUp.secured(toBare.port(), toBare.secret().get());
                var bareDirect = bare.open(DisplayProtocol.SPICE);
                double theirsPlain = setUp.plain(bareDirect.port(), bareDirect.password());
                if (round >= 0) {
                    secured.plus(ours).peer(theirs);
                    plain.plus(oursPlain).peer(theirsPlain);
                }
            }
        }
    }

    private void startUp() throws Exception {
        var ready = report.add("start-up to listening", "s", 1.0);
        for (int round = 0; round < Rounds.WANTED; round++) {
            long begun = System.nanoTime();
            try (var _ = gateway.start()) {
                ready.plus((System.nanoTime() - begun) / 1e9);
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
