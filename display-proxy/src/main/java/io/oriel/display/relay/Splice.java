package io.oriel.display.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.atomic.LongAdder;

/**
 * One direction's byte pump: what this channel reads, the peer writes.
 *
 * <p>Reading follows the peer's writability: while more than the high water mark waits to be written there, nothing is
 * read here, so a slow client costs at most that much memory. Each side has one; both channels share an event loop.
 */
public final class Splice extends ChannelInboundHandlerAdapter {
    /** At least twice the largest read, else every read would stop the other side. */
    public static final WriteBufferWaterMark WATER_MARKS = new WriteBufferWaterMark(128 * 1024, 512 * 1024);

    private final Channel peer;
    private final LongAdder counted;

    /** @param counted where the bytes towards the peer are added */
    public Splice(Channel peer, LongAdder counted) {
        this.peer = peer;
        this.counted = counted;
    }

    /** Reads of up to 256 KiB: the largest single lever on CPU per byte. */
    public static RecvByteBufAllocator receiveBuffers() {
        return new AdaptiveRecvByteBufAllocator(1024, 4096, 256 * 1024);
    }

    /** Lets both sides read as far as the other can write. */
    public static void start(Channel client, Channel console) {
        client.config().setAutoRead(console.isWritable());
        console.config().setAutoRead(client.isWritable());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            throw new ProtocolException("not bytes");
        }
        counted.add(bytes.readableBytes());
        peer.write(bytes, peer.voidPromise());
        if (!peer.isWritable()) {
            ctx.channel().config().setAutoRead(false); // here, not after the read loop: it asks between two reads
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        peer.flush();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        peer.config().setAutoRead(ctx.channel().isWritable());
        ctx.fireChannelWritabilityChanged();
    }
}
