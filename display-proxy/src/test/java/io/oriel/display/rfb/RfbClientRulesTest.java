package io.oriel.display.rfb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.Passage;
import io.oriel.display.relay.ProtocolException;
import io.oriel.display.relay.Sessions;
import io.oriel.display.rig.Chunks;
import io.oriel.display.rig.Hex;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RfbClientRulesTest {
    private static final ChannelPolicy NO_CLIPBOARD =
            ChannelPolicy.without(List.of(Passage.CLIPBOARD_TO_DESKTOP, Passage.CLIPBOARD_TO_CLIENT));

    private static byte[] passed(ChannelPolicy policy, String hex) {
        var channel = new EmbeddedChannel(RfbClient.frames(Sessions.with(policy)));
        try {
            channel.writeInbound(Hex.buffer(hex));
            return Chunks.read(channel);
        } finally {
            Chunks.end(channel);
        }
    }

    @Test
    void theSharedFlagIsOurs() {
        assertThat(passed(ChannelPolicy.all(), "00")).containsExactly(1);
    }

    @Test
    void A32_cutTextIsDroppedAndWhatFollowsPasses() {
        var keys = "04 01 0000 00000061";
        assertThat(passed(NO_CLIPBOARD, "01" + keys + "06 000000 00000003 616263" + keys))
                .isEqualTo(Hex.bytes("01" + keys + keys));
        assertThat(passed(NO_CLIPBOARD, "01 06 000000 fffffffc 61626364" + keys))
                .isEqualTo(Hex.bytes("01" + keys));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "04 01 0000 00000061", // KeyEvent
                "05 00 0010 0010", // PointerEvent
                "ff 00 0001 00000061 0000001e", // QEMU's extended key event
            })
    void keysAndPointerEndIdleness(String hex) {
        assertThat(idleAfter(hex)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "03 01 0000 0000 0280 01e0", // FramebufferUpdateRequest
                "96 01 0000 0000 0280 01e0", // EnableContinuousUpdates
                "f8 000000 00000001 00", // a fence
                "ff 01 0000", // QEMU's audio
                "06 000000 00000003 616263", // what was cut elsewhere
            })
    void whatAClientSendsByItselfDoesNot(String hex) {
        assertThat(idleAfter(hex)).isEqualTo(20);
    }

    private static long idleAfter(String hex) {
        var now = new AtomicLong(1_000_000);
        var session = Sessions.at(() -> Instant.ofEpochMilli(now.get()));
        var channel = new EmbeddedChannel(RfbClient.frames(session.one()));
        now.addAndGet(20_000);
        channel.writeInbound(Hex.buffer("01" + hex));
        Chunks.end(channel);
        return session.idleSeconds();
    }

    @Test
    void A32_aTextThatWasCutIsCountedWhenItIsDropped() {
        // Given
        var session = Sessions.under(NO_CLIPBOARD);
        var channel = new EmbeddedChannel(RfbClient.frames(session.one()));
        // When
        channel.writeInbound(Hex.buffer("01 06 000000 00000003 616263 06 000000 00000003 616263"));
        Chunks.end(channel);
        // Then
        assertThat(session.all().refusals(Passage.CLIPBOARD_TO_DESKTOP)).isEqualTo(2);
    }

    @Test
    void encodingsThatChangeLengthsAreStruck() {
        assertThat(passed(ChannelPolicy.all(), "01 02 00 0003 00000010 fffffec4 ffffff21"))
                .isEqualTo(Hex.bytes("01 02 00 0002 00000010 ffffff21"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01 63", // no such message
                "01 ff 07", // no such QEMU message
                "01 06 000000 7fffffff", // two gigabytes of clipboard
                "01 06 000000 80000000",
                "01 02 00 ffff", // 65,535 encodings
                "01 fb 00 0000 0000 ff"
            })
    void A21_whatCannotBeMeasuredEndsTheConnection(String hex) {
        assertThat(catchThrowable(() -> passed(ChannelPolicy.all(), hex))).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("io.oriel.display.rig.Seeds#all")
    void anyChunkingGivesTheSameBytes(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        var sent = Unpooled.buffer().writeByte(1);
        var wanted = Unpooled.buffer().writeByte(1);
        for (int i = random.nextInt(30); i > 0; i--) {
            var message = anyMessage(random);
            sent.writeBytes(message, 0, message.writerIndex());
            if (message.getByte(0) != 6) {
                wanted.writeBytes(message, 0, message.writerIndex());
            }
        }
        var channel = new EmbeddedChannel(RfbClient.frames(Sessions.with(NO_CLIPBOARD)));
        // When
        Chunks.feed(channel, bytes(sent), random);
        // Then
        assertThat(Chunks.read(channel)).isEqualTo(bytes(wanted));
        channel.finishAndReleaseAll();
    }

    /** Every kind of message noVNC 1.7 and the QEMU extensions know. */
    private static ByteBuf anyMessage(SplittableRandom random) {
        int length = random.nextInt(40);
        var out = Unpooled.buffer();
        return switch (random.nextInt(12)) {
            case 0 -> out.writeZero(20);
            case 1 -> out.writeByte(2).writeByte(0).writeShort(length).writeZero(4 * length);
            case 2 -> out.writeByte(3).writeZero(9);
            case 3 -> out.writeByte(4).writeZero(7);
            case 4 -> out.writeByte(5).writeZero(5);
            case 5 -> out.writeByte(6).writeZero(3).writeInt(length).writeZero(length);
            case 6 -> out.writeByte(150).writeZero(9);
            case 7 -> out.writeByte(248).writeZero(7).writeByte(length).writeZero(length);
            case 8 -> out.writeByte(250).writeZero(3);
            case 9 -> out.writeByte(251).writeZero(5).writeByte(2).writeByte(0).writeZero(32);
            case 10 -> out.writeByte(255).writeByte(0).writeZero(10);
            default ->
                random.nextBoolean()
                        ? out.writeByte(255).writeByte(1).writeShort(2).writeZero(6)
                        : out.writeByte(255).writeByte(1).writeShort(random.nextInt(2));
        };
    }

    private static byte[] bytes(ByteBuf buffer) {
        var bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return bytes;
    }
}
