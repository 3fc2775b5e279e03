package io.oriel.display.relay;

import io.oriel.display.grant.ChannelReport;
import java.util.concurrent.atomic.LongAdder;

/** Bytes that one kind of channel has carried. Any thread. */
public record Traffic(LongAdder toClient, LongAdder toDesktop) {
    Traffic() {
        this(new LongAdder(), new LongAdder());
    }

    ChannelReport report(String channel) {
        return new ChannelReport(channel, toClient.sum(), toDesktop.sum());
    }

    void add(Traffic other) {
        toClient.add(other.toClient.sum());
        toDesktop.add(other.toDesktop.sum());
    }
}
