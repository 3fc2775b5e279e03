package io.oriel.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Passage;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.Ticket;
import io.oriel.display.grant.Whereabouts;
import io.oriel.display.rig.Qemu;
import io.oriel.display.rig.Required;
import io.oriel.display.rig.RfbTestClient;
import io.oriel.display.rig.TestCertificates;
import io.oriel.display.rig.TestGateway;
import io.oriel.display.rig.WebSocketClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A WebSocket client, the whole gateway, a real qemu. */
class RfbEndToEndTest {
    @TempDir
    Path directory;

    private TestGateway gateway;

    @BeforeAll
    static void programs() {
        Required.program("qemu", Qemu.PROGRAM);
    }

    @BeforeEach
    void start() throws Exception {
        gateway = new TestGateway(directory);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private WebSocketClient shown(Ticket ticket, String origin) throws IOException {
        var socket = new WebSocketClient(gateway.secure());
        assertThat(socket.upgrade(origin).status()).isEqualTo(101);
        socket.text(ticket.value());
        return socket;
    }

    private static WebSocketClient.ClosedException closing(WebSocketClient socket) {
        return catchThrowableOfType(WebSocketClient.ClosedException.class, () -> {
            while (true) {
                socket.read();
            }
        });
    }

    @Test
    void theScreenAppearsInTheBrowser() throws Exception {
        try (var qemu = Qemu.plain()) {
            // Given
            var ticket = gateway.ticket(() -> qemu.open(DisplayProtocol.RFB));
            try (var socket = shown(ticket, TestGateway.ORIGIN)) {
                var client = new RfbTestClient(socket);
                // When
                var screen = client.handshake();
                var pixels = client.screen(screen);
                // Then
                assertThat(screen.width()).isGreaterThanOrEqualTo(320);
                assertThat(pixels).isNotEqualTo(new byte[pixels.length]);
                client.send(ByteBuffer.allocate(8)
                        .put((byte) 4)
                        .put((byte) 1)
                        .putShort((short) 0)
                        .putInt('a'));
                TestGateway.eventually(() -> gateway.proxy().sessions().toDesktops("rfb") >= 1 + 8 + 10 + 8);
            }
        }
    }

    @Test
    void aHostAwayFromLoopbackIsSpokenToInVencrypt() throws Exception {
        var tls = gateway.certificates().qemuDirectory("host");
        try (var qemu = Qemu.secured(tls, TestCertificates.pin(tls.resolve("server-cert.pem")))) {
            // Given
            var ticket = gateway.ticket(() -> qemu.open(DisplayProtocol.RFB));
            try (var socket = shown(ticket, TestGateway.ORIGIN)) {
                // When
                var screen = new RfbTestClient(socket).handshake();
                // Then
                assertThat(screen.height()).isPositive();
            }
        }
    }

    @Test
    void A26_aHostWithAnotherKeyIsNotTrusted() throws Exception {
        var tls = gateway.certificates().qemuDirectory("host");
        try (var qemu = Qemu.secured(tls, "ab".repeat(32))) {
            var ticket = gateway.ticket(() -> qemu.open(DisplayProtocol.RFB));
            try (var socket = shown(ticket, TestGateway.ORIGIN)) {
                // When
                var end = closing(socket);
                // Then
                assertThat(end.code()).isEqualTo(4004);
                assertThat(end).hasMessage("CONSOLE_UNTRUSTED");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "http://desk.example.org:8443", "file://", "https://a b", "https://x/path"})
    void A7_noSecureOriginIsNoUpgrade(String origin) throws Exception {
        try (var socket = new WebSocketClient(gateway.secure())) {
            // When
            var answer = socket.upgrade(origin);
            // Then
            assertThat(answer.status()).isEqualTo(403);
            TestGateway.eventually(() -> gateway.closed(CloseReason.ORIGIN_REFUSED) == 1);
        }
    }

    @Test
    void A7_anotherOriginThanThePortalsIsRefusedAndItsTicketIsGone() throws Exception {
        try (var qemu = Qemu.plain()) {
            // Given
            var ticket = gateway.ticket(() -> qemu.open(DisplayProtocol.RFB));
            // When
            try (var socket = shown(ticket, "https://evil.example.org")) {
                var end = closing(socket);
                // Then
                assertThat(end.code()).isEqualTo(4000);
                assertThat(end).hasMessage("ORIGIN_REFUSED");
            }
            try (var again = shown(ticket, TestGateway.ORIGIN)) {
                assertThat(closing(again).code()).isEqualTo(4003);
            }
        }
    }

    @Test
    void A8_aReplayedTicketIsRefused() throws Exception {
        try (var qemu = Qemu.plain()) {
            // Given
            var ticket = gateway.ticket(() -> qemu.open(DisplayProtocol.RFB));
            try (var first = shown(ticket, TestGateway.ORIGIN);
                    var second = shown(ticket, TestGateway.ORIGIN)) {
                new RfbTestClient(first).handshake();
                // When
                var end = closing(second);
                // Then
                assertThat(end.code()).isEqualTo(4003);
                assertThat(gateway.proxy().sessions().size()).isOne();
            }
        }
    }

    @Test
    void A9_aTicketOfTheOtherProtocolIsRefused() throws Exception {
        try (var qemu = Qemu.plain()) {
            var ticket = gateway.ticket(() -> qemu.open(DisplayProtocol.SPICE));
            try (var socket = shown(ticket, TestGateway.ORIGIN)) {
                assertThat(closing(socket).code()).isEqualTo(4003);
            }
        }
    }

    @Test
    void A32_whatIsCutIsNotPastedWhenPolicyForbids() throws Exception {
        try (var qemu = Qemu.plain()) {
            // Given
            var policy = ChannelPolicy.without(List.of(Passage.CLIPBOARD_TO_DESKTOP));
            var ticket = gateway.ticket(() -> qemu.open(DisplayProtocol.RFB), policy, new SessionId(UUID.randomUUID()));
            try (var socket = shown(ticket, TestGateway.ORIGIN)) {
                var client = new RfbTestClient(socket);
                var screen = client.handshake();
                // When
                client.send(ByteBuffer.allocate(8 + 5000)
                        .put((byte) 6)
                        .put(new byte[3])
                        .putInt(5000));
                client.screen(screen);
                // Then
                assertThat(gateway.proxy().sessions().toDesktops("rfb")).isEqualTo(1 + 8 + 10);
            }
        }
    }

    @Test
    void aRevokedSessionIsToldWhy() throws Exception {
        try (var qemu = Qemu.plain()) {
            // Given
            var session = new SessionId(UUID.randomUUID());
            var ticket = gateway.ticket(() -> qemu.open(DisplayProtocol.RFB), ChannelPolicy.all(), session);
            try (var socket = shown(ticket, TestGateway.ORIGIN)) {
                new RfbTestClient(socket).handshake();
                // When
                gateway.revoke(session, CloseReason.MOVED);
                // Then
                var end = closing(socket);
                assertThat(end.code()).isEqualTo(4001);
                assertThat(end).hasMessage("MOVED");
                TestGateway.eventually(() -> gateway.grants().reports().stream()
                        .anyMatch(reports -> reports.stream()
                                .anyMatch(report -> report.session().equals(session)
                                        && report.closed().equals(Optional.of(CloseReason.MOVED)))));
            }
        }
    }

    @Test
    void aDesktopThatHasMovedIsSaidAndOneThatHasEndedIsNot() throws Exception {
        for (var host : List.of("10.77.0.12", "127.0.0.1")) {
            var session = new SessionId(UUID.randomUUID());
            try (var qemu = Qemu.plain()) {
                // Given
                var ticket = gateway.ticket(() -> qemu.open(DisplayProtocol.RFB), ChannelPolicy.all(), session);
                gateway.grants().place(session, new Whereabouts.At(host, "ab".repeat(32)));
                try (var socket = shown(ticket, TestGateway.ORIGIN)) {
                    var client = new RfbTestClient(socket);
                    client.screen(client.handshake());
                    // When
                    qemu.close();
                    // Then
                    var end = closing(socket);
                    assertThat(end.code()).isEqualTo(host.equals("127.0.0.1") ? 4004 : 4001);
                    assertThat(end).hasMessage(host.equals("127.0.0.1") ? "CONSOLE_CLOSED" : "MOVED");
                }
            }
        }
    }

    @Test
    void anUnreachableConsoleIsSaid() throws Exception {
        // Given
        var qemu = Qemu.plain();
        var target = qemu.open(DisplayProtocol.RFB);
        qemu.close();
        var ticket = gateway.ticket(() -> target);
        // When
        try (var socket = shown(ticket, TestGateway.ORIGIN)) {
            // Then
            var end = closing(socket);
            assertThat(end.code()).isEqualTo(4004);
            assertThat(end).hasMessage("CONSOLE_UNREACHABLE");
        }
    }

    @Test
    void anUnavailableControlPlaneIsSaid() throws Exception {
        // Given
        gateway.grants().away(true);
        // When
        try (var socket = shown(new Ticket("t".repeat(43)), TestGateway.ORIGIN)) {
            // Then
            assertThat(closing(socket).code()).isEqualTo(4008);
        }
    }

    @Test
    void A23_aTicketThatDoesNotComeIsNotWaitedFor() throws Exception {
        try (var socket = new WebSocketClient(gateway.secure())) {
            socket.upgrade(TestGateway.ORIGIN);
            assertThat(closing(socket)).hasMessage("HANDSHAKE_TIMEOUT");
        }
    }

    @Test
    void bytesBeforeTheTicketEndTheConnection() throws Exception {
        try (var socket = new WebSocketClient(gateway.secure())) {
            socket.upgrade(TestGateway.ORIGIN);
            socket.binary("RFB 003.008\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(closing(socket)).hasMessage("PROTOCOL_VIOLATION");
        }
    }

    @Test
    void A25_aMessageTooLargeForATicketIsNotGathered() throws Exception {
        try (var socket = new WebSocketClient(gateway.secure())) {
            socket.upgrade(TestGateway.ORIGIN);
            socket.text("t".repeat(5_000));
            assertThat(closing(socket)).hasMessage("PROTOCOL_VIOLATION");
        }
    }

    @Test
    void theSubprotocolIsEchoedOnlyWhenOffered() throws Exception {
        try (var socket = new WebSocketClient(gateway.secure())) {
            var head = "GET /rfb HTTP/1.1\r\nHost: g\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                    + "Sec-WebSocket-Extensions: permessage-deflate\r\nOrigin: " + TestGateway.ORIGIN + "\r\n";
            // When
            var answer = socket.request(head + "Sec-WebSocket-Protocol: binary\r\n\r\n");
            // Then
            assertThat(answer.head().toLowerCase(Locale.ROOT))
                    .contains("sec-websocket-protocol: binary")
                    .doesNotContain("deflate");
        }
        try (var socket = new WebSocketClient(gateway.secure())) {
            assertThat(socket.upgrade(TestGateway.ORIGIN).head().toLowerCase(Locale.ROOT))
                    .doesNotContain("protocol:");
        }
    }
}
