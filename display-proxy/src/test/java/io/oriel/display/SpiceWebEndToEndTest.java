package io.oriel.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Passage;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.Ticket;
import io.oriel.display.rig.FakeSpiceConsole;
import io.oriel.display.rig.Qemu;
import io.oriel.display.rig.Required;
import io.oriel.display.rig.SpiceTestClient;
import io.oriel.display.rig.TestGateway;
import io.oriel.display.rig.WebSocketClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPICE in WebSockets, one for each channel: the whole gateway between a client in bytes and a console. */
class SpiceWebEndToEndTest {
    private static final int CURSOR = 4;
    private static final int RECORD = 6;
    private static final int DENIED = 4003;

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

    private WebSocketClient open(String origin) throws IOException {
        var socket = new WebSocketClient(gateway.secure());
        assertThat(socket.upgrade("/spice", origin).status()).isEqualTo(101);
        return socket;
    }

    private static SpiceTestClient linked(WebSocketClient socket, int number, int type, Ticket ticket)
            throws IOException {
        return new SpiceTestClient(socket).link(number, type).show(ticket.value());
    }

    private static WebSocketClient.ClosedException closing(WebSocketClient socket) {
        return catchThrowableOfType(WebSocketClient.ClosedException.class, () -> {
            while (true) {
                socket.read();
            }
        });
    }

    @Test
    void everyChannelOfARealDesktopComesInAWebSocketOfItsOwn() throws Exception {
        Required.program("qemu", Qemu.PROGRAM);
        try (var qemu = Qemu.plain()) {
            // Given
            var ticket = gateway.ticket(() -> qemu.open(DisplayProtocol.SPICE));
            try (var main = linked(open(TestGateway.ORIGIN), 0, SpiceTestClient.MAIN, ticket)) {
                assertThat(main.result()).isZero();
                int number = main.init();
                try (var display = linked(open(TestGateway.ORIGIN), number, SpiceTestClient.DISPLAY, ticket);
                        var inputs = linked(open(TestGateway.ORIGIN), number, SpiceTestClient.INPUTS, ticket);
                        var cursor = linked(open(TestGateway.ORIGIN), number, CURSOR, ticket)) {
                    assertThat(inputs.result()).isZero();
                    assertThat(cursor.result()).isZero();
                    assertThat(display.result()).isZero();
                    // When
                    display.write(message(101, new byte[14]));
                    // Then
                    assertThat(awaitMessage(display, 314)).as("the surface").hasSize(20);
                    inputs.write(message(101, new byte[] {30, 0, 0, 0}));
                    TestGateway.eventually(() -> gateway.proxy().sessions().links() == 4);
                    assertThat(gateway.grants().reopened()).isBetween(1, 3);
                }
            }
            TestGateway.eventually(() -> gateway.proxy().sessions().size() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "http://desk.example.org:8443", "https://x/path"})
    void A7_noSecureOriginIsNoUpgrade(String origin) throws Exception {
        try (var socket = new WebSocketClient(gateway.secure())) {
            // When
            var answer = socket.upgrade("/spice", origin);
            // Then
            assertThat(answer.status()).isEqualTo(403);
            TestGateway.eventually(() -> gateway.closed(CloseReason.ORIGIN_REFUSED) == 1);
        }
    }

    @Test
    void A7_anotherOriginThanThePortalsIsRefusedOnEveryChannel() throws Exception {
        try (var console = new FakeSpiceConsole(FakeSpiceConsole.Manner.ECHO)) {
            // Given
            var first = gateway.ticket(console::open);
            var second = gateway.ticket(console::open);
            // When
            try (var socket = open("https://evil.example.org")) {
                linked(socket, 0, SpiceTestClient.MAIN, first);
                // Then
                assertThat(closing(socket)).hasMessage("ORIGIN_REFUSED");
            }
            try (var main = linked(open(TestGateway.ORIGIN), 0, SpiceTestClient.MAIN, second);
                    var socket = open("https://evil.example.org")) {
                assertThat(main.result()).isZero();
                linked(socket, main.init(), SpiceTestClient.INPUTS, second);
                assertThat(closing(socket)).hasMessage("ORIGIN_REFUSED");
                assertThat(console.opened()).isOne();
            }
        }
    }

    @Test
    void A8_aUsedTicketOpensNoSecondSession() throws Exception {
        try (var console = new FakeSpiceConsole(FakeSpiceConsole.Manner.ECHO)) {
            // Given
            var ticket = gateway.ticket(console::open);
            try (var first = linked(open(TestGateway.ORIGIN), 0, SpiceTestClient.MAIN, ticket);
                    var second = open(TestGateway.ORIGIN)) {
                assertThat(first.result()).isZero();
                // When
                linked(second, 0, SpiceTestClient.MAIN, ticket);
                // Then
                assertThat(closing(second).code()).isEqualTo(DENIED);
            }
        }
    }

    @Test
    void A9_aTicketForTheOtherProtocolIsRefused() throws Exception {
        var ticket = gateway.ticket(
                () -> new ConsoleTarget(UUID.randomUUID(), DisplayProtocol.RFB, "127.0.0.1", 5900, "", "secret"));
        try (var socket = open(TestGateway.ORIGIN)) {
            linked(socket, 0, SpiceTestClient.MAIN, ticket);
            assertThat(closing(socket).code()).isEqualTo(DENIED);
        }
    }

    @Test
    void A32_aForbiddenChannelIsRefusedAsToANativeClient() throws Exception {
        try (var console = new FakeSpiceConsole(FakeSpiceConsole.Manner.ECHO)) {
            // Given
            var ticket = ticket(console::open, Passage.RECORD);
            try (var main = linked(open(TestGateway.ORIGIN), 0, SpiceTestClient.MAIN, ticket);
                    var socket = open(TestGateway.ORIGIN)) {
                assertThat(main.result()).isZero();
                // When
                linked(socket, main.init(), RECORD, ticket);
                // Then
                assertThat(closing(socket)).hasMessage("CHANNEL_REFUSED");
                assertThat(console.opened()).isOne();
            }
        }
    }

    private Ticket ticket(Supplier<ConsoleTarget> console, Passage forbidden) {
        return gateway.ticket(console, ChannelPolicy.without(List.of(forbidden)), new SessionId(UUID.randomUUID()));
    }

    @Test
    void aMessageOfAMegabyteComesBackWhole() throws Exception {
        try (var console = new FakeSpiceConsole(FakeSpiceConsole.Manner.ECHO)) {
            // Given
            var ticket = gateway.ticket(console::open);
            try (var main = linked(open(TestGateway.ORIGIN), 0, SpiceTestClient.MAIN, ticket)) {
                assertThat(main.result()).isZero();
                try (var port = linked(open(TestGateway.ORIGIN), main.init(), CURSOR, ticket)) {
                    assertThat(port.result()).isZero();
                    var large = message(101, "größer ".repeat(130_000).getBytes(StandardCharsets.UTF_8));
                    // When
                    port.write(large);
                    // Then
                    assertThat(port.read(large.length)).isEqualTo(large);
                }
            }
        }
    }

    @Test
    void aClientThatCannotFollowAMoveIsToldToComeAgain() throws Exception {
        try (var console = new FakeSpiceConsole(FakeSpiceConsole.Manner.MOVE)) {
            // Given
            var ticket = gateway.ticket(console::open);
            try (var socket = open(TestGateway.ORIGIN)) {
                // When
                var main = linked(socket, 0, SpiceTestClient.MAIN, ticket);
                assertThat(main.result()).isZero();
                main.init();
                // Then
                var end = closing(socket);
                assertThat(end.code()).isEqualTo(4001);
                assertThat(end).hasMessage("MOVED");
                TestGateway.eventually(() -> gateway.proxy().sessions().size() == 0);
            }
        }
    }

    @Test
    void A21_textAndFramesLargerThanALinkEndTheConnection() throws Exception {
        try (var socket = open(TestGateway.ORIGIN)) {
            socket.text("t".repeat(43));
            assertThat(closing(socket)).hasMessage("PROTOCOL_VIOLATION");
        }
        try (var socket = open(TestGateway.ORIGIN)) {
            socket.binary(new byte[9_000]);
            assertThat(closing(socket)).hasMessage("PROTOCOL_VIOLATION");
        }
    }

    @Test
    void A23_aLinkThatDoesNotComeIsNotWaitedFor() throws Exception {
        try (var socket = open(TestGateway.ORIGIN)) {
            assertThat(closing(socket)).hasMessage("HANDSHAKE_TIMEOUT");
        }
    }

    @Test
    void theSubprotocolIsEchoedAndCompressionIsNot() throws Exception {
        try (var socket = new WebSocketClient(gateway.secure())) {
            var answer = socket.request("GET /spice HTTP/1.1\r\n"
                    + "Host: g\r\n"
                    + "Upgrade: websocket\r\n"
                    + "Connection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                    + "Sec-WebSocket-Extensions: permessage-deflate\r\n"
                    + "Sec-WebSocket-Protocol: binary\r\n"
                    + "Origin: "
                    + TestGateway.ORIGIN + "\r\n\r\n");
            assertThat(answer.head().toLowerCase(Locale.ROOT))
                    .contains("sec-websocket-protocol: binary")
                    .doesNotContain("deflate");
        }
    }

    private static byte[] message(int type, byte[] body) {
        return ByteBuffer.allocate(6 + body.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) type)
                .putInt(body.length)
                .put(body)
                .array();
    }

    private static byte[] awaitMessage(SpiceTestClient channel, int type) throws IOException {
        while (true) {
            var head = ByteBuffer.wrap(channel.read(6)).order(ByteOrder.LITTLE_ENDIAN);
            int seen = head.getShort();
            var body = channel.read(head.getInt());
            if (seen == type) {
                return body;
            }
        }
    }
}
