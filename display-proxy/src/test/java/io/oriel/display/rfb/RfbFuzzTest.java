package io.oriel.display.rfb;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.relay.ProtocolException;
import io.oriel.display.relay.Sessions;
import io.oriel.display.rig.Chunks;

/** No bytes make the RFB parsers throw anything but what hostile bytes throw. {@code JAZZER_FUZZ=1} searches for some. */
class RfbFuzzTest {

    @FuzzTest(maxDuration = "2m")
    void A21_handshake(FuzzedDataProvider data) {
        feed(new EmbeddedChannel(new RfbDecoder(data.pickValue(RfbDecoder.Expected.values()))), data);
    }

    @FuzzTest(maxDuration = "2m")
    void A21_client(FuzzedDataProvider data) {
        feed(new EmbeddedChannel(RfbClient.frames(Sessions.with(ChannelPolicy.all()))), data);
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
