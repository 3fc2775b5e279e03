package io.oriel.loadtest.bench;

import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.rig.Qemu;
import io.oriel.display.rig.TestCertificates;
import io.oriel.loadtest.bench.gateway.Rounds;
import io.oriel.loadtest.bench.gateway.SessionSetUp;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long a whole session and the gateway itself take to begin. */
final class GatewayBeginnings {
    private static final int WARM_SESSIONS = 3;
    private static final String TIME = "time";

    private final GatewayStage stage;

    GatewayBeginnings(GatewayStage stage) {
        this.stage = stage;
    }

    void sessions() throws Exception {
        var setUp =
                new SessionSetUp(stage.files().resolve("session"), stage.tls().ca());
        var secured =
                stage.report().add("SPICE session set-up, all channels, qemu with TLS", "ms", "direct with TLS", 1.3);
        var plain = stage.report()
                .add("SPICE session set-up, all channels, qemu on loopback", "ms", "direct without TLS", Double.NaN);
        var tls = stage.tls().forQemu();
        try (var safe = Qemu.secured(tls, TestCertificates.pin(tls.resolve("server-cert.pem")));
                var bare = Qemu.plain();
                var toSafe = stage.gateway().start("gateway", () -> safe.open(DisplayProtocol.SPICE));
                var toBare = stage.gateway().start("gateway", () -> bare.open(DisplayProtocol.SPICE))) {
            var measurements = new LinkedHashMap<String, Rounds.Measurement>();
            measurements.put(
                    "gateway",
                    () -> milliseconds(
                            setUp.secured(toSafe.port(), toSafe.secret().get())));
            measurements.put("direct", () -> {
                var direct = safe.open(DisplayProtocol.SPICE);
                return milliseconds(setUp.secured(direct.port(), direct.password()));
            });
            measurements.put(
                    "gateway to plain",
                    () -> milliseconds(
                            setUp.secured(toBare.port(), toBare.secret().get())));
            measurements.put("direct, plain", () -> {
                var direct = bare.open(DisplayProtocol.SPICE);
                return milliseconds(setUp.plain(direct.port(), direct.password()));
            });
            for (int i = 0; i < WARM_SESSIONS; i++) { // until its code is compiled
                setUp.secured(toSafe.port(), toSafe.secret().get());
                setUp.secured(toBare.port(), toBare.secret().get());
            }
            var rounds = Rounds.of("session set-up", measurements);
            Figures.fill(secured, rounds, TIME, "gateway", "direct");
            Figures.fill(plain, rounds, TIME, "gateway to plain", "direct, plain");
        }
    }

    private static Map<String, Double> milliseconds(double value) {
        return Map.of(TIME, value);
    }

    void startUp() throws Exception {
        var ready = stage.report().add("start-up to listening", "s", 1.0);
        var rounds = Rounds.of("start-up", Map.of("gateway", () -> {
            long begun = System.nanoTime();
            try (var _ = stage.gateway().start()) {
                return Map.of(TIME, (System.nanoTime() - begun) / 1e9);
            }
        }));
        Figures.fill(ready, rounds, TIME, "gateway", "");
    }
}
