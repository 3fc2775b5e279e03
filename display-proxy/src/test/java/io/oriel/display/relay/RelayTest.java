package io.oriel.display.relay;

import static io.oriel.display.rig.TestGateway.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.ChannelReport;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Passage;
import io.oriel.display.grant.SessionId;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Every state of a relay and everything that can happen in it, through a client's socket; each way out has one reason.
 */
class RelayTest {
    private static final int OK = 0;
    private static final int DENIED = 7;

    @TempDir
    Path directory;

    private TestGateway gateway;
    private final SessionId session = new SessionId(UUID.randomUUID());

    @BeforeEach
    void start() throws Exception {
        gateway = new TestGateway(directory);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private SpiceTestClient main(String ticket) throws IOException {
        return new SpiceTestClient(gateway.secure())
                .link(0, SpiceTestClient.MAIN)
                .show(ticket);
    }

    private SpiceTestClient later(String ticket, int number, int type) throws IOException {
        return new SpiceTestClient(gateway.secure()).link(number, type).show(ticket);
    }

    private String ticket(Supplier<ConsoleTarget> console) {
        return gateway.ticket(console, ChannelPolicy.all(), session).value();
    }

    private void endedBy(CloseReason reason) {
        eventually(() -> gateway.closed(reason) == 1);
        assertThat(Arrays.stream(CloseReason.values())
                        .mapToLong(gateway::closed)
                        .sum())
                .isEqualTo(gateway.proxy().counters().accepted());
    }

    private void reportedAs(CloseReason reason) {
        eventually(() -> gateway.grants().reports().stream()
                .flatMap(List::stream)
                .anyMatch(report -> report.session().equals(session)
                        && report.links() == 0
                        && report.closed().equals(Optional.of(reason))));
        assertThat(gateway.proxy().sessions().size()).isZero();
    }

    @Test
    void awaitingTicket_theClientCloses() throws Exception {
        gateway.secure().close();
        endedBy(CloseReason.CLIENT_CLOSED);
    }

    @Test
    void awaitingTicket_aTicketThatIsNone() throws Exception {
        try (var client = main("not a ticket")) {
            assertThat(client.result()).isEqualTo(DENIED);
            endedBy(CloseReason.TICKET_REFUSED);
        }
    }

    @Test
    void A9_awaitingTicket_anUnknownTicketAndEveryFlippedCharacter() throws Exception {
        try (var console = new FakeSpiceConsole(Manner.ECHO)) {
            var good = ticket(console::open);
            for (int i = 0; i < good.length(); i += 6) {
                var forged = good.substring(0, i) + (char) (good.charAt(i) ^ 1) + good.substring(i + 1);
                try (var client = main(forged)) {
                    assertThat(client.result()).isEqualTo(DENIED);
                }
            }
            assertThat(console.opened()).isZero();
            try (var client = main(good)) {
                assertThat(client.result()).isEqualTo(OK);
            }
        }
    }

    @Test
    void A9_awaitingTicket_aLaterLinkOfNoSessionOrAnother() throws Exception {
        try (var console = new FakeSpiceConsole(Manner.ECHO)) {
            var mine = ticket(console::open);
            var other = gateway.ticket(console::open).value();
            try (var early = later(mine, FakeSpiceConsole.SESSION, SpiceTestClient.INPUTS)) {
                assertThat(early.result()).isEqualTo(DENIED);
            }
            try (var client = main(mine)) {
                assertThat(client.result()).isEqualTo(OK);
                assertThat(client.init()).isEqualTo(FakeSpiceConsole.SESSION);
                try (var wrongNumber = later(mine, 1, SpiceTestClient.INPUTS);
                        var wrongTicket = later(other, FakeSpiceConsole.SESSION, SpiceTestClient.INPUTS);
                        var withoutMain = later(mine, 0, SpiceTestClient.INPUTS)) {
                    assertThat(wrongNumber.result()).isEqualTo(DENIED);
                    assertThat(wrongTicket.result()).isEqualTo(DENIED);
                    assertThat(withoutMain.result()).isEqualTo(DENIED);
                }
            }
            eventually(() -> gateway.proxy().sessions().size() == 0);
            try (var late = later(mine, FakeSpiceConsole.SESSION, SpiceTestClient.INPUTS)) {
                assertThat(late.result()).isEqualTo(DENIED);
            }
        }
    }

    @Test
    void A8_redeeming_aReplayedTicketIsRefusedWhileItsSessionLives() throws Exception {
        try (var console = new FakeSpiceConsole(Manner.ECHO)) {
            var ticket = ticket(console::open);
            try (var client = main(ticket);
                    var replay = main(ticket)) {
                assertThat(List.of(client.result(), replay.result())).containsExactlyInAnyOrder(OK, DENIED);
                assertThat(gateway.proxy().sessions().size()).isOne();
            }
        }
    }

    @Test
    void redeeming_theControlPlaneIsAway() throws Exception {
        gateway.grants().away(true);
        try (var client = main("t".repeat(43))) {
            assertThat(client.result()).isEqualTo(SpiceTestClient.CLOSED);
            endedBy(CloseReason.CONTROL_PLANE_UNAVAILABLE);
        }
    }

    @Test
    void redeeming_theClientLeavesAndTheSessionIsReportedClosed() throws Exception {
        // Given
        var hold = new CountDownLatch(1);
        try (var console = new FakeSpiceConsole(Manner.ECHO)) {
            var first = console.open();
            var asked = new CountDownLatch(1);
            var ticket = new Object() {
                private boolean issued;

                ConsoleTarget console() {
                    if (!issued) {
                        issued = true;
                        return first;
                    }
                    asked.countDown();
                    try {
                        hold.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return first;
                }
            };
            var client = main(ticket(ticket::console));
            asked.await();
            // When
            client.close();
            hold.countDown();
            // Then
            eventually(() -> !gateway.grants().reports().isEmpty());
            eventually(() -> gateway.proxy().counters().sessions() == 1);
            eventually(() -> gateway.proxy().sessions().size() == 0);
        }
    }

    @Test
    void opening_theSessionWasRevokedBeforeItsGrantCame() throws Exception {
        try (var console = new FakeSpiceConsole(Manner.ECHO)) {
            var ticket = ticket(console::open);
            gateway.revoke(session, CloseReason.GIVEN_BACK);
            try (var client = main(ticket)) {
                assertThat(client.result()).isEqualTo(SpiceTestClient.CLOSED);
                endedBy(CloseReason.GIVEN_BACK);
                assertThat(console.opened()).isZero();
            }
        }
    }

    @Test
    void opening_theConsoleRefusesThePassword() throws Exception {
        openingEndsBy(Manner.REFUSE);
    }

    @Test
    void opening_theConsoleCloses() throws Exception {
        openingEndsBy(Manner.CLOSE);
    }

    @Test
    void opening_theConsoleSaysNothing() throws Exception {
        openingEndsBy(Manner.SILENT);
    }

    @Test
    void opening_theConsoleLacksWhatWasOfferedAndItIsNotOfferedAgain() throws Exception {
        openingEndsBy(Manner.OLD);
    }

    private void openingEndsBy(Manner manner) throws Exception {
        try (var console = new FakeSpiceConsole(manner);
                var client = main(ticket(console::open))) {
            assertThat(client.result()).isEqualTo(SpiceTestClient.CLOSED);
            endedBy(CloseReason.CONSOLE_UNREACHABLE);
            reportedAs(CloseReason.CONSOLE_UNREACHABLE);
        }
    }

    @Test
    void A27_opening_aPortThatIsNoConsolesIsNotDialled() throws Exception {
        var target = new ConsoleTarget(new UUID(0, 1), DisplayProtocol.SPICE, "127.0.0.1", 22, "", "p");
        try (var client = main(ticket(() -> target))) {
            assertThat(client.result()).isEqualTo(SpiceTestClient.CLOSED);
            endedBy(CloseReason.CONSOLE_UNREACHABLE);
        }
    }

    @Test
    void A26_opening_aPlainConsoleAwayFromLoopbackIsNotDialled() throws Exception {
        for (var address : List.of("169.254.169.254", "localhost", "127.0.0.2", "h1.example.org")) {
            var target = new ConsoleTarget(new UUID(0, 1), DisplayProtocol.SPICE, address, 5900, "", "p");
            var ticket = gateway.ticket(() -> target).value();
            try (var client = main(ticket)) {
                assertThat(client.result()).isEqualTo(SpiceTestClient.CLOSED);
            }
        }
        assertThat(gateway.closed(CloseReason.CONSOLE_UNTRUSTED)).isEqualTo(4);
    }

    @Test
    void A32_opening_aChannelPolicyForbids() throws Exception {
        try (var console = new FakeSpiceConsole(Manner.ECHO)) {
            var noUsb = ChannelPolicy.without(List.of(Passage.USB));
            var ticket = gateway.ticket(console::open, noUsb, session).value();
            try (var client = main(ticket)) {
                assertThat(client.result()).isEqualTo(OK);
                client.init();
                try (var usb = later(ticket, FakeSpiceConsole.SESSION, 9)) {
                    assertThat(usb.result()).isEqualTo(DENIED);
                    assertThat(gateway.proxy().sessions().refusals(Passage.USB)).isOne();
                    assertThat(gateway.closed(CloseReason.CHANNEL_REFUSED)).isOne();
                    assertThat(console.opened()).isOne();
                }
            }
        }
    }

    @Test
    void A24_opening_moreLinksThanTheGrantAllows() throws Exception {
        try (var console = new FakeSpiceConsole(Manner.ECHO)) {
            var ticket = ticket(console::open);
            var links = new ArrayList<SpiceTestClient>();
            try (var client = main(ticket)) {
                client.result();
                client.init();
                for (int i = 0; i < 15; i++) {
                    links.add(later(ticket, FakeSpiceConsole.SESSION, SpiceTestClient.INPUTS));
                    assertThat(links.getLast().result()).isEqualTo(OK);
                }
                try (var sixteenth = later(ticket, FakeSpiceConsole.SESSION, SpiceTestClient.INPUTS)) {
                    assertThat(sixteenth.result()).isEqualTo(SpiceTestClient.CLOSED);
                    assertThat(gateway.closed(CloseReason.LIMIT_REACHED)).isOne();
                }
            } finally {
                for (var link : links) {
                    link.close();
                }
            }
        }
    }

    @Test
    void opening_channelsOpenedAllAtOnceDoNotRevokeEachOthersPasswords() throws Exception {
        try (var console = new FakeSpiceConsole(Manner.ECHO);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 10; round++) {
                var ticket = gateway.ticket(console::open).value();
                try (var client = main(ticket)) {
                    assertThat(client.result()).isEqualTo(OK);
                    client.init();
                    var results = new ArrayList<Future<Integer>>();
                    for (int i = 0; i < 8; i++) {
                        results.add(executor.submit(() -> {
                            try (var link = later(ticket, FakeSpiceConsole.SESSION, SpiceTestClient.INPUTS)) {
                                return link.result();
                            }
                        }));
                    }
                    for (var result : results) {
                        assertThat(result.get()).isEqualTo(OK);
                    }
                }
            }
        }
    }

    @Test
    void relaying_aViewerThatIsTakenOverIsToldSoInWords() throws Exception {
        try (var console = new FakeSpiceConsole(Manner.ECHO)) {
            var session = new SessionId(UUID.randomUUID());
            var ticket =
                    gateway.ticket(console::open, ChannelPolicy.all(), session).value();
            try (var client = main(ticket)) {
                client.result();
                client.init();
                // When
                gateway.revoke(session, CloseReason.TAKEN_OVER);
                // Then
                var notice = ByteBuffer.wrap(client.read(30)).order(ByteOrder.LITTLE_ENDIAN);
                assertThat(notice.getShort()).as("SPICE_MSG_NOTIFY").isEqualTo((short) 7);
                var words = new String(client.read(notice.getInt(26)), StandardCharsets.UTF_8);
                assertThat(words).contains("opened in another viewer");
                assertThat(notice.getInt(2)).isEqualTo(24 + words.length() + 1);
                client.awaitEnd();
            }
        }
    }

    @Test
    void relaying_bytesGoBothWaysAndAreCounted() throws Exception {
        try (var console = new FakeSpiceConsole(Manner.ECHO)) {
            var ticket = ticket(console::open);
            try (var client = main(ticket)) {
                client.result();
                client.init();
                try (var inputs = later(ticket, FakeSpiceConsole.SESSION, SpiceTestClient.INPUTS)) {
                    assertThat(inputs.result()).isEqualTo(OK);
                    var key = Hex.bytes("6500 04000000 1e000000");
                    // When
                    inputs.write(key);
                    // Then
                    assertThat(inputs.read(key.length)).isEqualTo(key);
                    var sessions = gateway.proxy().sessions();
                    assertThat(sessions.toDesktops("inputs")).isEqualTo(key.length);
                    assertThat(sessions.toClients("inputs")).isEqualTo(key.length);
                    assertThat(sessions.toClients("main")).isEqualTo(38);
                    var report = sessions.reports().getFirst();
                    assertThat(report.channels())
                            .containsExactlyInAnyOrder(
                                    new ChannelReport("main", 38, 0),
                                    new ChannelReport("inputs", key.length, key.length));
                    assertThat(report.roundTripMicros())
                            .hasValueSatisfying(micros -> assertThat(micros).isBetween(1L, 20_000_000L));
                }
            }
        }
    }

    @Test
    void relaying_theClientClosesMainAndEveryLinkEnds() throws Exception {
        try (var console = new FakeSpiceConsole(Manner.ECHO)) {
            var ticket = ticket(console::open);
            var client = main(ticket);
            client.result();
            client.init();
            try (var inputs = later(ticket, FakeSpiceConsole.SESSION, SpiceTestClient.INPUTS)) {
                inputs.result();
                // When
                client.close();
                // Then
                inputs.awaitEnd();
                reportedAs(CloseReason.CLIENT_CLOSED);
            }
        }
    }

    @Test
    void relaying_theConsoleCloses() throws Exception {
        try (var console = new FakeSpiceConsole(Manner.ECHO);
                var client = main(ticket(console::open))) {
            client.result();
            console.cut();
            client.awaitEnd();
            endedBy(CloseReason.CONSOLE_CLOSED);
            reportedAs(CloseReason.CONSOLE_CLOSED);
        }
    }

    @Test
    void relaying_theSessionIsRevoked() throws Exception {
        try (var console = new FakeSpiceConsole(Manner.ECHO);
                var client = main(ticket(console::open))) {
            client.result();
            gateway.revoke(session, CloseReason.REVOKED);
            client.awaitEnd();
            endedBy(CloseReason.REVOKED);
            reportedAs(CloseReason.REVOKED);
        }
    }

    @Test
    void A21_relaying_anInputsMessageOfAbsurdLength() throws Exception {
        try (var console = new FakeSpiceConsole(Manner.ECHO)) {
            var ticket = ticket(console::open);
            try (var client = main(ticket)) {
                client.result();
                client.init();
                try (var inputs = later(ticket, FakeSpiceConsole.SESSION, SpiceTestClient.INPUTS)) {
                    inputs.result();
                    inputs.write(Hex.bytes("6500 ffffff7f 00"));
                    inputs.awaitEnd();
                    eventually(() -> gateway.closed(CloseReason.PROTOCOL_VIOLATION) == 1);
                    assertThat(gateway.proxy().sessions().size()).isOne();
                }
            }
        }
    }

    @Test
    void A10_neitherTicketNorPasswordIsLogged() throws Exception {
        // Given
        var lines = new StringBuffer();
        var root = (Logger) LoggerFactory.getLogger("io.oriel");
        var listener = new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent event) {
                lines.append(event.getFormattedMessage())
                        .append(event.getKeyValuePairs())
                        .append(event.getThrowableProxy())
                        .append('\n');
            }
        };
        listener.start();
        root.setLevel(Level.ALL);
        root.addAppender(listener);
        try (var console = new FakeSpiceConsole(Manner.ECHO);
                var refusing = new FakeSpiceConsole(Manner.REFUSE)) {
            var ticket = ticket(console::open);
            var another = gateway.ticket(refusing::open).value();
            // When
            try (var client = main(ticket);
                    var replay = main(ticket);
                    var refused = main(another)) {
                client.result();
                replay.result();
                refused.result();
            }
            eventually(() -> gateway.proxy().sessions().size() == 0);
            // Then
            assertThat(lines.toString()).contains("link relayed").doesNotContain(ticket, another);
            assertThat(lines.toString()).doesNotContain(console.passwords()).doesNotContain(refusing.passwords());
        } finally {
            root.detachAppender(listener);
            root.setLevel(null);
        }
    }

    @Test
    void A25_aClientThatDoesNotReadCostsNoMoreThanTheWaterMarks() throws Exception {
        try (var console = new FakeSpiceConsole(Manner.FLOOD)) {
            var ticket = ticket(console::open);
            try (var client = main(ticket)) {
                client.result();
                client.init();
                try (var stalled = later(ticket, FakeSpiceConsole.SESSION, SpiceTestClient.DISPLAY)) {
                    assertThat(stalled.result()).isEqualTo(OK);
                    // When: nobody reads, until nothing moves any more
                    long before;
                    do {
                        before = console.sent();
                        long seen = before;
                        var quietUntil = System.nanoTime() + 1_000_000_000L;
                        eventually(() -> console.sent() != seen || System.nanoTime() > quietUntil);
                    } while (console.sent() != before);
                    // Then: what lies in the gateway is at most a read above the mark; the rest is in kernel buffers
                    assertThat(gateway.proxy().sessions().toClients("display")).isLessThan(24L * 1024 * 1024);
                    var sessions = gateway.proxy().sessions();
                    long relayed = sessions.toClients("display");
                    stalled.read(4 * 1024 * 1024);
                    eventually(() -> sessions.toClients("display") > relayed);
                }
            }
        }
    }
}
