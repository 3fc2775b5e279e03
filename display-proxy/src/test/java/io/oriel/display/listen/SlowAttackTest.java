package io.oriel.display.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.display.grant.CloseReason;
import io.oriel.display.rig.FakeVncConsole;
import io.oriel.display.rig.Hex;
import io.oriel.display.rig.SpiceTestClient;
import io.oriel.display.rig.TestGateway;
import io.oriel.display.rig.WebSocketClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are begun and not gone on with, at every stage before the relay. */
class SlowAttackTest {
    private static final int MANY = 2_000;
    private static final int LOGINS = 20;
    private static final Duration GENEROUS = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new TestGateway(directory);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    /** Where a client falls silent. */
    enum Stage {
        /** Connected. */
        NOTHING,
        /** Half a CONNECT. */
        CONNECT,
        /** Half a ClientHello. */
        TLS,
        /** TLS is agreed. */
        SECURED,
        /** Half a SPICE link. */
        SPICE_LINK,
        /** The link is answered, no ticket comes. */
        SPICE_TICKET,
        /** Half an HTTP head. */
        HTTP_HEAD,
        /** Half a body. */
        HTTP_BODY,
        /** Upgraded, half a frame. */
        WEB_SOCKET,
        /** The ticket is good, RFB is not spoken. */
        RFB
    }

    private Socket silentAt(Stage stage, FakeVncConsole console) throws IOException {
        return switch (stage) {
            case NOTHING -> gateway.connect();
            case CONNECT -> saying(gateway.connect(), "CONNECT localhost:8444 HTTP/1.1\r\nHost: lo");
            case TLS -> saying(gateway.connect(), "\u0016\3\1\2\0\1\0\1\u00fc\3\3");
            case SECURED -> gateway.secure();
            case SPICE_LINK -> saying(gateway.secure(), "REDQ\2\0\0\0\2\0");
            case SPICE_TICKET -> {
                var socket = gateway.secure();
                new SpiceTestClient(socket).link(0, SpiceTestClient.MAIN);
                yield socket;
            }
            case HTTP_HEAD -> saying(gateway.secure(), "GET /health HTTP/1.1\r\nHost: g\r\nX-A: b\r\n");
            case HTTP_BODY ->
                saying(gateway.secure(), "POST /health HTTP/1.1\r\nHost: g\r\nContent-Length: 900\r\n\r\nx");
            case WEB_SOCKET -> {
                var socket = gateway.secure();
                new WebSocketClient(socket).upgrade(TestGateway.ORIGIN);
                socket.getOutputStream().write(Hex.bytes("81 ab 0000"));
                yield socket;
            }
            case RFB -> {
                var socket = gateway.secure();
                var web = new WebSocketClient(socket);
                web.upgrade(TestGateway.ORIGIN);
                web.text(gateway.ticket(console::open).value());
                yield socket;
            }
        };
    }

    private static Socket saying(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }

    @Test
    void A23_whoeverFallsSilentIsNotWaitedForWhereverThatIs() throws Exception {
        var silent = new ArrayList<Socket>();
        try (var console = new FakeVncConsole()) {
            // When
            long begun = System.nanoTime();
            for (var stage : Stage.values()) {
                silent.add(silentAt(stage, console));
            }
            // Then
            for (var socket : silent) {
                socket.getInputStream().readAllBytes();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(GENEROUS);
            TestGateway.eventually(() -> gateway.closed(CloseReason.HANDSHAKE_TIMEOUT) == Stage.values().length);
            TestGateway.eventually(() -> gateway.proxy().sessions().size() == 0);
        } finally {
            for (var socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void A23_aByteNowAndThenBuysNoTime() throws Exception {
        var slow = List.of(Stage.CONNECT, Stage.HTTP_HEAD, Stage.HTTP_BODY);
        try (var console = new FakeVncConsole();
                var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            // When: each would go on for a minute
            var ends = new ArrayList<Future<Boolean>>();
            for (var stage : slow) {
                var socket = silentAt(stage, console);
                ends.add(tasks.submit(() -> isClosedWhileDripping(socket)));
            }
            // Then
            for (var end : ends) {
                assertThat(end.get()).isTrue();
            }
            TestGateway.eventually(() -> gateway.closed(CloseReason.HANDSHAKE_TIMEOUT) == slow.size());
        }
    }

    private static boolean isClosedWhileDripping(Socket socket) throws IOException {
        try (socket) {
            socket.setSoTimeout(500);
            for (int i = 0; i < 120; i++) {
                try {
                    socket.getOutputStream().write('a');
                    if (socket.getInputStream().read() < 0) {
                        return true;
                    }
                } catch (SocketTimeoutException nothingYet) {
                    // the next byte
                } catch (SocketException | SSLException closed) {
                    return true;
                }
            }
            return false;
        }
    }

    @Test
    void A23_twoThousandHalfOpenConnectionsAreClosedAndEveryHonestLoginGoesThroughMeanwhile() throws Exception {
        // Given: one address may have 200 of them, so they come from eleven
        var halfOpen = new ArrayList<Socket>();
        try {
            for (int i = 0; i < MANY; i++) {
                var socket = new Socket();
                halfOpen.add(socket);
                socket.bind(new InetSocketAddress("127.0.0." + (2 + i % 11), 0));
                socket.connect(new InetSocketAddress("127.0.0.1", gateway.port()), (int) GENEROUS.toMillis());
                switch (i % 3) {
                    case 0 -> {}
                    case 1 -> saying(socket, "\u0016\3\1\2\0");
                    default -> saying(socket, "CONNECT loc");
                }
            }
            // When
            var took = new ArrayList<Duration>();
            for (int i = 0; i < LOGINS; i++) {
                long begun = System.nanoTime();
                try (var web = new WebSocketClient(gateway.secure())) {
                    assertThat(web.request("GET /health HTTP/1.1\r\nHost: g\r\n\r\n")
                                    .status())
                            .isEqualTo(200);
                }
                took.add(Duration.ofNanos(System.nanoTime() - begun));
            }
            // Then
            assertThat(took).allSatisfy(each -> assertThat(each).isLessThan(Duration.ofSeconds(10)));
            endOf(halfOpen);
            TestGateway.eventually(() -> gateway.closed(CloseReason.HANDSHAKE_TIMEOUT) == MANY);
        } finally {
            for (var socket : halfOpen) {
                socket.close();
            }
        }
    }

    private static void endOf(List<Socket> sockets) throws IOException {
        for (var socket : sockets) {
            socket.setSoTimeout((int) GENEROUS.toMillis());
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void A24_aFloodOfConnectionsFromOneAddressLeavesRoomForOthers() throws Exception {
        // Given
        var flood = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 400; i++) {
                flood.add(gateway.connect());
            }
            TestGateway.eventually(() -> gateway.closed(CloseReason.LIMIT_REACHED) == 200);
            // When
            var honest = new Socket();
            honest.bind(new InetSocketAddress("127.0.0.77", 0));
            honest.connect(new InetSocketAddress("127.0.0.1", gateway.port()));
            // Then
            try (var web = new WebSocketClient(gateway.secure(honest))) {
                assertThat(web.request("GET /health HTTP/1.1\r\nHost: g\r\n\r\n")
                                .status())
                        .isEqualTo(200);
            }
        } finally {
            for (var socket : flood) {
                socket.close();
            }
        }
        TestGateway.eventually(() -> gateway.closed(CloseReason.LIMIT_REACHED)
                        + gateway.closed(CloseReason.CLIENT_CLOSED)
                        + gateway.closed(CloseReason.HANDSHAKE_TIMEOUT)
                == 401);
    }
}
