package io.oriel.display.relay;

import static io.oriel.display.rig.TestGateway.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.Whereabouts;
import io.oriel.display.rig.FakeSpiceConsole;
import io.oriel.display.rig.FakeSpiceConsole.Manner;
import io.oriel.display.rig.Hex;
import io.oriel.display.rig.SpiceTestClient;
import io.oriel.display.rig.TestGateway;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A desktop moves from one host to another while its client looks on: every state of a move, through sockets. */
class MoveTest {
    private static final int OK = 0;
    private static final int DENIED = 7;
    private static final short BEGIN = 101;
    private static final short SWITCH_HOST = 111;
    private static final byte[] CANCEL = Hex.bytes("6600 00000000");
    private static final byte[] KEY = Hex.bytes("6500 04000000 1e000000");
    private static final int NUMBER = FakeSpiceConsole.SESSION;

    @TempDir
    Path directory;

    private TestGateway gateway;
    private FakeSpiceConsole old;
    private FakeSpiceConsole next;
    private final SessionId session = new SessionId(UUID.randomUUID());
    private String ticket = "";

    @BeforeEach
    void start() throws Exception {
        gateway = TestGateway.byItsOwnPort(directory);
        old = new FakeSpiceConsole(Manner.ECHO);
        next = new FakeSpiceConsole(Manner.ECHO);
        ticket = gateway.ticket(old::open, ChannelPolicy.all(), session).value();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        old.close();
        next.close();
    }

    private SpiceTestClient link(int number, int type) throws IOException {
        return new SpiceTestClient(gateway.secure()).link(number, type).show(ticket);
    }

    private SpiceTestClient first() throws IOException {
        var main = link(0, SpiceTestClient.MAIN);
        assertThat(main.result()).isEqualTo(OK);
        assertThat(main.init()).isEqualTo(NUMBER);
        return main;
    }

    /** What the old host says: go to the host of this name, where the display listens on this port. */
    private static byte[] goTo(short type, int port) {
        var host = "h2.lab\0".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(26 + host.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(type)
                .putInt(20 + host.length)
                .putShort((short) port)
                .putShort((short) 0)
                .putInt(host.length)
                .putInt(20)
                .putInt(0)
                .putInt(0)
                .put(host)
                .array();
    }

    private void announce(SpiceTestClient main, short type) throws IOException {
        next.takeOver(old);
        gateway.grants().place(session, new Whereabouts.At("127.0.0.1", ""));
        old.say(goTo(type, next.port()));
        var told = new String(main.read(26 + "localhost\0".length()), StandardCharsets.ISO_8859_1);
        assertThat(told).endsWith("localhost\0").doesNotContain("h2");
        assertThat((told.charAt(9) << 8) + told.charAt(8)).isEqualTo(gateway.port());
    }

    private static void echoes(SpiceTestClient link) throws IOException {
        assertThat(link.result()).isEqualTo(OK);
        link.write(KEY);
        assertThat(link.read(KEY.length)).isEqualTo(KEY);
    }

    @Test
    void announced_theNewLinksReachTheNewHostWhileTheOldOnesLive() throws Exception {
        try (var main = first();
                var inputs = link(NUMBER, SpiceTestClient.INPUTS)) {
            echoes(inputs);
            announce(main, BEGIN);
            // When
            try (var newMain = link(NUMBER, SpiceTestClient.MAIN)) {
                assertThat(newMain.result()).isEqualTo(OK);
                try (var newInputs = link(NUMBER, SpiceTestClient.INPUTS)) {
                    echoes(newInputs);
                    // Then
                    assertThat(next.opened()).isEqualTo(2);
                    assertThat(old.opened()).isEqualTo(2);
                    inputs.write(KEY);
                    assertThat(inputs.read(KEY.length)).isEqualTo(KEY);
                    // When: the move is done
                    main.close();
                    inputs.close();
                    eventually(() -> gateway.proxy().sessions().links() == 2);
                    // Then
                    newInputs.write(KEY);
                    assertThat(newInputs.read(KEY.length)).isEqualTo(KEY);
                    assertThat(gateway.proxy().sessions().size()).isOne();
                }
            }
        }
        eventually(() -> gateway.proxy().sessions().size() == 0);
    }

    @Test
    void announced_theDesktopMovesOnAndBack() throws Exception {
        try (var main = first()) {
            announce(main, BEGIN);
            try (var second = link(NUMBER, SpiceTestClient.MAIN)) {
                assertThat(second.result()).isEqualTo(OK);
                main.close();
                eventually(() -> gateway.proxy().sessions().links() == 1);
                // When
                next.say(goTo(BEGIN, old.port()));
                second.read(26 + "localhost\0".length());
                // Then
                try (var third = link(NUMBER, SpiceTestClient.MAIN)) {
                    assertThat(third.result()).isEqualTo(OK);
                    assertThat(old.opened()).isEqualTo(2);
                }
            }
        }
    }

    @Test
    void A8_settled_aSecondMainLinkIsRefused() throws Exception {
        try (var _ = first();
                var uncalled = link(NUMBER, SpiceTestClient.MAIN)) {
            assertThat(uncalled.result()).isEqualTo(DENIED);
            assertThat(next.opened()).isZero();
        }
    }

    @Test
    void A8_arriving_aThirdMainLinkIsRefused() throws Exception {
        try (var main = first()) {
            announce(main, BEGIN);
            try (var newMain = link(NUMBER, SpiceTestClient.MAIN)) {
                assertThat(newMain.result()).isEqualTo(OK);
                try (var another = link(NUMBER, SpiceTestClient.MAIN)) {
                    assertThat(another.result()).isEqualTo(DENIED);
                }
            }
        }
    }

    @Test
    void calledOff_everythingIsAsItWas() throws Exception {
        try (var main = first()) {
            announce(main, BEGIN);
            try (var newMain = link(NUMBER, SpiceTestClient.MAIN)) {
                assertThat(newMain.result()).isEqualTo(OK);
                // When
                old.say(CANCEL);
                assertThat(main.read(CANCEL.length)).isEqualTo(CANCEL);
            }
            eventually(() -> gateway.proxy().sessions().links() == 1);
            // Then
            try (var late = link(NUMBER, SpiceTestClient.MAIN);
                    var inputs = link(NUMBER, SpiceTestClient.INPUTS)) {
                assertThat(late.result()).isEqualTo(DENIED);
                echoes(inputs);
                assertThat(old.opened()).isEqualTo(2);
            }
        }
    }

    @Test
    void announced_theControlPlaneIsAwayAndTheOldLinksLive() throws Exception {
        try (var main = first()) {
            gateway.grants().away(true);
            old.say(goTo(BEGIN, next.port()));
            main.read(26 + "localhost\0".length());
            try (var newMain = link(NUMBER, SpiceTestClient.MAIN)) {
                assertThat(newMain.result()).isEqualTo(SpiceTestClient.CLOSED);
            }
            assertThat(gateway.closed(CloseReason.CONTROL_PLANE_UNAVAILABLE)).isOne();
            assertThat(gateway.proxy().sessions().size()).isOne();
        }
    }

    @Test
    void A27_announced_aPortThatIsNoConsolesIsNotDialled() throws Exception {
        try (var main = first()) {
            gateway.grants().place(session, new Whereabouts.At("127.0.0.1", ""));
            old.say(goTo(BEGIN, 22));
            main.read(26 + "localhost\0".length());
            try (var newMain = link(NUMBER, SpiceTestClient.MAIN)) {
                assertThat(newMain.result()).isEqualTo(SpiceTestClient.CLOSED);
            }
            assertThat(gateway.closed(CloseReason.CONSOLE_UNREACHABLE)).isOne();
            assertThat(gateway.proxy().sessions().size()).isOne();
        }
    }

    @Test
    void switching_theClientBeginsAnewWithItsTicketOnce() throws Exception {
        try (var main = first()) {
            // When
            announce(main, SWITCH_HOST);
        }
        eventually(() -> gateway.proxy().sessions().links() == 0);
        assertThat(gateway.proxy().sessions().size()).isOne();
        try (var again = first();
                var replay = link(0, SpiceTestClient.MAIN);
                var inputs = link(NUMBER, SpiceTestClient.INPUTS)) {
            // Then
            assertThat(replay.result()).isEqualTo(DENIED);
            echoes(inputs);
            assertThat(next.opened()).isEqualTo(2);
            assertThat(old.opened()).isOne();
            assertThat(gateway.proxy().sessions().size()).isOne();
            again.close();
            eventually(() -> gateway.proxy().sessions().size() == 0);
        }
        assertThat(gateway.grants().reports().stream()
                        .flatMap(List::stream)
                        .filter(report -> report.closed().isPresent()))
                .allMatch(report -> report.session().equals(session));
    }

    @Test
    void switching_aRevokedSessionDoesNotComeBack() throws Exception {
        try (var main = first()) {
            announce(main, SWITCH_HOST);
        }
        eventually(() -> gateway.proxy().sessions().links() == 0);
        // When
        gateway.revoke(session, CloseReason.REVOKED);
        // Then
        try (var again = link(0, SpiceTestClient.MAIN)) {
            assertThat(again.result()).isEqualTo(DENIED);
        }
        assertThat(gateway.proxy().sessions().size()).isZero();
    }
}
