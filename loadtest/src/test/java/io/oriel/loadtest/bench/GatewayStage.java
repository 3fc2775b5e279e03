package io.oriel.loadtest.bench;

import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.loadtest.bench.gateway.BenchTls;
import io.oriel.loadtest.bench.gateway.Clients;
import io.oriel.loadtest.bench.gateway.Consoles;
import io.oriel.loadtest.bench.gateway.GatewayProgram;
import io.oriel.loadtest.bench.gateway.Haproxy;
import io.oriel.loadtest.bench.gateway.Load;
import io.oriel.loadtest.bench.gateway.Websockify;
import io.oriel.loadtest.rig.Parts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Who takes part in {@code ./oriel bench gateway}, and where the figures go. */
record GatewayStage(
        Path files,
        BenchTls tls,
        Consoles consoles,
        Clients clients,
        GatewayProgram gateway,
        Haproxy haproxy,
        Websockify websockify,
        Report report) {

    static GatewayStage open(Path home, Path files, Report report, Parts parts) throws Exception {
        var tls = new BenchTls(files.resolve("tls"));
        return new GatewayStage(
                files,
                tls,
                parts.add(new Consoles(tls)),
                parts.add(new Clients(tls)),
                parts.add(new GatewayProgram(home, files.resolve("gateway"), tls)),
                new Haproxy(files.resolve("haproxy"), tls),
                new Websockify(files.resolve("websockify"), tls),
                report);
    }

    Load load() {
        return new Load(clients);
    }

    ConsoleTarget secured() throws Exception {
        return GatewayProgram.console(DisplayProtocol.SPICE, consoles.secured(), tls.pin());
    }

    ConsoleTarget unsecured() {
        return GatewayProgram.console(DisplayProtocol.SPICE, consoles.plain(), "");
    }

    ConsoleTarget vnc() {
        return GatewayProgram.console(DisplayProtocol.RFB, consoles.vnc(), "");
    }

    static boolean present(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
