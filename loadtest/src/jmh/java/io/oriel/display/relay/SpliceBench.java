package io.oriel.display.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What handing one read to the peer costs, without the sockets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SpliceBench {
    private final ByteBuf bytes = Unpooled.directBuffer(64 * 1024).writeZero(64 * 1024);
    private final EmbeddedChannel peer = new EmbeddedChannel();
    private final EmbeddedChannel channel = new EmbeddedChannel(new Splice(peer, new LongAdder()));

    @Benchmark
    public void oneRead() {
        channel.writeInbound(bytes.retainedDuplicate());
        peer.releaseOutbound();
    }
}
