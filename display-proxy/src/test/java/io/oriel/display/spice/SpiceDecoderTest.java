package io.oriel.display.spice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.oriel.display.relay.Bytes;
import io.oriel.display.relay.ProtocolException;
import io.oriel.display.rig.Chunks;
import io.oriel.display.rig.Hex;
import io.oriel.display.spice.SpiceDecoder.Expected;
import io.oriel.display.spice.SpiceMessage.Link;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpiceDecoderTest {
    private static final Link REAL_LINK = new Link(0, 1, 0, List.of(0x0d), List.of(0x0f));

    private static SpiceMessage decoded(Expected expected, byte[] bytes) {
        var channel = new EmbeddedChannel(new SpiceDecoder(expected));
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        SpiceMessage message = channel.readInbound();
        assertThat(channel.finishAndReleaseAll()).isFalse();
        return message;
    }

    @Test
    void aRealClientsLinkIsRead() {
        assertThat(decoded(Expected.LINK, Hex.resource("/spice/link.hex"))).isEqualTo(REAL_LINK);
    }

    @Test
    void aRealServersReplyIsRead() {
        // When
        var reply = (SpiceMessage.LinkReply) decoded(Expected.REPLY, Hex.resource("/spice/reply.hex"));
        // Then
        assertThat(reply.error()).isZero();
        assertThat(reply.commonCapabilities()).containsExactly(0x0b);
        assertThat(reply.channelCapabilities()).containsExactly(0x0f);
        assertThat(TicketKeys.encrypt(reply.publicKey(), "p".repeat(32))).isPresent();
    }

    @Test
    void aRealServersRefusalIsRead() {
        var reply = (SpiceMessage.LinkReply) decoded(Expected.REPLY, Hex.resource("/spice/error.hex"));
        assertThat(reply.error()).isEqualTo(4);
    }

    @Test
    void whatIsOfferedIsWhatARealServerOffers() {
        var reply = (SpiceMessage.LinkReply) decoded(Expected.REPLY, Hex.resource("/spice/reply.hex"));
        assertThat(new SpiceCapabilities().common()).isEqualTo(reply.commonCapabilities());
        assertThat(new SpiceCapabilities().channel(SpiceProtocol.MAIN)).isEqualTo(reply.channelCapabilities());
    }

    @Test
    void theEncoderWritesARealClientsLink() {
        assertThat(encoded(REAL_LINK)).isEqualTo(Hex.resource("/spice/link.hex"));
    }

    @Test
    void theEncoderWritesARealServersReply() {
        var bytes = Hex.resource("/spice/reply.hex");
        assertThat(encoded(decoded(Expected.REPLY, bytes))).isEqualTo(bytes);
    }

    private static byte[] encoded(SpiceMessage message) {
        var channel = new EmbeddedChannel(new SpiceEncoder());
        channel.writeOutbound(message);
        ByteBuf out = channel.readOutbound();
        var bytes = new byte[out.readableBytes()];
        out.readBytes(bytes).release();
        return bytes;
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("io.oriel.display.rig.Seeds#all")
    void anyChunkingGivesTheSameMessages(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        var link = new Link(random.nextInt(), random.nextInt(1, 12), random.nextInt(256), words(random), words(random));
        var ticket = new byte[SpiceProtocol.TICKET_LENGTH];
        random.nextBytes(ticket);
        var stream = Unpooled.buffer();
        var messages = new ArrayList<SpiceMessage>(
                List.of(link, new SpiceMessage.Mechanism(1), new SpiceMessage.EncryptedTicket(new Bytes(ticket))));
        messages.forEach(message -> stream.writeBytes(encoded(message)));
        var early = "and what follows".getBytes(StandardCharsets.US_ASCII);
        stream.writeBytes(early);
        var decoder = new SpiceDecoder(Expected.LINK);
        var seen = new ArrayList<SpiceMessage>();
        var channel = new EmbeddedChannel(decoder, new OneAfterTheOther(decoder, seen));
        // When
        Chunks.feed(channel, Arrays.copyOf(stream.array(), stream.writerIndex()), random);
        channel.pipeline().remove(decoder);
        // Then
        assertThat(seen).isEqualTo(messages);
        assertThat(Chunks.read(channel)).isEqualTo(early);
        channel.finishAndReleaseAll();
    }

    private static List<Integer> words(SplittableRandom random) {
        return random.ints(random.nextInt(0, SpiceProtocol.MOST_CAPABILITY_WORDS + 1))
                .boxed()
                .toList();
    }

    /** Says what comes next, as a handshake does. */
    private static final class OneAfterTheOther extends SimpleChannelInboundHandler<SpiceMessage> {
        private final SpiceDecoder decoder;
        private final List<SpiceMessage> seen;

        OneAfterTheOther(SpiceDecoder decoder, List<SpiceMessage> seen) {
            this.decoder = decoder;
            this.seen = seen;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, SpiceMessage message) {
            seen.add(message);
            decoder.expect(
                    switch (message) {
                        case Link _ -> Expected.MECHANISM;
                        case SpiceMessage.Mechanism _ -> Expected.TICKET;
                        case SpiceMessage.EncryptedTicket _ -> Expected.NOTHING;
                        case SpiceMessage.LinkReply _, SpiceMessage.LinkResult _ -> Expected.NOTHING;
                    });
        }
    }

    static Stream<String> A21_lies() {
        return Stream.of(
                "52454451 02000000 02000000 ffffffff", // 4 GiB follow
                "52454451 02000000 02000000 01100000", // 4097 bytes follow
                "52454451 02000000 02000000 11000000", // less than a link
                "52454452 02000000 02000000 1a000000", // another magic
                "52454451 01000000 00000000 1a000000", // version 1
                "52454451 02000000 02000000 1a000000 00000000 0100 ffffffff 01000000 12000000 0d000000 0f000000",
                "52454451 02000000 02000000 1a000000 00000000 0100 01000000 11000000 12000000 0d000000 0f000000",
                "52454451 02000000 02000000 1a000000 00000000 0100 02000000 01000000 12000000 0d000000 0f000000",
                "52454451 02000000 02000000 1a000000 00000000 0100 01000000 01000000 ffffffff 0d000000 0f000000",
                "52454451 02000000 02000000 1a000000 00000000 0100 01000000 01000000 00000000 0d000000 0f000000",
                "52454451 02000000 02000000 1a000000 00000000 0100 01000000 01000000 16000000 0d000000 0f000000");
    }

    @ParameterizedTest
    @MethodSource("A21_lies")
    void A21_aLengthThatLiesIsRefusedBeforeAnythingIsKept(String hex) {
        var channel = new EmbeddedChannel(new SpiceDecoder(Expected.LINK));
        assertThatThrownBy(() -> channel.writeInbound(Hex.buffer(hex)))
                .isInstanceOf(DecoderException.class)
                .hasCauseInstanceOf(ProtocolException.class);
        Chunks.end(channel);
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("io.oriel.display.rig.Seeds#all")
    void A21_spoiltBytesEndInAProtocolExceptionOrInSilence(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        var expected = Expected.values()[random.nextInt(Expected.values().length)];
        var bytes = Hex.resource(random.nextBoolean() ? "/spice/link.hex" : "/spice/reply.hex");
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
        for (int i = random.nextInt(6); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        var spoilt = bytes;
        var channel = new EmbeddedChannel(new SpiceDecoder(expected));
        // When
        var thrown = catchThrowable(() -> {
            Chunks.feed(channel, spoilt, random);
            channel.finishAndReleaseAll();
        });
        Chunks.end(channel);
        // Then
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(DecoderException.class).hasCauseInstanceOf(ProtocolException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 41})
    void aTruncatedLinkIsWaitedFor(int length) {
        var bytes = Arrays.copyOf(Hex.resource("/spice/link.hex"), length);
        var channel = new EmbeddedChannel(new SpiceDecoder(Expected.LINK));
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        assertThat(channel.<Object>readInbound()).isNull();
        channel.finishAndReleaseAll();
    }
}
