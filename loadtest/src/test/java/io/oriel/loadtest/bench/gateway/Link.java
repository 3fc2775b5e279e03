package io.oriel.loadtest.bench.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One end of a connection: read step by step by any one thread while it begins; then what comes is counted, hashed or
 * timed on the event loop, without being kept.
 */
public final class Link extends ChannelInboundHandlerAdapter implements AutoCloseable {
    static final int PING = 64;
    private static final int HEAD = 6;
    private static final int PIECE = 64 * 1024; // a WebSocket's message must not be too large

    private final Channel channel;
    private final int prefix;
    private final ByteBuf gathered = Unpooled.buffer(256); // guarded by itself: it is where the event loop hands over
    private boolean ended;
    private long missing;
    private Consumer<ByteBuf> each = _ -> {};
    private CompletableFuture<Void> done = new CompletableFuture<>();

    /** @param prefix bytes that a command has before it: those of an RFB ClientCutText, or none */
    Link(Channel channel, int prefix) {
        this.channel = channel;
        this.prefix = prefix;
    }

    Channel channel() {
        return channel;
    }

    /** Waits for so many bytes. */
    byte[] read(int count) throws IOException, InterruptedException {
        long end = System.nanoTime() + Patience.ENOUGH.toNanos();
        synchronized (gathered) {
            while (gathered.readableBytes() < count) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (ended || left <= 0) {
                    throw new EOFException(
                            count + " bytes of a handshake: " + (ended ? "closed" : "nothing more came"));
                }
                gathered.wait(left);
            }
            var bytes = new byte[count];
            gathered.readBytes(bytes);
            gathered.discardReadBytes();
            return bytes;
        }
    }

    void write(byte[] bytes) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(bytes), channel.voidPromise());
    }

    /** Asks the console for so many blocks; done when all their bytes have come. */
    CompletableFuture<Void> stream(int blocks) {
        return expect((long) blocks * Traffic.length(), _ -> {}, () -> command(Traffic.STREAM, words(blocks)));
    }

    /** One block each way, compared by its SHA-256. */
    void exchange() throws IOException, InterruptedException {
        var digest = Traffic.sha256();
        Patience.until(
                "a block from the console",
                expect(
                        Traffic.length(),
                        bytes -> digest.update(bytes.nioBuffer()),
                        () -> command(Traffic.STREAM, words(1))));
        var took = new byte[HEAD + Traffic.hash().length];
        var answer = Unpooled.wrappedBuffer(took).clear();
        Patience.until(
                "the console's SHA-256 of a block",
                expect(took.length, answer::writeBytes, () -> command(Traffic.TAKE, Traffic.whole())));
        var there = answer.skipBytes(HEAD);
        if (!there.equals(Unpooled.wrappedBuffer(Traffic.hash()))
                || !java.util.Arrays.equals(digest.digest(), Traffic.hash())) {
            throw new IOException("the bytes changed on their way");
        }
    }

    /** Nanoseconds of so many round trips, one after the other. */
    long[] pings(int count) throws IOException, InterruptedException {
        var times = new long[count];
        var all = new CompletableFuture<Void>();
        channel.eventLoop().execute(() -> ping(times, 0, all));
        Patience.until(count + " round trips", all);
        return times;
    }

    private void ping(long[] times, int number, CompletableFuture<Void> all) {
        if (number == times.length) {
            all.complete(null);
            return;
        }
        long begun = System.nanoTime();
        expect(PING, _ -> {}, () -> command(Traffic.ECHO, Unpooled.wrappedBuffer(new byte[PING - HEAD])))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        all.completeExceptionally(failure);
                        return;
                    }
                    times[number] = System.nanoTime() - begun;
                    channel.eventLoop().execute(() -> ping(times, number + 1, all));
                });
    }

    private static ByteBuf words(int value) {
        return Unpooled.wrappedBuffer(ByteBuffer.allocate(4).putInt(value).flip());
    }

    private void command(int type, ByteBuf body) {
        int length = HEAD + body.readableBytes();
        var head = channel.alloc().buffer(prefix + HEAD);
        if (prefix > 0) {
            head.writeInt(0x06000000).writeInt(length); // ClientCutText
        }
        head.writeShortLE(type).writeIntLE(body.readableBytes());
        channel.write(head, channel.voidPromise());
        while (body.isReadable()) {
            channel.write(body.readRetainedSlice(Math.min(PIECE, body.readableBytes())), channel.voidPromise());
        }
        body.release();
        channel.flush();
    }

    private CompletableFuture<Void> expect(long bytes, Consumer<ByteBuf> consumer, Runnable ask) {
        var result = new CompletableFuture<Void>();
        channel.eventLoop().execute(() -> {
            missing = bytes;
            each = consumer;
            done = result;
            ask.run();
        });
        return result;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var in = (ByteBuf) message;
        try {
            if (missing > 0) {
                int step = (int) Math.min(missing, in.readableBytes());
                each.accept(in.readSlice(step));
                missing -= step;
                if (missing == 0) {
                    done.complete(null);
                }
            }
            if (in.isReadable()) {
                synchronized (gathered) {
                    gathered.writeBytes(in);
                    gathered.notifyAll();
                }
            }
        } finally {
            in.release();
        }
    }

    /** Whoever takes over gets what came too early for it. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        synchronized (gathered) {
            if (gathered.isReadable() && channel.isActive()) {
                ctx.fireChannelRead(gathered.readBytes(gathered.readableBytes()));
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(Optional.empty());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end(Optional.of(cause));
        ctx.close();
    }

    private void end(Optional<Throwable> cause) {
        done.completeExceptionally(
                new EOFException("closed" + cause.map(it -> ": " + it).orElse("")));
        synchronized (gathered) {
            ended = true;
            gathered.notifyAll();
        }
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
    }
}
