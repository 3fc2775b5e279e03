package io.oriel.display.spice;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Cuts what a console sends so that no write goes beyond the end of a message: each becomes a WebSocket frame, and
 * spice-html5 copies what is left of a frame twice for each message in it.
 */
final class WholeMessages extends ChannelInboundHandlerAdapter {
    private final MessageEnds ends;

    WholeMessages(SpiceHead head) {
        ends = new MessageEnds(head);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var in = (ByteBuf) message;
        try {
            int from = in.readerIndex();
            int end = in.writerIndex();
            for (int at = from; at < end; ) {
                at += ends.step(in, at, end - at);
                if (ends.between()) {
                    ctx.fireChannelRead(in.retainedSlice(from, at - from));
                    from = at;
                }
            }
            if (from < end) {
                ctx.fireChannelRead(in.retainedSlice(from, end - from));
            }
        } finally {
            in.release();
        }
    }
}
