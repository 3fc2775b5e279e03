package io.oriel.display.rfb;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.oriel.display.relay.Frames;
import io.oriel.display.relay.GatewaySession;
import io.oriel.display.relay.ProtocolException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The gateway as a VNC server towards a client that has already shown a good ticket: RFB 3.8 with security type None.
 * Its decoder is in the pipeline from the start, so that whatever the client sends early waits.
 */
public final class RfbClient extends SimpleChannelInboundHandler<RfbMessage> {
    private static final String DECODER = "rfb-decoder";
    private static final String ENCODER = "rfb-encoder";
    private static final String HANDSHAKE = "rfb";

    private final RfbDecoder decoder = new RfbDecoder(RfbDecoder.Expected.NOTHING);
    private Runnable done = () -> {};
    private @Nullable Channel channel;

    /** Puts the handshake before the pipeline's last handler, called "end". */
    public void addTo(Channel client) {
        channel = client;
        client.pipeline()
                .addBefore("end", DECODER, decoder)
                .addBefore("end", ENCODER, new RfbEncoder())
                .addBefore("end", HANDSHAKE, this);
    }

    /** Begins. @param whenDone called when the client may say ClientInit */
    public void begin(Runnable whenDone) {
        done = whenDone;
        decoder.expect(RfbDecoder.Expected.VERSION);
        var client = Objects.requireNonNull(channel, "not added");
        client.writeAndFlush(RfbMessage.Version.V3_8, client.voidPromise());
    }

    /** Takes the handshake out of the pipeline; bytes it still holds go on. */
    public void removeFrom(Channel client) {
        client.pipeline().remove(HANDSHAKE);
        client.pipeline().remove(ENCODER);
        client.pipeline().remove(DECODER);
    }

    /** Reads the heads of what the client sends from ClientInit on. */
    public static Frames frames(GatewaySession session) {
        return new Frames(new RfbClientRules(session));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, RfbMessage message) {
        switch (message) {
            case RfbMessage.Version version -> {
                if (!version.equals(RfbMessage.Version.V3_8)) {
                    throw new ProtocolException("not RFB 3.8");
                }
                decoder.expect(RfbDecoder.Expected.SECURITY_CHOICE);
                ctx.writeAndFlush(new RfbMessage.SecurityTypes(List.of(RfbProtocol.SECURITY_NONE)), ctx.voidPromise());
            }
            case RfbMessage.SecurityChoice(int type) -> {
                if (type != RfbProtocol.SECURITY_NONE) {
                    throw new ProtocolException("security type not offered");
                }
                decoder.expect(RfbDecoder.Expected.NOTHING);
                ctx.writeAndFlush(new RfbMessage.SecurityResult(0), ctx.voidPromise());
                done.run();
            }
            case RfbMessage.SecurityTypes _,
                    RfbMessage.VencryptVersion _,
                    RfbMessage.VencryptAnswer _,
                    RfbMessage.VencryptTypes _,
                    RfbMessage.VencryptChoice _,
                    RfbMessage.VencryptAccepted _,
                    RfbMessage.Challenge _,
                    RfbMessage.Response _,
                    RfbMessage.SecurityResult _ -> throw new ProtocolException("a server's message from a client");
        }
    }
}
