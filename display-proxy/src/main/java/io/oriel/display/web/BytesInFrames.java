package io.oriel.display.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.relay.ProtocolException;
import io.oriel.display.relay.Relay;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket as a plain stream of bytes: binary messages both ways, whose boundaries mean nothing.
 *
 * <p>Nothing larger than a handshake needs is taken until {@link #opened}: a stranger's frame fills no memory.
 */
final class BytesInFrames extends ChannelDuplexHandler {
    static final String NAME = "websocket";
    private static final long PING_SECONDS = 20;
    /** A clipboard may come as one message; the protocol's own limit is looked at later. */
    private static final int LARGEST = 2 * 1024 * 1024;

    private final Channel client;
    private final Relay relay;
    private @Nullable Consumer<String> first;
    private long pinged;
    private volatile Optional<Long> roundTripMicros = Optional.empty();
    private @Nullable Future<?> pings;

    /** @param first who reads the first message, which must then be text; null when all of it is bytes */
    BytesInFrames(Channel client, Relay relay, @Nullable Consumer<String> first) {
        this.client = client;
        this.relay = relay;
        this.first = first;
    }

    static WebSocketDecoderConfig upTo(int largest) {
        return WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(largest)
                .allowExtensions(false)
                .expectMaskedFrames(true)
                .withUTF8Validator(false)
                .closeOnProtocolViolation(false) // the relay says why, in its own words
                .build();
    }

    /** The console has let the client in: messages may be large, and a quiet connection is kept alive. */
    void opened() {
        client.pipeline()
                .replace(WebSocket13FrameDecoder.class, "wsdecoder", new WebSocket13FrameDecoder(upTo(LARGEST)));
        pings = client.eventLoop().scheduleAtFixedRate(this::ping, 0, PING_SECONDS, TimeUnit.SECONDS);
    }

    private void ping() {
        pinged = System.nanoTime();
        client.writeAndFlush(new PingWebSocketFrame(Unpooled.copyLong(pinged)), client.voidPromise());
    }

    private void ponged(ByteBuf echo) {
        if (echo.readableBytes() == Long.BYTES && echo.getLong(echo.readerIndex()) == pinged) {
            roundTripMicros = Optional.of(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - pinged));
        }
    }

    /**
     * What the browser took to answer a ping, in microseconds: also true behind a load balancer, of which the kernel knows
     * only that. Empty before the first answer. Any thread.
     */
    Optional<Long> roundTripMicros() {
        return roundTripMicros;
    }

    /** Says why in the WebSocket's own way, and closes. */
    void close(CloseReason reason) {
        if (pings != null) {
            pings.cancel(false);
        }
        client.writeAndFlush(new CloseWebSocketFrame(CloseCodes.of(reason), reason.name()))
                .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        switch (message) {
            case BinaryWebSocketFrame binary -> bytes(ctx, binary.content());
            case ContinuationWebSocketFrame more -> bytes(ctx, more.content());
            case TextWebSocketFrame text -> {
                try {
                    text(text);
                } finally {
                    text.release();
                }
            }
            case PingWebSocketFrame ping ->
                ctx.writeAndFlush(new PongWebSocketFrame(ping.content()), ctx.voidPromise());
            case CloseWebSocketFrame close -> {
                close.release();
                relay.close(CloseReason.CLIENT_CLOSED);
            }
            case PongWebSocketFrame pong -> {
                ponged(pong.content());
                pong.release();
            }
            default -> ReferenceCountUtil.release(message);
        }
    }

    private void bytes(ChannelHandlerContext ctx, ByteBuf content) {
        if (first != null) {
            content.release();
            throw new ProtocolException("no ticket yet");
        }
        ctx.fireChannelRead(content);
    }

    private void text(TextWebSocketFrame frame) {
        var reader = first;
        if (reader == null || !frame.isFinalFragment()) {
            throw new ProtocolException("text out of turn");
        }
        first = null;
        // Not frame.text(): it decodes through an array of its thread, in which a ticket would stay.
        reader.accept(new String(ByteBufUtil.getBytes(frame.content()), StandardCharsets.US_ASCII));
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ctx.write(message instanceof ByteBuf bytes ? new BinaryWebSocketFrame(bytes) : message, promise);
    }
}
