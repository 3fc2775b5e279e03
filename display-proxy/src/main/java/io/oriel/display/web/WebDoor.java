package io.oriel.display.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.relay.ProtocolException;
import io.oriel.display.relay.Relay;
import io.oriel.display.spice.SpiceCapabilities;
import io.oriel.display.spice.TicketKeys;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Answers one HTTP request of a connection: {@code GET /health}, or the upgrade of {@code GET /rfb} or {@code GET /spice}.
 */
public final class WebDoor extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final int LONGEST_LINE = 2_048;
    private static final int LONGEST_HEADERS = 8_192;
    private static final int LARGEST_BODY = 1_024;
    private static final String CODEC = "http";
    private static final String WHOLE = "http-whole";
    private static final String DOOR = "web";

    /** A secure origin as a browser writes it: scheme and host, perhaps a port, nothing after. */
    private static final Pattern SECURE_ORIGIN = Pattern.compile("https://[^/@\\s]{1,255}");

    private final Relay relay;
    private final TicketKeys keys;
    private final SpiceCapabilities capabilities;

    private WebDoor(Relay relay, TicketKeys keys, SpiceCapabilities capabilities) {
        this.relay = relay;
        this.keys = keys;
        this.capabilities = capabilities;
    }

    /** Takes over a channel whose next bytes are HTTP; its pipeline's last handler is called "end". */
    public static void serve(Channel client, Relay relay, TicketKeys keys, SpiceCapabilities capabilities) {
        client.pipeline()
                .addBefore("end", CODEC, new HttpServerCodec(LONGEST_LINE, LONGEST_HEADERS, LONGEST_LINE))
                .addBefore("end", WHOLE, new HttpObjectAggregator(LARGEST_BODY, true))
                .addBefore("end", DOOR, new WebDoor(relay, keys, capabilities));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            throw new ProtocolException("not HTTP");
        }
        if (!request.method().equals(HttpMethod.GET)) {
            answer(ctx, HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET\n", CloseReason.PROTOCOL_VIOLATION);
            return;
        }
        switch (request.uri()) {
            case "/health" ->
                answer(ctx, HttpResponseStatus.OK, relay.draining() ? "draining" : "ok", CloseReason.CLIENT_CLOSED);
            case "/rfb" ->
                upgrade(
                        ctx,
                        request,
                        RfbOverWebSocket.LARGEST_AT_FIRST,
                        origin -> RfbOverWebSocket.serve(ctx.channel(), relay, origin));
            case "/spice" ->
                upgrade(
                        ctx,
                        request,
                        SpiceOverWebSocket.LARGEST_AT_FIRST,
                        origin -> SpiceOverWebSocket.serve(ctx.channel(), relay, origin, keys, capabilities));
            default -> answer(ctx, HttpResponseStatus.NOT_FOUND, "not found\n", CloseReason.PROTOCOL_VIOLATION);
        }
    }

    /** @param then puts the protocol into the pipeline, told the page's origin */
    private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request, int largest, Consumer<String> then) {
        var origins = request.headers().getAll(HttpHeaderNames.ORIGIN);
        if (origins.size() != 1 || !SECURE_ORIGIN.matcher(origins.getFirst()).matches()) {
            answer(ctx, HttpResponseStatus.FORBIDDEN, "origin refused\n", CloseReason.ORIGIN_REFUSED);
            return;
        }
        if (!request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !"13".equals(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            answer(ctx, HttpResponseStatus.UPGRADE_REQUIRED, "a WebSocket\n", CloseReason.PROTOCOL_VIOLATION);
            return;
        }
        var handshaker = new WebSocketServerHandshaker13("", "binary", BytesInFrames.upTo(largest));
        try {
            handshaker.handshake(ctx.channel(), request).addListener(done -> {
                if (!done.isSuccess()) {
                    relay.close(CloseReason.CLIENT_CLOSED);
                }
            });
        } catch (WebSocketHandshakeException e) {
            throw new ProtocolException("WebSocket handshake");
        }
        if (ctx.channel().isActive()) { // what came behind the request may have ended it already
            then.accept(origins.getFirst());
            ctx.pipeline().remove(this);
        }
    }

    private void answer(ChannelHandlerContext ctx, HttpResponseStatus status, String text, CloseReason reason) {
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=us-ascii")
                .set(HttpHeaderNames.CONTENT_LENGTH, text.length())
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .set("timing-allow-origin", "*") // the console page measures its way to us by it
                .set("x-content-type-options", "nosniff")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ctx.writeAndFlush(response).addListener(_ -> relay.close(reason));
    }
}
