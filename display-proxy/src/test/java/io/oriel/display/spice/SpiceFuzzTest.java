package io.oriel.display.spice;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.Passage;
import io.oriel.display.relay.Bytes;
import io.oriel.display.relay.Frames;
import io.oriel.display.relay.ProtocolException;
import io.oriel.display.relay.Sessions;
import io.oriel.display.rig.Chunks;
import java.util.List;

/** No bytes make the SPICE parsers throw anything but what hostile bytes throw. {@code JAZZER_FUZZ=1} searches for some. */
class SpiceFuzzTest {
    private static final ChannelPolicy NOTHING = ChannelPolicy.without(List.of(Passage.values()));

    @FuzzTest(maxDuration = "2m")
    void A21_link(FuzzedDataProvider data) {
        var channel = new EmbeddedChannel(new SpiceDecoder(data.pickValue(SpiceDecoder.Expected.values())));
        feed(channel, data);
    }

    @FuzzTest(maxDuration = "2m")
    void A21_main(FuzzedDataProvider data) {
        var main = new MainChannel(new SpiceHead(data.consumeBoolean()), Sessions.with(NOTHING));
        feed(new EmbeddedChannel(data.consumeBoolean() ? main.fromConsole() : main.fromClient()), data);
    }

    /** Whatever a client and a guest's agent send: no clipboard or file message comes out on the other side. */
    @FuzzTest(maxDuration = "2m")
    void A32_agent(FuzzedDataProvider data) {
        boolean fromConsole = data.consumeBoolean();
        var main = new MainChannel(new SpiceHead(true), Sessions.with(NOTHING));
        var channel = new EmbeddedChannel(fromConsole ? main.fromConsole() : main.fromClient());
        var whole = Unpooled.buffer();
        while (data.remainingBytes() > 0) {
            int length = data.consumeInt(0, 40);
            whole.writeShortLE(fromConsole ? SpiceProtocol.MSG_MAIN_AGENT_DATA : SpiceProtocol.MSGC_MAIN_AGENT_DATA)
                    .writeIntLE(20 + length)
                    .writeIntLE(1)
                    .writeIntLE(data.consumeInt(0, 16))
                    .writeLongLE(0)
                    .writeIntLE(data.consumeInt(0, 80))
                    .writeZero(length);
        }
        try {
            channel.writeInbound(whole);
        } catch (ProtocolException expected) {
            // refused
        }
        var passed = Unpooled.wrappedBuffer(Chunks.read(channel));
        channel.finishAndReleaseAll();
        long missing = 0;
        while (passed.isReadable()) {
            long length = passed.skipBytes(2).readUnsignedIntLE();
            if (missing == 0) {
                assertThat(passed.getIntLE(passed.readerIndex() + 4)).isNotIn(4, 7, 8, 9, 10, 11, 12);
                missing = 20 + passed.getUnsignedIntLE(passed.readerIndex() + 16);
            }
            missing -= length;
            passed.skipBytes((int) length);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void A21_inputs(FuzzedDataProvider data) {
        var head = new SpiceHead(data.consumeBoolean());
        feed(new EmbeddedChannel(new Frames(new InputsRules(head, Sessions.with(NOTHING)))), data);
    }

    /** Records are cut, never changed. */
    @FuzzTest(maxDuration = "2m")
    void A21_records(FuzzedDataProvider data) {
        var channel = new EmbeddedChannel(new WholeRecords(new SpiceHead(data.consumeBoolean())));
        var whole = Unpooled.buffer();
        while (data.remainingBytes() > 0) {
            var piece = data.consumeBytes(data.consumeInt(1, 64));
            whole.writeBytes(piece);
            channel.writeInbound(Unpooled.wrappedBuffer(piece));
        }
        var came = Unpooled.wrappedBuffer(Chunks.read(channel));
        assertThat(whole.slice(0, came.readableBytes())).isEqualTo(came);
        assertThat(whole.readableBytes()).isEqualTo(came.readableBytes());
        channel.finishAndReleaseAll();
    }

    /** A client's cipher text, and a host's key. */
    @FuzzTest(maxDuration = "2m")
    void A21_ticket(FuzzedDataProvider data) {
        var shown = new Bytes(data.consumeBytes(SpiceProtocol.TICKET_LENGTH));
        try (var keys = new TicketKeys()) {
            var _ = TicketKeys.decrypt(keys.any(), shown);
        }
        var _ = TicketKeys.encrypt(new Bytes(data.consumeBytes(SpiceProtocol.PUBLIC_KEY_LENGTH)), "p");
    }

    private static void feed(EmbeddedChannel channel, FuzzedDataProvider data) {
        try {
            while (data.remainingBytes() > 0) {
                channel.writeInbound(Unpooled.wrappedBuffer(data.consumeBytes(data.consumeInt(1, 64))));
            }
        } catch (DecoderException e) {
            if (!(e.getCause() instanceof ProtocolException)) {
                throw e;
            }
        } catch (ProtocolException expected) {
            // refused
        } finally {
            Chunks.end(channel);
        }
    }
}
