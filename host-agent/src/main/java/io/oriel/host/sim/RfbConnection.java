package io.oriel.host.sim;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import io.oriel.host.screen.Picture;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One viewer of a simulated VM: RFB 3.8 (RFC 6143) with VNC authentication and raw pixels. Lives on one event loop.
 *
 * <pre>
 * VERSION ─▶ SECURITY ─▶ ANSWER ─▶ INIT ─▶ OPEN
 *                              └▶ REFUSED: one answer per connection
 *      anything unexpected at any time: the connection closes
 * </pre>
 */
final class RfbConnection extends ByteToMessageDecoder {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] VERSION = "RFB 003.008\n".getBytes(StandardCharsets.US_ASCII);
    private static final int VNC_AUTHENTICATION = 2;
    private static final int REFRESH_MILLISECONDS = 200;
    private static final int HANDSHAKE_SECONDS = 10;
    private static final int MAX_CLIPBOARD = 256 << 10;

    private enum Phase {
        VERSION,
        SECURITY,
        ANSWER,
        INIT,
        OPEN,
        REFUSED
    }

    private final SimulatedVm vm;
    private final byte[] challenge = new byte[VncAuthentication.CHALLENGE];
    private Phase phase = Phase.VERSION;
    private PixelFormat format = PixelFormat.NATURAL;
    private @Nullable Picture shown;
    private boolean wantsUpdate;
    private long skip;
    private @Nullable ScheduledFuture<?> timer;

    RfbConnection(SimulatedVm vm) {
        this.vm = vm;
        RANDOM.nextBytes(challenge);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.writeAndFlush(context.alloc().buffer().writeBytes(VERSION));
        timer = context.executor().schedule(() -> context.close(), HANDSHAKE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        cancelTimer();
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        switch (phase) {
            case VERSION -> version(context, in);
            case SECURITY -> security(context, in);
            case ANSWER -> answer(context, in);
            case INIT -> init(context, in);
            case OPEN -> message(context, in);
            case REFUSED -> in.skipBytes(in.readableBytes());
        }
    }

    private void version(ChannelHandlerContext context, ByteBuf in) {
        if (in.readableBytes() < VERSION.length) {
            return;
        }
        var theirs = new byte[VERSION.length];
        in.readBytes(theirs);
        require(Arrays.equals(theirs, VERSION));
        context.writeAndFlush(context.alloc().buffer().writeByte(1).writeByte(VNC_AUTHENTICATION));
        phase = Phase.SECURITY;
    }

    private void security(ChannelHandlerContext context, ByteBuf in) {
        require(in.readUnsignedByte() == VNC_AUTHENTICATION);
        context.writeAndFlush(context.alloc().buffer().writeBytes(challenge));
        phase = Phase.ANSWER;
    }

    private void answer(ChannelHandlerContext context, ByteBuf in) {
        if (in.readableBytes() < VncAuthentication.CHALLENGE) {
            return;
        }
        var answer = new byte[VncAuthentication.CHALLENGE];
        in.readBytes(answer);
        if (vm.password()
                .filter(password -> VncAuthentication.isAnswer(answer, challenge, password))
                .isPresent()) {
            context.writeAndFlush(context.alloc().buffer().writeInt(0));
            phase = Phase.INIT;
            return;
        }
        phase = Phase.REFUSED;
        var reason = "Authentication failed".getBytes(StandardCharsets.US_ASCII);
        context.writeAndFlush(context.alloc()
                        .buffer()
                        .writeInt(1)
                        .writeInt(reason.length)
                        .writeBytes(reason))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private void init(ChannelHandlerContext context, ByteBuf in) {
        in.skipBytes(1); // shared or not: everyone may watch
        var name = vm.spec().title().getBytes(StandardCharsets.UTF_8);
        var init = context.alloc().buffer().writeShort(TestCard.WIDTH).writeShort(TestCard.HEIGHT);
        format.write(init);
        context.writeAndFlush(init.writeInt(name.length).writeBytes(name));
        phase = Phase.OPEN;
        cancelTimer();
        timer = context.executor()
                .scheduleAtFixedRate(
                        () -> refresh(context), REFRESH_MILLISECONDS, REFRESH_MILLISECONDS, TimeUnit.MILLISECONDS);
    }

    /** RFC 6143 §7.5, the client's messages: each is taken whole or not at all. */
    private void message(ChannelHandlerContext context, ByteBuf in) {
        if (skip > 0) {
            int now = (int) Math.min(skip, in.readableBytes());
            in.skipBytes(now);
            skip -= now;
            return;
        }
        switch (in.getUnsignedByte(in.readerIndex())) {
            case 0 -> { // SetPixelFormat
                if (in.readableBytes() >= 20) {
                    in.skipBytes(4);
                    format = PixelFormat.read(in);
                    shown = null;
                }
            }
            case 2 -> { // SetEncodings: raw is always understood
                if (in.readableBytes() >= 4) {
                    skip = in.skipBytes(2).readUnsignedShort() * 4L;
                }
            }
            case 3 -> { // FramebufferUpdateRequest
                if (in.readableBytes() >= 10) {
                    if (in.skipBytes(1).readUnsignedByte() == 0) {
                        shown = null;
                    }
                    in.skipBytes(8);
                    wantsUpdate = true;
                    refresh(context);
                }
            }
            case 4 -> { // KeyEvent
                if (in.readableBytes() >= 8) {
                    boolean down = in.skipBytes(1).readUnsignedByte() != 0;
                    int keysym = in.skipBytes(2).readInt();
                    if (down) {
                        Keys.ofKeysym(keysym).ifPresent(vm::type);
                        refresh(context);
                    }
                }
            }
            case 5 -> { // PointerEvent
                if (in.readableBytes() >= 6) {
                    in.skipBytes(6);
                }
            }
            case 6 -> { // ClientCutText
                if (in.readableBytes() >= 8) {
                    skip = in.skipBytes(4).readUnsignedInt();
                    require(skip <= MAX_CLIPBOARD);
                }
            }
            default -> require(false);
        }
    }

    /** Sends what changed, if the viewer waits for it and takes what it was sent. */
    private void refresh(ChannelHandlerContext context) {
        if (!vm.isOn()) {
            context.close();
            return;
        }
        if (!wantsUpdate || !context.channel().isWritable()) {
            return;
        }
        var now = vm.screen();
        int top = 0;
        int bottom = TestCard.HEIGHT;
        if (shown != null) {
            while (top < bottom && now.sameRow(shown, top)) {
                top++;
            }
            while (bottom > top && now.sameRow(shown, bottom - 1)) {
                bottom--;
            }
        }
        if (top == bottom) {
            return;
        }
        shown = now;
        wantsUpdate = false;
        context.writeAndFlush(update(context, now, top, bottom));
    }

    private ByteBuf update(ChannelHandlerContext context, Picture picture, int top, int bottom) {
        int size = 16 + TestCard.WIDTH * (bottom - top) * format.bits() / 8;
        var out = context.alloc().buffer(size);
        out.writeShort(0).writeShort(1);
        out.writeShort(0).writeShort(top).writeShort(TestCard.WIDTH).writeShort(bottom - top);
        out.writeInt(0);
        for (int y = top; y < bottom; y++) {
            for (int x = 0; x < TestCard.WIDTH; x++) {
                format.pixel(out, picture.at(x, y));
            }
        }
        return out;
    }

    private static void require(boolean expected) {
        if (!expected) {
            throw new IllegalArgumentException("unexpected bytes");
        }
    }
}
