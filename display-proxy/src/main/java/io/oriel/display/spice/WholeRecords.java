package io.oriel.display.spice;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;

/**
 * Cuts what a console sends where its messages end, so that no TLS record towards the client holds bytes beyond the end
 * of a message.
 *
 * <p>spice-gtk waits for its socket, not for what its TLS library has already decrypted ({@code
 * spice_channel_iterate_read} in spice-gtk's {@code spice-channel.c}). The second message of a record would lie there
 * until more bytes come; when the first of them is the last that the host sends before it waits for an acknowledgement,
 * none ever come and the screen stands still. spice-server writes each message as records of its own, a proxy that joins
 * reads must take care of it.
 */
final class WholeRecords extends ChannelInboundHandlerAdapter {
    private final SpiceHead head;
    private final ByteBuf known = Unpooled.buffer(18, 18);
    private long missing;

    WholeRecords(SpiceHead head) {
        this.head = head;
    }

    /** Makes each write to this client a record of its own (or several), never one together with the next. */
    static void oneForEachWrite(ChannelPipeline client) {
        var tls = client.get(SslHandler.class);
        if (tls != null) {
            tls.setWrapDataSize(0);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var in = (ByteBuf) message;
        try {
            int from = in.readerIndex();
            int end = in.writerIndex();
            int at = from;
            while (at < end) {
                at += missing > 0 ? body(end - at) : head(in, at, end - at);
                if (missing == 0 && known.readableBytes() == 0) {
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

    private int body(int readable) {
        int step = (int) Math.min(missing, readable);
        missing -= step;
        return step;
    }

    private int head(ByteBuf in, int at, int readable) {
        int step = Math.min(head.length() - known.readableBytes(), readable);
        known.writeBytes(in, at, step);
        if (known.readableBytes() == head.length()) {
            missing = head.size(known, 0);
            known.clear();
        }
        return step;
    }
}
