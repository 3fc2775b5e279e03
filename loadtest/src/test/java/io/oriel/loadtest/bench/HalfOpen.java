package io.oriel.loadtest.bench;

import io.oriel.display.rig.WebSocketClient;
import io.oriel.loadtest.bench.gateway.Cpu;
import io.oriel.loadtest.bench.gateway.Rounds;
import io.oriel.loadtest.rig.LoneGateway;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * What an honest login takes while 2,000 connections are half open, beside what it takes without them: a TCP connection,
 * a full TLS handshake and one answer. A third of them has said nothing, a third has begun a record, a third has said its
 * ClientHello and does not go on. Of each round the 99th percentile counts.
 */
final class HalfOpen {
    private static final int HALF_OPEN = 2_000;
    private static final int ADDRESSES = 11;
    private static final int BATCHES = 4;
    private static final int LOGINS = 50;
    /** The gateway gives up a half-open connection after five seconds; a batch must have ended before. */
    private static final long BATCH_MILLIS = 4_900;

    private static final int ANSWER_MILLIS = 20_000;

    private final GatewayStage stage;

    HalfOpen(GatewayStage stage) {
        this.stage = stage;
    }

    void measure() throws Exception {
        var samples = stage.report().add("login p99 beside 2,000 half-open connections", "ms", "without them", 2);
        var files = Files.createDirectories(stage.files().resolve("half-open"));
        try (var gateway = new LoneGateway(files, Cpu.onTheOther())) {
            var context = gateway.certificates().clientContext();
            nearlyAll(gateway, context, false); // warm
            for (int round = 0; round < Rounds.WANTED; round++) {
                samples.peer(nearlyAll(gateway, context, false));
                samples.plus(nearlyAll(gateway, context, true));
            }
        }
    }

    /** The 99th percentile in milliseconds. */
    private static double nearlyAll(LoneGateway gateway, SSLContext context, boolean beside) throws IOException {
        var took = new double[BATCHES * LOGINS];
        for (int batch = 0; batch < BATCHES; batch++) {
            var halfOpen = new ArrayList<Socket>();
            try {
                long begun = System.nanoTime();
                if (beside) {
                    open(gateway, hello(context), batch, halfOpen);
                }
                for (int i = 0; i < LOGINS; i++) {
                    took[batch * LOGINS + i] = login(gateway, context);
                }
                long millis = (System.nanoTime() - begun) / 1_000_000;
                if (beside && millis > BATCH_MILLIS) {
                    throw new IOException(
                            LOGINS + " logins took " + millis + " ms: the others were no longer half open");
                }
            } finally {
                for (var socket : halfOpen) {
                    socket.close();
                }
            }
        }
        Arrays.sort(took);
        return took[took.length * 99 / 100];
    }

    private static byte[] hello(SSLContext context) throws IOException {
        var engine = context.createSSLEngine("localhost", 0);
        engine.setUseClientMode(true);
        engine.beginHandshake();
        var record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), record);
        return Arrays.copyOf(record.array(), record.position());
    }

    /** From addresses of this batch's own: the gateway may not have noticed yet that the last batch has gone. */
    private static void open(LoneGateway gateway, byte[] hello, int batch, List<Socket> halfOpen) throws IOException {
        for (int i = 0; i < HALF_OPEN; i++) {
            var socket = new Socket();
            halfOpen.add(socket);
            socket.bind(new InetSocketAddress("127.0." + (1 + batch) + "." + (2 + i % ADDRESSES), 0));
            socket.connect(new InetSocketAddress("127.0.0.1", gateway.port()), ANSWER_MILLIS);
            int said = i % 3 == 0 ? 0 : i % 3 == 1 ? 6 : hello.length;
            socket.getOutputStream().write(hello, 0, said);
        }
    }

    /** In milliseconds. */
    private static double login(LoneGateway gateway, SSLContext context) throws IOException {
        long begun = System.nanoTime();
        var tcp = new Socket("127.0.0.1", gateway.port());
        tcp.setSoTimeout(ANSWER_MILLIS);
        var socket = (SSLSocket) context.getSocketFactory().createSocket(tcp, "localhost", gateway.port(), true);
        try (var client = new WebSocketClient(socket)) {
            client.request("GET /health HTTP/1.1\r\nHost: g\r\n\r\n");
        }
        return (System.nanoTime() - begun) / 1e6;
    }
}
