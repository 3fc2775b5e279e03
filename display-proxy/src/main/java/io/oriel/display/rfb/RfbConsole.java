package io.oriel.display.rfb;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.relay.Bytes;
import io.oriel.display.relay.ConsoleTls;
import io.oriel.display.relay.ProtocolException;
import io.oriel.display.relay.Relay;
import java.util.Optional;

/**
 * The gateway as a client of the host's VNC server, until it has accepted the console password.
 *
 * <pre>
 *   version → types ─ loopback ─▶ VNC: challenge → result
 *                └─── elsewhere ─▶ VeNCrypt 0.2: answer → types → accepted → TLS → challenge → result
 * </pre>
 *
 * Only what its decoder expects can arrive, so each message is also the state. A console that asks for no password is
 * refused: it would be open to anybody.
 */
public final class RfbConsole extends SimpleChannelInboundHandler<RfbMessage> {
    private static final String DECODER = "rfb-decoder";
    private static final String ENCODER = "rfb-encoder";
    private static final String HANDSHAKE = "rfb";

    private final Relay relay;
    private final RfbDecoder decoder;
    private final String password;
    private final Optional<ConsoleTls> tls;

    private RfbConsole(Relay relay, RfbDecoder decoder, String password, Optional<ConsoleTls> tls) {
        this.relay = relay;
        this.decoder = decoder;
        this.password = password;
        this.tls = tls;
    }

    /** Fills the pipeline of a channel about to be connected; ends in {@link Relay#onConsoleReady} or a close. */
    public static void speak(Channel console, Relay relay, String password, Optional<ConsoleTls> tls) {
        var decoder = new RfbDecoder(RfbDecoder.Expected.VERSION);
        console.pipeline()
                .addLast(DECODER, decoder)
                .addLast(ENCODER, new RfbEncoder())
                .addLast(HANDSHAKE, new RfbConsole(relay, decoder, password, tls));
    }

    /** Takes the handshake out of the pipeline; bytes it still holds go on. */
    public static void withdraw(Channel console) {
        console.pipeline().remove(HANDSHAKE);
        console.pipeline().remove(ENCODER);
        console.pipeline().remove(DECODER);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, RfbMessage message) {
        switch (message) {
            case RfbMessage.Version version -> versionShown(ctx, version);
            case RfbMessage.SecurityTypes(var types) -> {
                if (tls.isPresent()) {
                    take(ctx, types.contains(RfbProtocol.SECURITY_VENCRYPT), RfbProtocol.SECURITY_VENCRYPT);
                    decoder.expect(RfbDecoder.Expected.VENCRYPT_VERSION);
                } else {
                    take(ctx, types.contains(RfbProtocol.SECURITY_VNC), RfbProtocol.SECURITY_VNC);
                    decoder.expect(RfbDecoder.Expected.CHALLENGE);
                }
            }
            case RfbMessage.VencryptVersion(int major, int minor) -> {
                require(major > 0 || minor >= 2);
                decoder.expect(RfbDecoder.Expected.VENCRYPT_ANSWER);
                ctx.writeAndFlush(new RfbMessage.VencryptVersion(0, 2), ctx.voidPromise());
            }
            case RfbMessage.VencryptAnswer(int code) -> {
                require(code == 0);
                decoder.expect(RfbDecoder.Expected.VENCRYPT_TYPES);
            }
            case RfbMessage.VencryptTypes(var types) -> {
                require(types.contains(RfbProtocol.VENCRYPT_X509_VNC));
                decoder.expect(RfbDecoder.Expected.VENCRYPT_ACCEPTED);
                ctx.writeAndFlush(new RfbMessage.VencryptChoice(RfbProtocol.VENCRYPT_X509_VNC), ctx.voidPromise());
            }
            case RfbMessage.VencryptAccepted(int code) -> {
                require(code == 1);
                decoder.expect(RfbDecoder.Expected.CHALLENGE);
                tls.ifPresent(secure -> ctx.pipeline().addFirst("tls", secure.handler(ctx.alloc())));
            }
            case RfbMessage.Challenge(var bytes) -> {
                decoder.expect(RfbDecoder.Expected.SECURITY_RESULT);
                var answer = new Bytes(RfbProtocol.answer(password, bytes.toArray()));
                ctx.writeAndFlush(new RfbMessage.Response(answer), ctx.voidPromise());
            }
            case RfbMessage.SecurityResult(int code) -> {
                decoder.expect(RfbDecoder.Expected.NOTHING);
                require(code == 0);
                ctx.channel().config().setAutoRead(false);
                relay.onConsoleReady();
            }
            case RfbMessage.SecurityChoice _, RfbMessage.VencryptChoice _, RfbMessage.Response _ ->
                throw new ProtocolException("a client's message from a console");
        }
    }

    private void versionShown(ChannelHandlerContext ctx, RfbMessage.Version version) {
        require(version.major() == 3 && version.minor() >= 8);
        decoder.expect(RfbDecoder.Expected.SECURITY_TYPES);
        ctx.writeAndFlush(RfbMessage.Version.V3_8, ctx.voidPromise());
    }

    private void take(ChannelHandlerContext ctx, boolean offered, int type) {
        require(offered);
        ctx.writeAndFlush(new RfbMessage.SecurityChoice(type), ctx.voidPromise());
    }

    private void require(boolean acceptable) {
        if (!acceptable) {
            relay.close(CloseReason.CONSOLE_UNREACHABLE);
        }
    }
}
