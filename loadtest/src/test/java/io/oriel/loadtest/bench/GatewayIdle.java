package io.oriel.loadtest.bench;

import io.oriel.loadtest.bench.gateway.Contestant;
import io.oriel.loadtest.bench.gateway.Cpu;
import io.oriel.loadtest.bench.gateway.Load;
import io.oriel.loadtest.bench.gateway.PlainDoors;
import io.oriel.loadtest.bench.gateway.Rounds;
import io.oriel.loadtest.lab.Command;
import java.nio.file.Path;

/** What an open session costs in memory while nothing happens. */
final class GatewayIdle {
    private static final int SESSIONS = 1_000;
    private static final int FULL_SESSIONS = 8_000; // and a tenth of it before: under the gateway's 9,500 connections
    private static final int BROWSERS = 500;
    private static final int WEBSOCKIFY_BROWSERS = 12;

    private final GatewayStage stage;
    private final boolean full;

    GatewayIdle(GatewayStage stage, boolean full) {
        this.stage = stage;
        this.full = full;
    }

    /** Each round a fresh process: what has once been used is not given back. */
    void measure() throws Exception {
        int sessions = full ? FULL_SESSIONS : SESSIONS;
        var console = stage.secured();
        var both = stage.report().add("memory of an idle TLS session, TLS console", "kB", 26);
        var plain = stage.report().add("memory of an idle TLS session, plain console", "kB", 26);
        var ws = stage.report().add("memory of an idle WebSocket without TLS", "kB", "websockify", 1.0 / 200);
        var rfb = stage.vnc();
        var wss = stage.report().add("memory of an idle WebSocket with TLS", "kB", "websockify", Double.NaN);
        for (int round = 0; round < Rounds.WANTED; round++) {
            try (var fresh = stage.gateway().start("gateway", () -> console)) {
                both.plus(Figures.value(
                        stage.load().idleSessions(fresh, true, sessions, GatewayIdle::settled), Load.MEMORY));
            }
            try (var fresh = stage.gateway().start("gateway", stage::unsecured)) {
                plain.plus(Figures.value(
                        stage.load().idleSessions(fresh, true, sessions, GatewayIdle::settled), Load.MEMORY));
            }
            try (var fresh = PlainDoors.start("ws", "web", stage.consoles().vnc(), stage.files())) {
                ws.plus(Figures.value(
                        stage.load().idleBrowsers(fresh, false, BROWSERS, GatewayIdle::settled), Load.MEMORY));
            }
            try (var fresh = stage.gateway().start("wss", () -> rfb)) {
                wss.plus(Figures.value(
                        stage.load().idleBrowsers(fresh, true, BROWSERS, GatewayIdle::settled), Load.MEMORY));
            }
            if (GatewayStage.present("websockify")) {
                ws.peer(websockifyMemory(false));
                wss.peer(websockifyMemory(true));
            }
        }
    }

    private double websockifyMemory(boolean secured) throws Exception {
        try (var fresh =
                stage.websockify().start("websockify", secured, stage.consoles().vnc())) {
            return Figures.value(
                    stage.load()
                            .idleBrowsers(
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
}
