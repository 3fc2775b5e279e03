package io.oriel.loadtest.rig;

import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** People and desktops of one gateway, none of them in its process or this one. One thread. */
public final class Crowds implements AutoCloseable {
    /** So many fit into one process: a client's TLS in Java is large. */
    private static final int IN_ONE = 3_000;

    private final LoneGateway gateway;
    private final List<Program> programs = new ArrayList<>();
    private final int spice;
    private final int vnc;

    public Crowds(LoneGateway gateway) throws IOException {
        this.gateway = gateway;
        var ports = program(ConsolesMain.class.getName(), List.of()).answer().split(" ");
        spice = Integer.parseInt(ports[0]);
        vnc = Integer.parseInt(ports[1]);
    }

    private record Program(Process process, BufferedReader out) {
        String answer() throws IOException {
            var line = out.readLine();
            if (line == null) {
                throw new IOException("it ended");
            }
            return line;
        }
    }

    private Program program(String main, List<String> arguments) throws IOException {
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        words.addAll(arguments);
        var process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var program = new Program(process, process.inputReader(StandardCharsets.US_ASCII));
        programs.add(program);
        return program;
    }

    /** So many more sit at their desktops when this returns. */
    public void sit(DisplayProtocol protocol, int count) throws IOException {
        var opening = new ArrayList<Program>();
        for (int left = count; left > 0; left -= IN_ONE) {
            var crowd = program(
                    CrowdMain.class.getName(),
                    List.of(
                            String.valueOf(gateway.port()),
                            gateway.certificates().ca().toString(),
                            protocol == DisplayProtocol.RFB ? "web" : "spice"));
            var in = crowd.process().outputWriter(StandardCharsets.US_ASCII);
            for (int i = 0; i < Math.min(left, IN_ONE); i++) {
                in.write(gateway.ticket(console(protocol)) + "\n");
            }
            in.write("\n");
            in.flush();
            opening.add(crowd);
        }
        for (var crowd : opening) {
            crowd.answer();
        }
    }

    private ConsoleTarget console(DisplayProtocol protocol) {
        int port = protocol == DisplayProtocol.RFB ? vnc : spice;
        return new ConsoleTarget(new UUID(0, 1), protocol, "127.0.0.1", port, "", "password");
    }

    @Override
    public void close() {
        programs.forEach(program -> program.process().destroy());
    }
}
