package io.oriel.display.relay;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;

/** The last handler of either channel: every failure ends the connection here, with its one reason. */
final class EndOfPipeline extends ChannelInboundHandlerAdapter {
    private final Consumer<Throwable> failed;
    private final Runnable closed;

    EndOfPipeline(Consumer<Throwable> failed, Runnable closed) {
        this.failed = failed;
        this.closed = closed;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        // Nothing may come this far: what does was sent after the connection's end, or out of turn.
        ReferenceCountUtil.release(message);
        failed.accept(new ProtocolException("out of turn"));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed.run();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed.accept(cause);
    }
}
