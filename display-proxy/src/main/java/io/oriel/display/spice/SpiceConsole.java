package io.oriel.display.spice;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.relay.ProtocolException;
import io.oriel.display.relay.Relay;

/**
 * The gateway as a client of the host's SPICE server: repeats the client's link with what both sides can do, and shows
 * the console password.
 */
final class SpiceConsole extends SimpleChannelInboundHandler<SpiceMessage> {
    private final Relay relay;
    private final SpiceMessage.Link link;
    private final SpiceCapabilities capabilities;
    private final SpiceDecoder decoder;
    private final String password;

    /** @param link as it is sent: the client's, cut down to what was offered */
    SpiceConsole(
            Relay relay,
            SpiceMessage.Link link,
            SpiceCapabilities capabilities,
            SpiceDecoder decoder,
            String password) {
        this.relay = relay;
        this.link = link;
        this.capabilities = capabilities;
        this.decoder = decoder;
        this.password = password;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(link, ctx.voidPromise());
        ctx.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, SpiceMessage message) {
        switch (message) {
            case SpiceMessage.LinkReply reply -> replied(ctx, reply);
            case SpiceMessage.LinkResult(int code) -> {
                decoder.expect(SpiceDecoder.Expected.NOTHING);
                if (code == SpiceProtocol.LINK_OK) {
                    ctx.channel().config().setAutoRead(false);
                    relay.onConsoleReady();
                } else {
                    relay.close(CloseReason.CONSOLE_UNREACHABLE);
                }
            }
            case SpiceMessage.Link _, SpiceMessage.Mechanism _, SpiceMessage.EncryptedTicket _ ->
                throw new ProtocolException("a client's message from a console");
        }
    }

    private void replied(ChannelHandlerContext ctx, SpiceMessage.LinkReply reply) {
        if (reply.error() != SpiceProtocol.LINK_OK || !capabilities.covers(link, reply)) {
            relay.close(CloseReason.CONSOLE_UNREACHABLE);
            return;
        }
        TicketKeys.encrypt(reply.publicKey(), password)
                .ifPresentOrElse(
                        cipherText -> {
                            if (link.offers(SpiceProtocol.CAP_AUTH_SELECTION)) {
                                ctx.write(new SpiceMessage.Mechanism(SpiceProtocol.MECHANISM_SPICE), ctx.voidPromise());
                            }
                            ctx.writeAndFlush(new SpiceMessage.EncryptedTicket(cipherText), ctx.voidPromise());
                            decoder.expect(SpiceDecoder.Expected.RESULT);
                        },
                        () -> relay.close(CloseReason.CONSOLE_UNREACHABLE));
    }
}
