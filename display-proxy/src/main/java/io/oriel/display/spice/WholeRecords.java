package io.oriel.display.spice;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a console sends so that of all that is flushed together the last message begins a TLS record of its own
 * towards the client; what comes before it fills records as it likes.
 *
 * <p>spice-gtk waits for its socket, not for what its TLS library has already decrypted ({@code
 * spice_channel_iterate_read} in spice-gtk's {@code spice-channel.c}): it reads on as long as there is a record it has
 * not touched. Whole messages in one record are therefore read to the last while another record is behind them; the
 * second message of the very last record would lie there until more bytes come, and when the host waits for an
 * acknowledgement none ever come. The record of the last message is what keeps the others moving.
 *
 * <p>Small reads are gathered up to the end of the read loop, so that a hundred drawing commands cost one record and not
 * a hundred; larger ones pass without a copy.
 */
final class WholeRecords extends ChannelInboundHandlerAdapter {
    /** The most a TLS record holds. */
    private static final int RECORD = 16 * 1024;

    /** What is worth copying, to save a record. */
    private static final int SMALL = 4 * 1024;

    private static final int FIRST_GUESS = 1024;

    private final MessageEnds ends;
    private @Nullable ByteBuf gathered;
    private int lastStart; // in what is gathered: where the last message begun there begins

    WholeRecords(SpiceHead head) {
        ends = new MessageEnds(head);
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
            int begun = lastBegun(in);
            if (begun >= 0) {
                lastStart = gathered == null ? 0 : gathered.readableBytes(); // nothing of it is the last any more
                take(ctx, in, from, begun);
                lastStart = gathered == null ? 0 : gathered.readableBytes();
                take(ctx, in, begun, in.writerIndex());
            } else {
                take(ctx, in, from, in.writerIndex());
            }
        } finally {
            in.release();
        }
    }

    /** Where the last message begins that begins in these bytes; -1 when none does. */
    private int lastBegun(ByteBuf in) {
        int last = -1;
        int end = in.writerIndex();
        for (int at = in.readerIndex(); at < end; ) {
            if (ends.between()) {
                last = at;
            }
            at += ends.step(in, at, end - at);
        }
        return last;
    }

    private void take(ChannelHandlerContext ctx, ByteBuf in, int from, int to) {
        int length = to - from;
        if (length == 0) {
            return;
        }
        int room = RECORD - (gathered == null ? 0 : gathered.readableBytes());
        if (length > SMALL || length > room) {
            sendGathered(ctx);
        }
        if (length > SMALL) {
            ctx.fireChannelRead(in.retainedSlice(from, length));
            return;
        }
        var into = gathered;
        if (into == null) {
            into = ctx.alloc().directBuffer(Math.max(length, FIRST_GUESS), RECORD);
            gathered = into;
        }
        into.writeBytes(in, from, length);
    }

    /** In two parts where the last message begun is among it, for it may be the last of all. */
    private void sendGathered(ChannelHandlerContext ctx) {
        var all = gathered;
        if (all == null) {
            return;
        }
        gathered = null;
        int cut = lastStart;
        lastStart = 0;
        if (cut > 0 && cut < all.readableBytes()) {
            ctx.fireChannelRead(all.readRetainedSlice(cut));
        }
        ctx.fireChannelRead(all);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        sendGathered(ctx);
        ctx.fireChannelReadComplete();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }
}
