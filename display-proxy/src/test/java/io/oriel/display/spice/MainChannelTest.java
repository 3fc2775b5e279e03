package io.oriel.display.spice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.Passage;
import io.oriel.display.relay.ProtocolException;
import io.oriel.display.relay.Sessions;
import io.oriel.display.rig.Chunks;
import io.oriel.display.rig.Hex;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What passes on the main channel, in bytes; mini headers as every client of today has them. */
class MainChannelTest {
    private static final ChannelPolicy NOTHING = ChannelPolicy.without(List.of(Passage.values()));
    private static final SpiceHead MINI = new SpiceHead(true);
    private static final String INIT =
            "6700 20000000 de8f2c4a 01000000 03000000 02000000 00000000 0a000000" + "00000000 00000000";

    private static EmbeddedChannel fromConsole(MainChannel main) {
        return new EmbeddedChannel(main.fromConsole());
    }

    @Test
    void theSessionsNumberIsRead() {
        // Given
        var session = Sessions.with(ChannelPolicy.all());
        var channel = fromConsole(new MainChannel(MINI, session));
        // When
        channel.writeInbound(Hex.buffer(INIT));
        // Then
        assertThat(session.number()).hasValue(0x4a2c8fde);
        assertThat(Chunks.read(channel)).isEqualTo(Hex.bytes(INIT));
    }

    @Test
    void A32_forbiddenChannelsAreStruckFromTheList() {
        // Given
        var channel = fromConsole(new MainChannel(MINI, Sessions.with(NOTHING)));
        // When
        channel.writeInbound(Hex.buffer("6800 12000000 07000000 0200 0300 0400 0500 0600 0900 0b00"));
        // Then
        assertThat(Chunks.read(channel)).isEqualTo(Hex.bytes("6800 0a000000 03000000 0200 0300 0400"));
    }

    @Test
    void A21_aListWhoseCountLiesEndsTheConnection() {
        var channel = fromConsole(new MainChannel(MINI, Sessions.with(NOTHING)));
        assertThatThrownBy(() -> channel.writeInbound(Hex.buffer("6800 06000000 ffffff7f 0200")))
                .isInstanceOf(ProtocolException.class);
        channel.finishAndReleaseAll();
    }

    /** "gw.example.org" with its NUL: {@link Sessions#GATEWAY}; its port 8444 is fc20. */
    private static final String US = "67772e6578616d706c652e6f7267 00";

    /** MIGRATE_BEGIN as spice-server 0.15.1 marshals it for host "h2.lab", ports 5900 and 5901, subject "CN=h2". */
    private static final String BEGIN =
            "6500 21000000 0c17 0d17 07000000 14000000 06000000 1b000000" + "68322e6c6162 00 434e3d6832 00";

    private static final String BEGIN_TO_US = "6500 23000000 0000 fc20 0f000000 14000000 00000000 00000000" + US;

    /** The same as BEGIN_SEAMLESS, with version 2 before the strings. */
    private static final String SEAMLESS =
            "7400 25000000 0c17 0d17 07000000 18000000 06000000 1f000000 02000000" + "68322e6c6162 00 434e3d6832 00";

    private static final String SEAMLESS_TO_US =
            "7400 27000000 0000 fc20 0f000000 18000000 00000000 00000000 02000000" + US;

    @Test
    void aMoveToAnotherHostReadsAsAMoveToTheGateway() {
        for (var pair : List.of(
                List.of(BEGIN, BEGIN_TO_US),
                List.of(SEAMLESS, SEAMLESS_TO_US),
                List.of("6f00" + BEGIN.substring(4), "6f00" + BEGIN_TO_US.substring(4)))) {
            // Given
            var channel = fromConsole(new MainChannel(MINI, Sessions.with(ChannelPolicy.all())));
            // When
            channel.writeInbound(Hex.buffer(pair.getFirst()));
            // Then
            assertThat(Chunks.read(channel)).isEqualTo(Hex.bytes(pair.getLast()));
        }
    }

    @Test
    void aMoveWithALongHeadKeepsItsSerial() {
        // Given
        var channel = fromConsole(new MainChannel(new SpiceHead(false), Sessions.with(ChannelPolicy.all())));
        // When
        channel.writeInbound(
                Hex.buffer("0700000000000000" + BEGIN.substring(0, 13) + "00000000" + BEGIN.substring(13)));
        // Then
        assertThat(Chunks.read(channel))
                .isEqualTo(Hex.bytes(
                        "0700000000000000" + BEGIN_TO_US.substring(0, 13) + "00000000" + BEGIN_TO_US.substring(13)));
    }

    @Test
    void A21_aMigrationMessageThatIsNoneEndsTheConnection() {
        for (var bad : List.of("6500 04000000 0a000001", "6f00 01000000 ff", "7400 14000000" + "00".repeat(20))) {
            var channel = fromConsole(new MainChannel(MINI, Sessions.with(ChannelPolicy.all())));
            assertThatThrownBy(() -> channel.writeInbound(Hex.buffer(bad))).isInstanceOf(ProtocolException.class);
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void aHostsOwnWordsDoNotPass() {
        var channel = fromConsole(new MainChannel(MINI, Sessions.with(ChannelPolicy.all())));
        channel.writeInbound(Hex.buffer("0700 02000000 6832 6a00 04000000 01020304"));
        assertThat(Chunks.read(channel)).isEqualTo(Hex.bytes("6a00 04000000 01020304"));
    }

    @Test
    void A32_aMessageOfTheAgentBegunOnTheOldHostIsForbiddenOnTheNewOneToo() {
        // Given: a forbidden text of 50 bytes, of which 30 were sent when the old host handed over
        var session = Sessions.with(NOTHING);
        var old = new MainChannel(MINI, session);
        var oldClient = new EmbeddedChannel(old.fromClient());
        var oldConsole = fromConsole(old);
        oldClient.writeInbound(agent(SpiceProtocol.MSGC_MAIN_AGENT_DATA, 4, 30).setIntLE(6 + 16, 50));
        oldConsole.writeInbound(Hex.buffer("0200 04000000 01020304")); // MIGRATE_DATA
        var client = new EmbeddedChannel(new MainChannel(MINI, session, true).fromClient());
        // When
        client.writeInbound(Hex.buffer("6b00 14000000" + "00".repeat(20)));
        client.writeInbound(agent(SpiceProtocol.MSGC_MAIN_AGENT_DATA, 2, 8)); // MONITORS_CONFIG
        // Then
        assertThat(Chunks.read(oldClient)).isEmpty();
        assertThat(Chunks.read(client)).hasSize(6 + 20 + 8);
        oldConsole.finishAndReleaseAll();
    }

    @Test
    void A32_nothingIsSaidToTheAgentOnTheNewHostBeforeTheOldOneHasHandedOver() {
        var client = new EmbeddedChannel(new MainChannel(MINI, Sessions.with(NOTHING), true).fromClient());
        assertThatThrownBy(() -> client.writeInbound(agent(SpiceProtocol.MSGC_MAIN_AGENT_DATA, 2, 8)))
                .isInstanceOf(ProtocolException.class);
        client.finishAndReleaseAll();
    }

    /** One AGENT_DATA with a whole VDAgentMessage. */
    private static ByteBuf agent(int message, int type, int length) {
        var out = Unpooled.buffer();
        out.writeShortLE(message).writeIntLE(20 + length);
        return out.writeIntLE(1)
                .writeIntLE(type)
                .writeLongLE(0)
                .writeIntLE(length)
                .writeZero(length);
    }

    @Test
    void A32_theClipboardIsDroppedAndItsTokenGivenBack() {
        // Given
        var main = new MainChannel(MINI, Sessions.with(NOTHING));
        var client = new EmbeddedChannel(main.fromClient());
        var console = fromConsole(main);
        // When
        client.writeInbound(agent(SpiceProtocol.MSGC_MAIN_AGENT_DATA, 4, 100));
        client.writeInbound(agent(SpiceProtocol.MSGC_MAIN_AGENT_DATA, 2, 8)); // MONITORS_CONFIG
        // Then
        assertThat(Chunks.read(client)).hasSize(6 + 20 + 8);
        assertThat(Chunks.read(console)).isEqualTo(Hex.bytes("6e00 04000000 01000000"));
    }

    @Test
    void A32_aForbiddenFileIsDeclinedInTheAgentsPlaceAndCounted() {
        // Given
        var session = Sessions.under(ChannelPolicy.without(List.of(Passage.FILES)));
        var main = new MainChannel(MINI, session.one());
        var client = new EmbeddedChannel(main.fromClient());
        var console = fromConsole(main);
        var start = agent(SpiceProtocol.MSGC_MAIN_AGENT_DATA, 10, 40).setIntLE(6 + 20, 7); // FILE_XFER_START of file 7
        // When
        client.writeInbound(start);
        client.writeInbound(agent(SpiceProtocol.MSGC_MAIN_AGENT_DATA, 4, 3)); // the clipboard may pass
        // Then
        assertThat(Chunks.read(client)).hasSize(6 + 20 + 3);
        assertThat(Chunks.read(console))
                .isEqualTo(Hex.bytes("6e00 04000000 01000000 6d00 1c000000"
                        + "01000000 0b000000 0000000000000000 08000000 07000000 07000000"));
        assertThat(session.all().refusals(Passage.FILES)).isOne();
        assertThat(session.all().refusals(Passage.CLIPBOARD_TO_DESKTOP)).isZero();
    }

    @Test
    void A32_aFileIsDeclinedOnceTheAgentHasFinishedWhatItSays() {
        // Given
        var main = new MainChannel(MINI, Sessions.with(ChannelPolicy.without(List.of(Passage.FILES))));
        var client = new EmbeddedChannel(main.fromClient());
        var console = fromConsole(main);
        console.writeInbound(agent(SpiceProtocol.MSG_MAIN_AGENT_DATA, 2, 0).setIntLE(6 + 16, 4));
        Chunks.read(console);
        // When
        client.writeInbound(agent(SpiceProtocol.MSGC_MAIN_AGENT_DATA, 10, 40));
        var before = Chunks.read(console);
        console.writeInbound(Hex.buffer("6d00 04000000 01020304"));
        // Then
        assertThat(before).isEqualTo(Hex.bytes("6e00 04000000 01000000"));
        assertThat(Chunks.read(console))
                .isEqualTo(Hex.bytes("6d00 04000000 01020304 6d00 1c000000"
                        + "01000000 0b000000 0000000000000000 08000000 00000000 07000000"));
        client.finishAndReleaseAll();
        console.finishAndReleaseAll();
    }

    @Test
    void A32_eachDirectionOfTheClipboardIsItsOwn() {
        // Given: what was cut in the desktop stays there
        var session = Sessions.under(ChannelPolicy.without(List.of(Passage.CLIPBOARD_TO_CLIENT)));
        var main = new MainChannel(MINI, session.one());
        var client = new EmbeddedChannel(main.fromClient());
        var console = fromConsole(main);
        // When
        console.writeInbound(agent(SpiceProtocol.MSG_MAIN_AGENT_DATA, 7, 4)); // the desktop has something to give
        client.writeInbound(agent(SpiceProtocol.MSGC_MAIN_AGENT_DATA, 8, 4)); // the client wants it
        client.writeInbound(agent(SpiceProtocol.MSGC_MAIN_AGENT_DATA, 7, 5)); // the client has something to give
        console.writeInbound(agent(SpiceProtocol.MSG_MAIN_AGENT_DATA, 8, 6)); // the desktop wants it
        // Then: tokens go back for what was dropped
        assertThat(Chunks.read(client)).hasSize(10 + 6 + 20 + 5);
        assertThat(Chunks.read(console)).hasSize(10 + 6 + 20 + 6);
        assertThat(session.all().refusals(Passage.CLIPBOARD_TO_CLIENT)).isEqualTo(2);
    }

    @Test
    void A32_everyChunkOfAForbiddenMessageIsDropped() {
        // Given
        var main = new MainChannel(MINI, Sessions.with(NOTHING));
        var client = new EmbeddedChannel(main.fromClient());
        var console = fromConsole(main);
        var first = agent(SpiceProtocol.MSGC_MAIN_AGENT_DATA, 12, 0).setIntLE(6 + 16, 50);
        // When
        client.writeInbound(first);
        client.writeInbound(Hex.buffer("6b00 32000000" + "00".repeat(50)));
        client.writeInbound(agent(SpiceProtocol.MSGC_MAIN_AGENT_DATA, 2, 0));
        // Then
        assertThat(Chunks.read(client)).hasSize(6 + 20);
        assertThat(Chunks.read(console)).isEqualTo(Hex.bytes("6e00 04000000 01000000".repeat(2)));
    }

    @Test
    void A32_theGuestsClipboardIsDroppedToo() {
        // Given
        var main = new MainChannel(MINI, Sessions.with(NOTHING));
        var client = new EmbeddedChannel(main.fromClient());
        var console = fromConsole(main);
        // When
        console.writeInbound(agent(SpiceProtocol.MSG_MAIN_AGENT_DATA, 7, 4));
        // Then
        assertThat(Chunks.read(console)).isEmpty();
        assertThat(Chunks.read(client)).isEqualTo(Hex.bytes("6c00 04000000 01000000"));
    }

    @Test
    void A21_anAgentMessageLongerThanItsHeadEndsTheConnection() {
        var client = new EmbeddedChannel(new MainChannel(MINI, Sessions.with(NOTHING)).fromClient());
        var lying = agent(SpiceProtocol.MSGC_MAIN_AGENT_DATA, 2, 50).setIntLE(6 + 16, 10);
        assertThatThrownBy(() -> client.writeInbound(lying)).isInstanceOf(ProtocolException.class);
        client.finishAndReleaseAll();
    }

    /** spice-server goes on counting what the client has begun, whatever becomes of the agent: so must we. */
    @Test
    void A32_anAgentThatComesBackDoesNotMakeAForbiddenMessageTheRestOfAPermittedOne() {
        // Given: a permitted message of which 40 bytes are missing
        var session = Sessions.under(NOTHING);
        var main = new MainChannel(MINI, session.one());
        var client = new EmbeddedChannel(main.fromClient());
        var console = fromConsole(main);
        client.writeInbound(agent(SpiceProtocol.MSGC_MAIN_AGENT_DATA, 2, 0).setIntLE(6 + 16, 40));
        console.writeInbound(Hex.buffer("6c00 04000000 00000000 6b00 00000000")); // gone, and there again
        Chunks.read(client);
        Chunks.read(console);
        // When: the missing ones look like the head of a permitted message that never ends; then the clipboard
        var head = agent(SpiceProtocol.MSGC_MAIN_AGENT_DATA, 2, 20).setIntLE(6 + 16, Integer.MAX_VALUE);
        client.writeInbound(head);
        client.writeInbound(agent(SpiceProtocol.MSGC_MAIN_AGENT_DATA, 4, 10));
        // Then
        assertThat(Chunks.read(client)).hasSize(6 + 40);
        assertThat(session.all().refusals(Passage.CLIPBOARD_TO_DESKTOP)).isOne();
    }

    @Test
    void aTokenGivenBackWaitsForTheEndOfAMessage() {
        // Given
        var main = new MainChannel(MINI, Sessions.with(NOTHING));
        var client = new EmbeddedChannel(main.fromClient());
        var console = fromConsole(main);
        console.writeInbound(Hex.buffer("0400 08000000 01020304")); // a ping, half of it
        // When
        client.writeInbound(agent(SpiceProtocol.MSGC_MAIN_AGENT_DATA, 4, 1));
        console.writeInbound(Hex.buffer("05060708 6a00 00000000"));
        // Then
        assertThat(Chunks.read(console))
                .isEqualTo(Hex.bytes("0400 08000000 0102030405060708 6e00 04000000 01000000 6a00 00000000"));
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("io.oriel.display.rig.Seeds#all")
    void anyChunkingGivesTheSameBytes(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        var whole = Unpooled.buffer();
        var wanted = Unpooled.buffer();
        for (int i = random.nextInt(20); i >= 0; i--) {
            switch (random.nextInt(6)) {
                case 0 -> both(whole, wanted, Hex.bytes(INIT));
                case 1 -> {
                    whole.writeBytes(Hex.bytes("6800 08000000 02000000 0200 0900"));
                    wanted.writeBytes(Hex.bytes("6800 06000000 01000000 0200"));
                }
                case 2 -> whole.writeBytes(agent(SpiceProtocol.MSG_MAIN_AGENT_DATA, 4, random.nextInt(60)));
                case 3 -> {
                    whole.writeBytes(Hex.bytes(BEGIN));
                    wanted.writeBytes(Hex.bytes(BEGIN_TO_US));
                }
                case 4 -> {
                    whole.writeBytes(Hex.bytes(SEAMLESS));
                    wanted.writeBytes(Hex.bytes(SEAMLESS_TO_US));
                }
                default -> {
                    var body = new byte[random.nextInt(300)];
                    random.nextBytes(body);
                    both(whole, wanted, Hex.bytes("6a00"));
                    whole.writeIntLE(body.length).writeBytes(body);
                    wanted.writeIntLE(body.length).writeBytes(body);
                }
            }
        }
        var channel = fromConsole(new MainChannel(MINI, Sessions.with(NOTHING)));
        // When
        Chunks.feed(channel, bytes(whole), random);
        // Then
        assertThat(Chunks.read(channel)).isEqualTo(bytes(wanted));
        channel.finishAndReleaseAll();
    }

    private static void both(ByteBuf one, ByteBuf other, byte[] bytes) {
        one.writeBytes(bytes);
        other.writeBytes(bytes);
    }

    private static byte[] bytes(ByteBuf buffer) {
        var bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return bytes;
    }
}
