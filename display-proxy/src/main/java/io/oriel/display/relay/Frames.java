package io.oriel.display.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads only the heads of a stream's messages, and lets the bytes pass as they came.
 *
 * <p>A buffer in which every message passes goes on untouched, without a copy or a slice; only what is held is gathered,
 * and a head that is split between two reads.
 */
public final class Frames extends ChannelInboundHandlerAdapter {
    /** No message is gathered beyond this, whatever its head says. */
    private static final int LARGEST_HELD = 64 * 1024;

    private final FrameRules rules;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf head;
    private @Nullable ByteBuf held;
    private long missing;
    private long passing;
    private long dropping;
    private boolean rewriting;
    private @Nullable ByteBuf injected;

    public Frames(FrameRules rules) {
        this.rules = rules;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** Whether what has gone on so far ends with a whole message. On the event loop. */
    public boolean betweenMessages() {
        return passing == 0;
    }

    /**
     * Puts a message of ours into the stream, between two of the peer's: after the one that is being rewritten, if one
     * is. On the event loop; takes ownership.
     */
    public void inject(ByteBuf message) {
        var ctx = context;
        if (ctx == null || ctx.isRemoved()) {
            message.release();
        } else if (passing == 0 && !rewriting) {
            ctx.fireChannelRead(message);
            ctx.fireChannelReadComplete();
        } else {
            injected = injected == null
                    ? message
                    : ctx.alloc().buffer().writeBytes(injected).writeBytes(message);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var in = (ByteBuf) message;
        try {
            scan(ctx, in);
        } finally {
            in.release();
        }
    }

    private void scan(ChannelHandlerContext ctx, ByteBuf in) {
        int start = in.readerIndex(); // first byte that is neither sent on nor consumed
        int at = start;
        int end = in.writerIndex();
        while (at < end) {
            if (passing > 0) {
                int step = (int) Math.min(passing, end - at);
                passing -= step;
                at += step;
            } else if (dropping > 0) {
                int step = (int) Math.min(dropping, end - at);
                dropping -= step;
                at += step;
                start = at;
            } else if (held != null) {
                at = gather(ctx, in, at, end);
                start = at;
            } else {
                if (injected != null) {
                    pass(ctx, in, start, at);
                    start = at;
                    flushInjected(ctx);
                }
                int needed = head == null ? rules.headLength(in, at, end - at) : Integer.MAX_VALUE;
                if (needed <= end - at) {
                    long length = rules.length(in, at);
                    var verdict = rules.judge(in, at, length);
                    if (verdict == FrameRules.Verdict.PASS) {
                        passing = length;
                    } else {
                        pass(ctx, in, start, at);
                        start = at;
                        startOther(ctx, verdict, length);
                    }
                } else {
                    pass(ctx, in, start, at);
                    at = splitHead(ctx, in, at, end);
                    start = at;
                }
            }
        }
        pass(ctx, in, start, end);
        if (passing == 0) {
            flushInjected(ctx);
        }
    }

    /** Takes bytes into the head kept from the last read, one by one until it can be judged. */
    private int splitHead(ChannelHandlerContext ctx, ByteBuf in, int from, int end) {
        int at = from;
        var kept = head;
        if (kept == null) {
            kept = ctx.alloc().heapBuffer(32);
            head = kept;
        }
        int known = kept.readableBytes();
        while (at < end && rules.headLength(kept, kept.readerIndex(), known) > known) {
            kept.writeByte(in.getByte(at++));
            known++;
        }
        if (rules.headLength(kept, kept.readerIndex(), known) > known) {
            return at;
        }
        head = null;
        boolean handedOn = false;
        try {
            long length = rules.length(kept, kept.readerIndex());
            switch (rules.judge(kept, kept.readerIndex(), length)) {
                case PASS -> {
                    passing = length - known;
                    handedOn = true;
                    ctx.fireChannelRead(kept);
                }
                case HOLD -> {
                    startOther(ctx, FrameRules.Verdict.HOLD, length);
                    append(ctx, kept, kept.readerIndex(), known);
                }
                case DROP -> dropping = length - known;
            }
        } finally {
            if (!handedOn) {
                kept.release();
            }
        }
        return at;
    }

    private void startOther(ChannelHandlerContext ctx, FrameRules.Verdict verdict, long length) {
        if (verdict == FrameRules.Verdict.DROP) {
            dropping = length;
            return;
        }
        if (length > LARGEST_HELD) {
            throw new ProtocolException("message too long to inspect");
        }
        held = ctx.alloc().buffer((int) length, (int) length);
        missing = length;
    }

    private int gather(ChannelHandlerContext ctx, ByteBuf in, int at, int end) {
        int step = (int) Math.min(missing, end - at);
        append(ctx, in, at, step);
        return at + step;
    }

    private void append(ChannelHandlerContext ctx, ByteBuf in, int at, int count) {
        var whole = Objects.requireNonNull(held);
        whole.writeBytes(in, at, count);
        missing -= count;
        if (missing == 0) {
            held = null;
            rewriting = true;
            var instead = rules.rewrite(whole);
            rewriting = false;
            if (instead != null) {
                ctx.fireChannelRead(instead);
            }
            flushInjected(ctx);
        }
    }

    private static void pass(ChannelHandlerContext ctx, ByteBuf in, int from, int to) {
        if (from == to) {
            return;
        }
        if (from == in.readerIndex() && to == in.writerIndex()) {
            ctx.fireChannelRead(in.retain());
        } else {
            ctx.fireChannelRead(in.retainedSlice(from, to - from));
        }
    }

    private void flushInjected(ChannelHandlerContext ctx) {
        var ours = injected;
        if (ours != null) {
            injected = null;
            ctx.fireChannelRead(ours);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        for (var buffer : new ByteBuf[] {head, held, injected}) {
            if (buffer != null) {
                buffer.release();
            }
        }
        head = null;
        held = null;
        injected = null;
    }
}
