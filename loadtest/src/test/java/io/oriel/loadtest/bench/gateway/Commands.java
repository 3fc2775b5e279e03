package io.oriel.loadtest.bench.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.security.MessageDigest;
import java.util.List;

/** What a console does once it is open: streams blocks, echoes, takes a block and answers with its SHA-256. */
final class Commands extends ByteToMessageDecoder {
    private static final int HEAD = 6;

    private final int prefix;
    private final MessageDigest digest = Traffic.sha256();
    private int blocks;
    private int next;
    private int taking;

    /** @param prefix bytes before a command that mean nothing here */
    Commands(int prefix) {
        this.prefix = prefix;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (taking > 0) {
            take(ctx, in);
            return;
        }
        int start = in.readerIndex() + prefix;
        if (in.readableBytes() < prefix + HEAD) {
            return;
        }
        int type = in.getUnsignedShortLE(start);
        int size = in.getIntLE(start + 2);
        if (type == Traffic.TAKE) {
            in.skipBytes(prefix + HEAD);
            taking = size;
        } else if (in.readableBytes() >= prefix + HEAD + size) {
            in.skipBytes(prefix);
            var message = in.readRetainedSlice(HEAD + size);
            if (type == Traffic.STREAM) {
                blocks = message.getInt(message.readerIndex() + HEAD);
                message.release();
                pump(ctx);
            } else {
                ctx.writeAndFlush(message, ctx.voidPromise());
            }
        }
    }

    private void take(ChannelHandlerContext ctx, ByteBuf in) {
        var part = in.readSlice(Math.min(taking, in.readableBytes()));
        digest.update(part.nioBuffer());
        taking -= part.readableBytes();
        if (taking == 0) {
            var hash = digest.digest();
            ctx.writeAndFlush(
                    Unpooled.buffer(HEAD + hash.length)
                            .writeShortLE(Traffic.TAKE)
                            .writeIntLE(hash.length)
                            .writeBytes(hash),
                    ctx.voidPromise());
        }
    }

    /** Message by message, as spice-server writes them, and no further than the other side reads. */
    private void pump(ChannelHandlerContext ctx) {
        while (blocks > 0 && ctx.channel().isWritable()) {
            ctx.write(Traffic.message(next), ctx.voidPromise());
            next++;
            if (next == Traffic.messages()) {
                next = 0;
                blocks--;
            }
        }
        ctx.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            pump(ctx);
        }
    }
}
