package io.oriel.display.rfb;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.relay.Sessions;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What reading a browser's RFB costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RfbBench {
    private final ByteBuf pointing = Unpooled.directBuffer();
    private final EmbeddedChannel channel = new EmbeddedChannel(
            RfbClient.frames(Sessions.with(ChannelPolicy.all())), new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    ReferenceCountUtil.release(message);
                }
            });

    @Setup
    public void begin() {
        channel.writeInbound(Unpooled.buffer().writeByte(1)); // ClientInit
        for (int i = 0; i < 100; i++) {
            pointing.writeByte(5).writeByte(0).writeShort(i).writeShort(i);
        }
    }

    @Benchmark
    public void aHundredPointerEvents() {
        channel.writeInbound(pointing.retainedDuplicate());
    }
}
