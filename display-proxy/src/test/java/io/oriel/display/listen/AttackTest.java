package io.oriel.display.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslProvider;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.relay.Transport;
import io.oriel.display.rig.Hex;
import io.oriel.display.rig.TestGateway;
import io.oriel.display.rig.WebSocketClient;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.SplittableRandom;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers do to the port. None of them reaches the control plane or a console. */
class AttackTest {
    @TempDir
    Path directory;

    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new TestGateway(directory);
    }

    @AfterEach
    void stop() {
        assertThat(gateway.grants().redeemed()).isZero();
        gateway.close();
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static String all(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "REDQ\2\0\0\0\2\0\0\0",
                "\0\0\0\0",
                "RFB 003.008\n",
                "\u0015\3\1\0\2\2\0"
            })
    void garbageIsClosedQuietlyAndCounted(String garbage) throws Exception {
        try (var socket = gateway.connect()) {
            // When
            say(socket, garbage);
            // Then
            assertThat(all(socket)).isEmpty();
            assertThat(gateway.closed(CloseReason.PROTOCOL_VIOLATION)).isOne();
        }
    }

    @Test
    void brokenTlsIsClosedAndCounted() throws Exception {
        try (var socket = gateway.connect()) {
            // When
            say(socket, "\u0016\3\1\0\u0020" + "x".repeat(0x20));
            all(socket);
            // Then
            TestGateway.eventually(() -> gateway.closed(CloseReason.TLS_FAILED) == 1);
        }
    }

    @Test
    void randomBytesInsideTlsAreClosedAndCounted() throws Exception {
        var random = new SplittableRandom(7);
        for (int round = 1; round <= 20; round++) {
            try (var socket = gateway.secure()) {
                var bytes = new byte[64];
                random.nextBytes(bytes);
                if (round % 2 == 0) {
                    System.arraycopy("REDQ".getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, 4);
                }
                // When
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                // Then
                assertThat(all(socket)).isEmpty();
            }
            int rounds = round;
            TestGateway.eventually(() -> gateway.closed(CloseReason.PROTOCOL_VIOLATION) == rounds);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:8444",
                "127.0.0.1:5900",
                "169.254.169.254:80",
                "[::ffff:127.0.0.1]:8444",
                "2130706433:8444",
                "localhost:22",
                "localhost:08444",
                "localhost:8444@evil:80",
                "localhost.evil.example:8444",
                "evil.example:8444",
                "localhost",
                ""
            })
    void A11_connectToAnythingElseIsRefused(String authority) throws Exception {
        try (var socket = gateway.connect()) {
            // When
            say(socket, "CONNECT " + authority + " HTTP/1.1\r\nHost: localhost:8444\r\n\r\n");
            // Then
            assertThat(all(socket)).startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void A11_connectToOurselvesIsTlsToOurselvesAndNotTwice() throws Exception {
        try (var socket = gateway.connect()) {
            // Given
            say(socket, "CONNECT LOCALHOST:8444 HTTP/1.0\r\nHost: evil.example\r\n\r\n");
            var answer = new String(socket.getInputStream().readNBytes(39), StandardCharsets.US_ASCII);
            assertThat(answer).isEqualTo("HTTP/1.1 200 Connection established\r\n\r\n");
            // When
            try (var web = new WebSocketClient(gateway.secure(socket))) {
                // Then
                assertThat(web.request("GET /health HTTP/1.1\r\nHost: g\r\n\r\n")
                                .status())
                        .isEqualTo(200);
            }
        }
        try (var socket = gateway.connect()) {
            say(socket, "CONNECT localhost:8444 HTTP/1.1\r\n\r\nCONNECT localhost:8444 HTTP/1.1\r\n\r\n");
            assertThat(all(socket)).doesNotContain("200 Connection established\r\n\r\nHTTP");
            assertThat(gateway.closed(CloseReason.PROTOCOL_VIOLATION)).isOne();
        }
    }

    @Test
    void A21_aLinkThatLiesAboutItsLengthIsClosed() throws Exception {
        try (var socket = gateway.secure()) {
            // When
            socket.getOutputStream().write(Hex.bytes("52454451 02000000 02000000 ffffffff"));
            // Then
            assertThat(all(socket)).isEmpty();
            assertThat(gateway.closed(CloseReason.PROTOCOL_VIOLATION)).isOne();
        }
    }

    @Test
    void A22_tls12CannotRenegotiateAndOlderIsNotSpoken() throws Exception {
        try (var socket = gateway.connect()) {
            var old = (SSLSocket) gateway.certificates()
                    .clientContext()
                    .getSocketFactory()
                    .createSocket(socket, "localhost", gateway.port(), true);
            old.setEnabledProtocols(new String[] {"TLSv1.2"});
            old.startHandshake();
            old.startHandshake(); // asks for another
            assertThatThrownBy(() -> {
                        say(old, "GET /health HTTP/1.1\r\nHost: g\r\n\r\n");
                        assertThat(all(old)).contains("200");
                    })
                    .isInstanceOfAny(IOException.class, AssertionError.class);
        }
    }

    @Test
    void A23_aLinkFedByteByByteEndsToo() throws Exception {
        try (var socket = gateway.secure()) {
            // When
            assertThatThrownBy(() -> {
                        for (byte each : Hex.resource("/spice/link.hex")) {
                            socket.getOutputStream().write(each);
                            socket.setSoTimeout(500);
                            try {
                                assertThat(socket.getInputStream().read()).isNotNegative();
                            } catch (SocketTimeoutException nothingYet) {
                                // the next byte
                            }
                        }
                    })
                    .isNotNull();
            // Then
            TestGateway.eventually(() -> gateway.closed(CloseReason.HANDSHAKE_TIMEOUT) == 1);
        }
    }

    @Test
    void A24_oneAddressHasSoManyUnprovenConnectionsAndNoMore() throws Exception {
        gateway.close();
        gateway = new TestGateway(directory, 10, Transport.best());
        var open = new ArrayList<Socket>();
        try {
            // Given
            for (int i = 0; i < 10; i++) {
                open.add(gateway.connect());
            }
            TestGateway.eventually(() -> gateway.proxy().counters().accepted() == 10);
            // When
            try (var tooMany = gateway.connect()) {
                // Then
                assertThat(all(tooMany)).isEmpty();
                assertThat(gateway.closed(CloseReason.LIMIT_REACHED)).isOne();
            }
            open.removeFirst().close();
            TestGateway.eventually(() -> gateway.closed(CloseReason.CLIENT_CLOSED) == 1);
            try (var again = gateway.secure()) {
                assertThat(again.isConnected()).isTrue();
            }
        } finally {
            for (var socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void theFallbackOfTheJdkServesToo() throws Exception {
        gateway.close();
        gateway = new TestGateway(directory, 10, Transport.plainJdk(SslProvider.JDK));
        try (var web = new WebSocketClient(gateway.secure())) {
            assertThat(web.request("GET /health HTTP/1.1\r\nHost: g\r\n\r\n").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void anUnknownPathIsNotFound() throws Exception {
        try (var web = new WebSocketClient(gateway.secure())) {
            assertThat(web.request("GET /rfb?token=x HTTP/1.1\r\nHost: g\r\nOrigin: https://a\r\n\r\n")
                            .status())
                    .isEqualTo(404);
        }
    }
}
