package io.oriel.display.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.util.NetUtil;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.relay.ProtocolException;
import io.oriel.display.relay.Relay;
import java.net.InetAddress;
import java.util.Objects;

/**
 * The header with which a trusted load balancer says whose connection it passes on (PROXY protocol, version 2). It must
 * be there: to guess whether it is would let a client write it. What follows it is the client's own.
 */
final class Announced extends SimpleChannelInboundHandler<HAProxyMessage> {
    private static final String REASON = "proxy-reason";
    private static final String DECODER = "proxy-decoder";
    private static final String HEADER = "proxy";
    /** Extensions are skipped; balancers put less than 200 bytes of them. */
    private static final int MOST_EXTENSION_BYTES = 1_024;

    private final Relay relay;
    private final Doors doors;
    private final InetAddress balancer;

    private Announced(Relay relay, Doors doors, InetAddress balancer) {
        this.relay = relay;
        this.doors = doors;
        this.balancer = balancer;
    }

    /** Reads the header before anything else of a connection. */
    static void await(Channel client, Relay relay, Doors doors, InetAddress balancer) {
        client.pipeline()
                .addBefore("end", REASON, new Reason(relay))
                .addBefore("end", DECODER, new HAProxyMessageDecoder(MOST_EXTENSION_BYTES))
                .addBefore("end", HEADER, new Announced(relay, doors, balancer));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HAProxyMessage message) {
        if (message.protocolVersion() != HAProxyProtocolVersion.V2) {
            throw new ProtocolException("PROXY protocol version 1");
        }
        relay.onAnnounced(client(message));
        doors.open(ctx.channel(), true);
        ctx.pipeline().remove(REASON);
        ctx.pipeline().remove(this); // the decoder leaves by itself, and what came after the header goes on
    }

    /** The decoder closes the channel when a header lies, before it says so: the reason must be there first. */
    private static final class Reason extends ChannelOutboundHandlerAdapter {
        private final Relay relay;

        Reason(Relay relay) {
            this.relay = relay;
        }

        @Override
        public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            relay.close(CloseReason.PROTOCOL_VIOLATION);
            ctx.close(promise);
        }
    }

    private InetAddress client(HAProxyMessage message) {
        if (message.command() == HAProxyCommand.LOCAL) {
            return balancer; // its own look at whether we live
        }
        return switch (message.proxiedProtocol()) {
            case UNKNOWN -> balancer;
            case TCP4, TCP6 ->
                Objects.requireNonNull(NetUtil.createInetAddressFromIpAddressString(message.sourceAddress()));
            case UDP4, UDP6, UNIX_STREAM, UNIX_DGRAM ->
                throw new ProtocolException("PROXY header of no TCP connection");
        };
    }
}
