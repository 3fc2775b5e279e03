package io.oriel.display.spice;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.Passage;
import io.oriel.display.relay.Sessions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What reading SPICE costs: a link, and a read of 256 KiB full of messages. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SpiceBench {
    private static final int READ = 256 * 1024;
    private static final SpiceHead MINI = new SpiceHead(true);

    private final ByteBuf small = messages(104, 250);
    private final ByteBuf large = messages(304, 16_384);
    private final ByteBuf agent = messages(SpiceProtocol.MSG_MAIN_AGENT_DATA, 2_048);
    private final ByteBuf link = Unpooled.copiedBuffer(new byte[] {
        0x52, 0x45, 0x44, 0x51, 2, 0, 0, 0, 2, 0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 18, 0, 0,
        0, 13, 0, 0, 0, 15, 0, 0, 0
    });
    private final EmbeddedChannel records = ending(new WholeRecords(MINI));
    private final EmbeddedChannel open =
            ending(new MainChannel(MINI, Sessions.with(ChannelPolicy.all())).fromConsole());

    private static ByteBuf messages(int type, int size) {
        var out = Unpooled.directBuffer(READ);
        while (out.writableBytes() >= size + 6) {
            out.writeShortLE(type).writeIntLE(size);
            // A whole VDAgentMessage, where it is one: protocol, type, opaque, length.
            out.writeIntLE(1).writeIntLE(1).writeLongLE(0).writeIntLE(size - 20).writeZero(size - 20);
        }
        return out;
    }

    private static EmbeddedChannel ending(ChannelHandler first) {
        return new EmbeddedChannel(first, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                ReferenceCountUtil.release(message);
            }
        });
    }

    @Benchmark
    public EmbeddedChannel aLink() {
        var channel = ending(new SpiceDecoder(SpiceDecoder.Expected.LINK));
        channel.writeInbound(link.retainedDuplicate());
        channel.finishAndReleaseAll();
        return channel;
    }

    @Benchmark
    public void displayOfSmallMessages() {
        records.writeInbound(small.retainedDuplicate());
    }

    @Benchmark
    public void displayOfLargeMessages() {
        records.writeInbound(large.retainedDuplicate());
    }

    @Benchmark
    public void mainWithoutPolicy() {
        open.writeInbound(agent.retainedDuplicate());
    }

    /** A channel of its own for each read: what its policy gives back would gather in it. */
    @Benchmark
    public EmbeddedChannel mainWithPolicy() {
        var session = Sessions.with(ChannelPolicy.without(List.of(Passage.FILES)));
        var channel = ending(new MainChannel(MINI, session).fromConsole());
        channel.writeInbound(agent.retainedDuplicate());
        channel.finishAndReleaseAll();
        return channel;
    }
}
