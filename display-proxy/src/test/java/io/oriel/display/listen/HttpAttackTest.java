package io.oriel.display.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.display.grant.CloseReason;
import io.oriel.display.rig.FakeVncConsole;
import io.oriel.display.rig.Hex;
import io.oriel.display.rig.RfbTestClient;
import io.oriel.display.rig.TestGateway;
import io.oriel.display.rig.WebSocketClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers write to the HTTP side of the port, byte for byte. A connection is worth one answer at most. */
class HttpAttackTest {
    private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nOrigin: " + TestGateway.ORIGIN + "\r\n";

    @TempDir
    static Path directory;

    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = new TestGateway(directory);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static String answers(String request) throws IOException {
        try (var socket = gateway.secure()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** Requests that two servers in a row could understand differently; behind each one hides a second. */
    static Stream<String> smuggled() {
        var second = "GET /health HTTP/1.1\r\nHost: inner\r\n\r\n";
        return Stream.of(
                        "GET /health HTTP/1.1\r\nHost: g\r\n\r\n",
                        "GET /none HTTP/1.1\r\nHost: g\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        "GET /none HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                        "GET /none HTTP/1.1\r\nHost: g\r\nContent-Length: 0\r\nContent-Length: 38\r\n\r\n",
                        "GET /none HTTP/1.1\r\nHost: g\r\nContent-Length: +0\r\n\r\n",
                        "GET /none HTTP/1.1\r\nHost: g\r\nContent-Length: 0, 0\r\n\r\n",
                        "GET /none HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                        "GET /none HTTP/1.1\r\nHost: g\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                        "GET /none HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
                        "GET /none HTTP/1.1\r\nHost: g\r\nTransfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
                        "GET /none HTTP/1.1\r\nHost: g\r\nX: a\r\n Transfer-Encoding: chunked\r\n\r\n",
                        "GET /none HTTP/1.1\nHost: g\n\n",
                        "GET /none HTTP/1.1\r\nHost: g\r\nX: a\rTransfer-Encoding: chunked\r\n\r\n",
                        "GET /none HTTP/1.1\r\nHost: g\r\nX: a\0b\r\n\r\n",
                        "GET /none HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
                        "GET /none\r\n\r\n",
                        "GET  /health  HTTP/1.1\r\n\r\n",
                        "POST /health HTTP/1.1\r\nHost: g\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n",
                        "POST /rfb HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n1;ext=\"\r\n\"\r\nX\r\n0\r\n\r\n",
                        "POST /rfb HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
                        "POST /rfb HTTP/1.1\r\nHost: g\r\nContent-Length: 99999999999999999999\r\n\r\n",
                        "POST /rfb HTTP/1.1\r\nHost: g\r\nContent-Length: -1\r\n\r\n",
                        "POST /rfb HTTP/1.1\r\nHost: g\r\nExpect: 100-continue\r\nContent-Length: 4096\r\n\r\n",
                        "GET http://169.254.169.254/ HTTP/1.1\r\nHost: g\r\n\r\n",
                        "OPTIONS * HTTP/1.1\r\nHost: g\r\n\r\n",
                        "CONNECT localhost:8444 HTTP/1.1\r\nHost: g\r\n\r\n",
                        "TRACE /health HTTP/1.1\r\nHost: g\r\n\r\n",
                        "GET /rfb HTTP/1.1\r\nHost: g\r\n" + UPGRADE.replace("13", "8") + "\r\n")
                .map(first -> first + second);
    }

    @ParameterizedTest
    @MethodSource("smuggled")
    void A36_nothingHidesBehindARequest(String request) throws Exception {
        long sessions = gateway.proxy().counters().sessions();
        // When
        var answers = answers(request);
        // Then
        assertThat(answers.split("HTTP/1\\.[01] \\d", -1).length - 1)
                .as(answers)
                .isLessThanOrEqualTo(1);
        assertThat(answers).doesNotContain("HTTP/1.1 101").doesNotContain("HTTP/1.1 100");
        assertThat(gateway.proxy().counters().sessions()).isEqualTo(sessions);
    }

    @Test
    void A36_http2IsNeitherAgreedOnNorSpoken() throws Exception {
        // Given
        try (var socket = gateway.connect()) {
            var context = gateway.certificates().clientContext();
            var secure = (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", gateway.port(), true);
            var parameters = secure.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            assertThat(secure.getApplicationProtocol()).isEmpty();
            // When
            secure.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            secure.getOutputStream().write(Hex.bytes("000000 04 00 00000000")); // SETTINGS
            var answer = new String(secure.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            // Then
            assertThat(answer)
                    .satisfiesAnyOf(
                            it -> assertThat(it).isEmpty(), it -> assertThat(it).startsWith("HTTP/1.1 4"));
        }
        try (var socket = gateway.secure()) {
            // an upgrade in clear is none either
            socket.getOutputStream()
                    .write(
                            "GET /health HTTP/1.1\r\nHost: g\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 200 OK");
        }
    }

    static Stream<String> tooLarge() {
        return Stream.of(
                "GET /" + "x".repeat(3_000) + " HTTP/1.1\r\nHost: g\r\n\r\n",
                "G".repeat(3_000) + " / HTTP/1.1\r\nHost: g\r\n\r\n",
                "GET /health HTTP/1.1\r\nX: " + "x".repeat(9_000) + "\r\n\r\n",
                "GET /health HTTP/1.1\r\n" + "X: y\r\n".repeat(3_000) + "\r\n",
                "GET /health HTTP/1.1\r\n" + "x".repeat(9_000));
    }

    @ParameterizedTest
    @MethodSource("tooLarge")
    void A21_aHeadBeyondTheLimitsIsNotGathered(String request) throws Exception {
        long before = gateway.closed(CloseReason.PROTOCOL_VIOLATION);
        assertThat(answers(request)).isEmpty();
        assertThat(gateway.closed(CloseReason.PROTOCOL_VIOLATION)).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "81 ff 7fffffffffffffff 00000000", // a text of eight exabytes
                "81 ff 8000000000000000 00000000", // a negative one
                "82 ff 0000000040000000 00000000", // a gigabyte before the ticket
                "81 02 6869", // not masked
                "c1 82 00000000 6869", // reserved bit
                "83 82 00000000 6869", // reserved opcode
                "80 82 00000000 6869", // continues nothing
                "01 82 00000000 6869 81 82 00000000 6869", // a text inside a text
                "09 82 00000000 6869", // a ping in pieces
                "89 fe 0080 00000000", // a ping longer than 125
                "88 81 00000000 03", // half a close code
                "81 82 00000000 c328", // not UTF-8
                "81 84 00000000 f4908080", // beyond Unicode
            })
    void A21_aFrameThatIsNoneEndsTheConnectionBeforeAnybodyIsAsked(String hex) throws Exception {
        int asked = gateway.grants().redeemed();
        long ended = ended();
        try (var socket = gateway.secure();
                var web = new WebSocketClient(socket)) {
            assertThat(web.upgrade(TestGateway.ORIGIN).status()).isEqualTo(101);
            // When
            socket.getOutputStream().write(Hex.bytes(hex));
            // Then
            var end = socket.getInputStream().readAllBytes();
            assertThat(end.length).isLessThan(64); // at most a close frame
            assertThat(ended()).isEqualTo(ended + 1);
            assertThat(gateway.grants().redeemed()).isEqualTo(asked);
        }
    }

    private static long ended() {
        return gateway.closed(CloseReason.PROTOCOL_VIOLATION)
                + gateway.closed(CloseReason.TICKET_REFUSED)
                + gateway.closed(CloseReason.CLIENT_CLOSED);
    }

    @Test
    void A25_aFrameLargerThanAnyClipboardEndsALiveSession() throws Exception {
        long before = gateway.closed(CloseReason.PROTOCOL_VIOLATION);
        try (var console = new FakeVncConsole();
                var socket = gateway.secure();
                var web = new WebSocketClient(socket)) {
            // Given
            web.upgrade(TestGateway.ORIGIN);
            web.text(gateway.ticket(console::open).value());
            new RfbTestClient(web).handshake();
            // When
            socket.getOutputStream().write(Hex.bytes("82 ff 0000000000300000 00000000"));
            // Then
            socket.getInputStream().readAllBytes();
            assertThat(gateway.closed(CloseReason.PROTOCOL_VIOLATION)).isEqualTo(before + 1);
            TestGateway.eventually(() -> gateway.proxy().sessions().size() == 0);
        }
    }
}
