package io.oriel.display.listen;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.oriel.display.relay.ProtocolException;
import java.util.List;

/** Looks at a connection's very first byte: TLS, or once a CONNECT in clear. */
final class FirstBytes extends ByteToMessageDecoder {
    private static final int TLS_HANDSHAKE = 0x16;

    private final Doors doors;
    private final boolean connectAllowed;

    FirstBytes(Doors doors, boolean connectAllowed) {
        this.doors = doors;
        this.connectAllowed = connectAllowed;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int first = in.getUnsignedByte(in.readerIndex());
        if (first == TLS_HANDSHAKE) {
            doors.secure(ctx.channel());
        } else if (connectAllowed && first == 'C') {
            doors.connect(ctx.channel());
        } else {
            throw new ProtocolException("neither TLS nor CONNECT");
        }
        ctx.pipeline().remove(this); // what was read goes on to the next handler
    }
}
