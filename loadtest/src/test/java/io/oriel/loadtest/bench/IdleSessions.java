package io.oriel.loadtest.bench;

import io.oriel.display.grant.DisplayProtocol;
import io.oriel.loadtest.lab.Await;
import io.oriel.loadtest.rig.Crowds;
import io.oriel.loadtest.rig.LoneGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What an idle session costs the gateway's process: its resident memory with so many more of them, divided by as many.
 * Each is a main channel over TLS, or a browser's WebSocket over TLS, with a plain console.
 */
public final class IdleSessions {
    private static final int WARM = 200;
    private static final int MORE = 3_000;
    private static final double BYTES_IN_KB = 1_000;

    private IdleSessions() {}

    /** Adds both quantities, as often as there are rounds; a gateway of its own for each. @param files a directory */
    static void measure(Path files, Report report, int rounds) throws Exception {
        var tls = report.add("memory (RSS) per idle TLS session", "kB", 26);
        var web = report.add("memory (RSS) per idle WebSocket session", "kB", Double.NaN);
        for (int round = 0; round < rounds; round++) {
            tls.plus(bytes(Files.createDirectories(files.resolve("idle-spice-" + round)), DisplayProtocol.SPICE)
                    / BYTES_IN_KB);
            web.plus(bytes(Files.createDirectories(files.resolve("idle-web-" + round)), DisplayProtocol.RFB)
                    / BYTES_IN_KB);
        }
    }

    private static double bytes(Path files, DisplayProtocol protocol) throws Exception {
        try (var gateway = new LoneGateway(files);
                var crowds = new Crowds(gateway)) {
            crowds.sit(protocol, WARM);
            long before = gateway.resident();
            crowds.sit(protocol, MORE);
            Await.until("all sit", Duration.ofMinutes(5), () -> gateway.sessions() == WARM + MORE);
            return (double) (gateway.resident() - before) / MORE;
        }
    }
}
