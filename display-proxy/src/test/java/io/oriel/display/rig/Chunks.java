package io.oriel.display.rig;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.SplittableRandom;

/** Feeds bytes to a channel as a network does: cut anywhere. */
public final class Chunks {
    private Chunks() {}

    /** Writes all bytes in pieces of random length, each its own read. */
    public static void feed(EmbeddedChannel channel, byte[] bytes, SplittableRandom random) {
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 3 : 64));
            channel.writeInbound(Unpooled.copiedBuffer(bytes, at, length));
            at += length;
        }
    }

    /** Closes a channel, whose decoder may once more find its bytes wrong, and gives back all it holds. */
    public static void end(EmbeddedChannel channel) {
        try {
            channel.finishAndReleaseAll();
        } catch (DecoderException expected) {
            channel.releaseInbound();
        }
    }

    /** All bytes that came out at the end, in order. */
    public static byte[] read(EmbeddedChannel channel) {
        var all = Unpooled.buffer();
        for (ByteBuf next = channel.readInbound(); next != null; next = channel.readInbound()) {
            all.writeBytes(next);
            next.release();
        }
        var bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }
}
