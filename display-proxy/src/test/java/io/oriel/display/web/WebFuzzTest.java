package io.oriel.display.web;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.oriel.display.relay.Relays;
import io.oriel.display.rig.Chunks;
import io.oriel.display.spice.SpiceCapabilities;
import io.oriel.display.spice.TicketKeys;

/** Whatever comes through the browsers' door is answered or closed, and never thrown. {@code JAZZER_FUZZ=1} searches. */
class WebFuzzTest {

    @FuzzTest(maxDuration = "2m")
    void A36_http(FuzzedDataProvider data) {
        var channel = new EmbeddedChannel();
        try (var keys = new TicketKeys()) {
            WebDoor.serve(channel, Relays.accept(channel), keys, new SpiceCapabilities());
            while (data.remainingBytes() > 0 && channel.isOpen()) {
                // Not by writeInbound, which takes the closing of the channel for a failure.
                channel.pipeline().fireChannelRead(Unpooled.wrappedBuffer(data.consumeBytes(data.consumeInt(1, 64))));
                channel.pipeline().fireChannelReadComplete();
                channel.runPendingTasks();
            }
            channel.checkException();
        } finally {
            Chunks.end(channel);
        }
    }
}
