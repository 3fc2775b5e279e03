package io.oriel.display.listen;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.relay.Relay;
import java.util.List;

/** Looks at the first four decrypted bytes: SPICE says REDQ, everything else is taken for HTTP. */
final class InsideTls extends ByteToMessageDecoder {
    private static final int REDQ = 0x52454451;

    private final Relay relay;
    private final Doors doors;

    InsideTls(Relay relay, Doors doors) {
        this.relay = relay;
        this.doors = doors;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent completion) {
            if (completion.isSuccess()) {
                relay.onSecured();
            } else {
                relay.close(CloseReason.TLS_FAILED);
            }
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < 4) {
            return;
        }
        if (in.getInt(in.readerIndex()) == REDQ) {
            doors.spice(ctx.channel());
        } else {
            doors.web(ctx.channel());
        }
        ctx.pipeline().remove(this);
    }
}
