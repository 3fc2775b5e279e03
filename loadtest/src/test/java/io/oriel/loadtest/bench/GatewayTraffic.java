package io.oriel.loadtest.bench;

import io.oriel.display.grant.ConsoleTarget;
import io.oriel.loadtest.bench.gateway.Contestant;
import io.oriel.loadtest.bench.gateway.Handshakes;
import io.oriel.loadtest.bench.gateway.Haproxy;
import io.oriel.loadtest.bench.gateway.Load;
import io.oriel.loadtest.bench.gateway.PlainDoors;
import io.oriel.loadtest.rig.Parts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Processor time and round trips of bytes and of handshakes, beside haproxy and websockify. */
final class GatewayTraffic {
    private static final int BUFFER = 256 * 1024;
    private static final int PLAIN_MEGABYTES = 600;
    private static final int TLS_MEGABYTES = 300;
    private static final int HANDSHAKES = 400;

    private final GatewayStage stage;

    GatewayTraffic(GatewayStage stage) {
        this.stage = stage;
    }

    /** The pump alone: the gateway has no port without TLS, so its classes stand behind one here. */
    void plain() throws Exception {
        try (var parts = new Parts()) {
            var ours = parts.add(
                    PlainDoors.start("splice", "splice", stage.consoles().plain(), stage.files()));
            var all = new ArrayList<>(List.of(ours));
            if (GatewayStage.present("haproxy")) {
                var work = Haproxy.Work.PLAIN;
                all.add(parts.add(
                        stage.haproxy().start("16k", work, stage.consoles().plain(), Optional.empty())));
                all.add(parts.add(
                        stage.haproxy().start("256k", work, stage.consoles().plain(), Optional.of(BUFFER))));
            }
            var rounds = Figures.each(
                    "plain relay", all, contestant -> stage.load().display(contestant, false, PLAIN_MEGABYTES));
            var name = "plain relay (the gateway's pump alone), CPU";
            Figures.fill(stage.report().add(name, "s/GB", "haproxy", 0.65), rounds, Load.CPU, "splice", "16k");
            Figures.fill(
                    stage.report().add(name, "s/GB", "haproxy, 256 KiB buffers", 1.15),
                    rounds,
                    Load.CPU,
                    "splice",
                    "256k");
            Figures.fill(rate("plain relay (the gateway's pump alone)"), rounds, Load.RATE, "splice", "256k");
            var trips = Figures.each(
                    "plain round trip", all, contestant -> stage.load().pings(contestant, false));
            trips(trips, "plain (the gateway's pump alone)", "splice", "haproxy", "16k", true);
        }
    }

    private Samples rate(String what) {
        return stage.report().add(what + ", rate", "GB/s", "haproxy, 256 KiB buffers", Double.NaN);
    }

    private void trips(
            Map<String, List<Map<String, Double>>> rounds,
            String what,
            String own,
            String peer,
            String other,
            boolean gate) {
        var name = "round trip of 64 bytes, " + what;
        Figures.fill(
                stage.report().add(name + ", p50", "µs", peer, gate ? 1.1 : Double.NaN),
                rounds,
                Load.MEDIAN,
                own,
                other);
        Figures.fill(
                stage.report().add(name + ", p99", "µs", peer, gate ? 1.4 : Double.NaN),
                rounds,
                Load.NEARLY_ALL,
                own,
                other);
    }

    /** The gate is the TLS console: there both proxies verify its certificate. */
    void tls() throws Exception {
        tls(Haproxy.Work.TLS_BOTH_SIDES, stage.secured(), "TLS console, both verify", 0.70);
        tls(Haproxy.Work.ENDS_TLS, stage.unsecured(), "plain console", Double.NaN);
    }

    private void tls(Haproxy.Work work, ConsoleTarget console, String where, double goal) throws Exception {
        try (var parts = new Parts()) {
            var all = new ArrayList<Contestant>();
            all.add(parts.add(stage.gateway().start("gateway", () -> console)));
            if (GatewayStage.present("haproxy")) {
                all.add(parts.add(stage.haproxy().start("haproxy", work, console.port(), Optional.of(BUFFER))));
            }
            stage.load().display(all.getFirst(), true, 2 * TLS_MEGABYTES); // until its code is compiled
            var rounds = Figures.each(
                    "SPICE over TLS, " + where,
                    all,
                    contestant -> stage.load().display(contestant, true, TLS_MEGABYTES));
            var name = "SPICE over TLS, policy on, " + where;
            Figures.fill(
                    stage.report().add(name + ", CPU", "s/GB", "haproxy, 256 KiB buffers", goal),
                    rounds,
                    Load.CPU,
                    "gateway",
                    "haproxy");
            Figures.fill(rate(name), rounds, Load.RATE, "gateway", "haproxy");
            var trips = Figures.each(
                    "TLS round trip, " + where, all, contestant -> stage.load().pings(contestant, true));
            trips(trips, "TLS, " + where, "gateway", "haproxy", "haproxy", work == Haproxy.Work.TLS_BOTH_SIDES);
        }
    }

    void handshakes() throws Exception {
        try (var parts = new Parts()) {
            var all = new ArrayList<Contestant>();
            all.add(parts.add(stage.gateway().start("gateway", stage::unsecured)));
            if (GatewayStage.present("haproxy")) {
                all.add(parts.add(stage.haproxy().start("haproxy", Haproxy.Work.ANSWERS, 0, Optional.empty())));
            }
            var handshakes = new Handshakes(stage.clients());
            handshakes.of(all.getFirst(), 10 * HANDSHAKES); // until its code is compiled
            var rounds = Figures.each("handshakes", all, contestant -> handshakes.of(contestant, HANDSHAKES));
            Figures.fill(
                    stage.report().add("CPU of a full TLS handshake and one answer", "µs", "haproxy", 1.0),
                    rounds,
                    Load.CPU,
                    "gateway",
                    "haproxy");
        }
    }

    void web() throws Exception {
        var rfb = stage.vnc();
        try (var parts = new Parts()) {
            var all = new ArrayList<>(List.of(
                    parts.add(stage.gateway().start("wss", () -> rfb)),
                    parts.add(PlainDoors.start("ws", "web", stage.consoles().vnc(), stage.files()))));
            if (GatewayStage.present("websockify")) {
                all.add(parts.add(stage.websockify()
                        .start("websockify wss", true, stage.consoles().vnc())));
                all.add(parts.add(stage.websockify()
                        .start("websockify ws", false, stage.consoles().vnc())));
            }
            for (var ours : all.subList(0, 2)) {
                stage.load().browsers(ours, ours.name().endsWith("wss"), TLS_MEGABYTES);
            }
            var rounds = Figures.each(
                    "WebSocket",
                    all,
                    contestant ->
                            stage.load().browsers(contestant, contestant.name().endsWith("wss"), TLS_MEGABYTES));
            Figures.fill(
                    stage.report().add("WebSocket with TLS, CPU", "s/GB", "websockify", 0.60),
                    rounds,
                    Load.CPU,
                    "wss",
                    "websockify wss");
            Figures.fill(
                    stage.report()
                            .add(
                                    "WebSocket without TLS (the gateway's web door alone), CPU",
                                    "s/GB",
                                    "websockify",
                                    0.75),
                    rounds,
                    Load.CPU,
                    "ws",
                    "websockify ws");
        }
    }
}
