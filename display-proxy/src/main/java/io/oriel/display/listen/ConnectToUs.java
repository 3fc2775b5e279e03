package io.oriel.display.listen;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.relay.ProtocolException;
import io.oriel.display.relay.Relay;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * HTTP CONNECT for clients that must be told a proxy: only to this gateway itself, so nothing is ever dialled. After 200
 * the bytes are a new TLS connection on the same socket.
 */
final class ConnectToUs extends ByteToMessageDecoder {
    private static final int LONGEST_REQUEST = 4_096;
    private static final String DONE = "HTTP/1.1 200 Connection established\r\n\r\n";
    private static final String REFUSED = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    private final Relay relay;
    private final Doors doors;
    private final Set<String> ourselves;

    /** @param ourselves the authorities that name this gateway, lower-case */
    ConnectToUs(Relay relay, Doors doors, Set<String> ourselves) {
        this.relay = relay;
        this.doors = doors;
        this.ourselves = ourselves;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int length = endOfRequest(in);
        if (length < 0) {
            if (in.readableBytes() > LONGEST_REQUEST) {
                throw new ProtocolException("CONNECT too long");
            }
            return;
        }
        var request = in.readCharSequence(length, StandardCharsets.US_ASCII).toString();
        var words = request.substring(0, request.indexOf('\r')).split(" ", -1);
        if (words.length != 3 || !words[0].equals("CONNECT") || !words[2].startsWith("HTTP/1.")) {
            throw new ProtocolException("not a CONNECT");
        }
        if (!ourselves.contains(words[1].toLowerCase(Locale.ROOT))) {
            in.skipBytes(in.readableBytes());
            ctx.writeAndFlush(Unpooled.copiedBuffer(REFUSED, StandardCharsets.US_ASCII))
                    .addListener(_ -> relay.close(CloseReason.PROTOCOL_VIOLATION));
            return;
        }
        ctx.writeAndFlush(Unpooled.copiedBuffer(DONE, StandardCharsets.US_ASCII), ctx.voidPromise());
        doors.open(ctx.channel(), false);
        ctx.pipeline().remove(this); // a client that did not wait for the 200 has its TLS bytes here already
    }

    /** Length of the request with its empty line, or -1. */
    private static int endOfRequest(ByteBuf in) {
        int start = in.readerIndex();
        int end = Math.min(in.writerIndex(), start + LONGEST_REQUEST);
        for (int at = start; at + 3 < end; at++) {
            if (in.getInt(at) == 0x0d0a0d0a) {
                return at + 4 - start;
            }
        }
        return -1;
    }
}
