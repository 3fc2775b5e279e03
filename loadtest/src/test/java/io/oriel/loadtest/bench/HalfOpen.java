package io.oriel.loadtest.bench;

import io.oriel.display.rig.WebSocketClient;
import io.oriel.loadtest.rig.LoneGateway;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * What an honest login takes while 2,000 connections are half open, beside what it takes without them: a TCP connection,
 * a full TLS handshake and one answer. Of each round the 99th percentile counts.
 */
public final class HalfOpen {
    private static final int HALF_OPEN = 2_000;
    private static final int ADDRESSES = 11;
    private static final int LOGINS = 200;

    private HalfOpen() {}

    /** Adds the quantity, as often as there are rounds. @param files a directory */
    static void measure(Path files, Report report, int rounds) throws Exception {
        var samples = report.add("login p99 beside 2,000 half-open connections", "ms", "without them", 2);
        try (var gateway = new LoneGateway(Files.createDirectories(files.resolve("half-open")))) {
            var context = gateway.certificates().clientContext();
            percentile(gateway, context); // warm
            for (int round = 0; round < rounds; round++) {
                samples.peer(percentile(gateway, context));
                var halfOpen = new ArrayList<Socket>();
                try {
                    open(gateway, halfOpen);
                    samples.plus(percentile(gateway, context));
                } finally {
                    for (var socket : halfOpen) {
                        socket.close();
                    }
                }
            }
        }
    }

    private static void open(LoneGateway gateway, List<Socket> halfOpen) throws IOException {
        for (int i = 0; i < HALF_OPEN; i++) {
            var socket = new Socket();
            halfOpen.add(socket);
            socket.bind(new InetSocketAddress("127.0.0." + (2 + i % ADDRESSES), 0));
            socket.connect(new InetSocketAddress("127.0.0.1", gateway.port()));
            var begun = i % 2 == 0 ? "" : "\u0016\3\1\2\0\1";
            socket.getOutputStream().write(begun.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** In milliseconds. */
    private static double percentile(LoneGateway gateway, SSLContext context) throws IOException {
        var took = new double[LOGINS];
        for (int i = 0; i < LOGINS; i++) {
            long begun = System.nanoTime();
            var tcp = new Socket("127.0.0.1", gateway.port());
            var socket = (SSLSocket) context.getSocketFactory().createSocket(tcp, "localhost", gateway.port(), true);
            try (var client = new WebSocketClient(socket)) {
                client.request("GET /health HTTP/1.1\r\nHost: g\r\n\r\n");
            }
            took[i] = (System.nanoTime() - begun) / 1e6;
        }
        Arrays.sort(took);
        return took[LOGINS * 99 / 100];
    }
}
