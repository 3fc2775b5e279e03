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
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Ticket;
import io.oriel.display.relay.ClientEnd;
import io.oriel.display.relay.ConsoleTls;
import io.oriel.display.relay.GatewaySession;
import io.oriel.display.relay.ProtocolException;
import io.oriel.display.relay.Relay;
import io.oriel.display.relay.Splice;
import io.oriel.display.rfb.RfbClient;
import io.oriel.display.rfb.RfbConsole;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One browser's RFB connection: the first text message is the ticket, binary messages are RFB, and each message's
 * boundaries mean nothing.
 */
final class RfbOverWebSocket extends ChannelDuplexHandler implements ClientEnd {
    static final String NAME = "websocket";
    private static final long TICKET_SECONDS = 5;
    private static final long PING_SECONDS = 20;
    /** A clipboard may come as one message; RFB's own limit is looked at later. */
    private static final int LARGEST_FRAME = 2 * 1024 * 1024;

    private final Channel client;
    private final Relay relay;
    private final String origin;
    private final RfbClient rfb;
    private boolean ticketShown;
    private long pinged;
    private volatile Optional<Long> roundTripMicros = Optional.empty();
    private @Nullable Future<?> timer;

    RfbOverWebSocket(Channel client, Relay relay, String origin) {
        this.client = client;
        this.relay = relay;
        this.origin = origin;
        this.rfb = new RfbClient();
    }

    static WebSocketDecoderConfig frames(int largest) {
        return WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(largest)
                .allowExtensions(false)
                .expectMaskedFrames(true)
                .withUTF8Validator(false)
                .closeOnProtocolViolation(false) // the relay says why, in its own words
                .build();
    }

    /** The upgrade is answered; the ticket must come now. */
    void begin() {
        rfb.addTo(client);
        timer = client.eventLoop()
                .schedule(() -> relay.close(CloseReason.HANDSHAKE_TIMEOUT), TICKET_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        switch (message) {
            case BinaryWebSocketFrame binary -> bytes(ctx, binary.content());
            case ContinuationWebSocketFrame more -> bytes(ctx, more.content());
            case TextWebSocketFrame text -> {
                try {
                    ticket(text);
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
        if (!ticketShown) {
            content.release();
            throw new ProtocolException("no ticket yet");
        }
        ctx.fireChannelRead(content);
    }

    private void ticket(TextWebSocketFrame frame) {
        if (ticketShown || !frame.isFinalFragment()) {
            throw new ProtocolException("text out of turn");
        }
        ticketShown = true;
        stopTimer();
        // Not frame.text(): it decodes through an array of its thread, in which the ticket would stay.
        var text = new String(ByteBufUtil.getBytes(frame.content()), StandardCharsets.US_ASCII);
        if (Ticket.isTicket(text)) {
            relay.onTicket(new Ticket(text));
        } else {
            relay.close(CloseReason.TICKET_REFUSED);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ctx.write(message instanceof ByteBuf bytes ? new BinaryWebSocketFrame(bytes) : message, promise);
    }

    @Override
    public DisplayProtocol protocol() {
        return DisplayProtocol.RFB;
    }

    @Override
    public boolean carriesTheSession() {
        return true;
    }

    @Override
    public Optional<CloseReason> objection(GatewaySession session) {
        return session.grant().origins().contains(origin) ? Optional.empty() : Optional.of(CloseReason.ORIGIN_REFUSED);
    }

    @Override
    public void speakTo(Channel console, ConsoleTarget target, Optional<ConsoleTls> tls) {
        RfbConsole.speak(console, relay, target.password(), tls);
    }

    @Override
    public void join(Channel console, GatewaySession session) {
        client.pipeline()
                .replace(
                        WebSocket13FrameDecoder.class, "wsdecoder", new WebSocket13FrameDecoder(frames(LARGEST_FRAME)));
        client.config().setAutoRead(true);
        rfb.begin(() -> splice(console, session));
    }

    private void splice(Channel console, GatewaySession session) {
        var traffic = session.traffic(toString());
        console.pipeline().addBefore("end", "splice", new Splice(client, traffic.toClient()));
        client.pipeline()
                .addBefore("end", "frames", RfbClient.frames(session))
                .addBefore("end", "splice", new Splice(console, traffic.toDesktop()));
        relay.onJoined();
        RfbConsole.withdraw(console);
        rfb.removeFrom(client);
        timer = client.eventLoop().scheduleAtFixedRate(this::ping, 0, PING_SECONDS, TimeUnit.SECONDS);
        Splice.start(client, console);
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

    /** What the browser took to answer a ping: also true behind a load balancer, of which the kernel knows only that. */
    @Override
    public Optional<Long> roundTripMicros() {
        return roundTripMicros;
    }

    @Override
    public void farewell(CloseReason reason) {
        stopTimer();
        client.writeAndFlush(new CloseWebSocketFrame(CloseCodes.of(reason), reason.name()))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    public String toString() {
        return "rfb";
    }
}
