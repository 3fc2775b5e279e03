package io.oriel.display.spice;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.Passage;
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
