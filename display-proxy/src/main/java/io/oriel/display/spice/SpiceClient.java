package io.oriel.display.spice;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Ticket;
import io.oriel.display.relay.Bytes;
import io.oriel.display.relay.ClientEnd;
import io.oriel.display.relay.ConsoleTls;
import io.oriel.display.relay.Frames;
import io.oriel.display.relay.GatewaySession;
import io.oriel.display.relay.ProtocolException;
import io.oriel.display.relay.Relay;
import io.oriel.display.relay.Splice;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gateway as a SPICE server towards one client link: offers capabilities and a key, reads the ticket, and holds back
 * its result until the console has given its own.
 */
public final class SpiceClient extends SimpleChannelInboundHandler<SpiceMessage> implements ClientEnd {
    private static final String DECODER = "spice-decoder";
    private static final String ENCODER = "spice-encoder";
    private static final String HANDSHAKE = "spice";

    private final Channel client;
    private final Relay relay;
    private final TicketKeys keys;
    private final SpiceCapabilities capabilities;
    private final boolean framed;
    private final SpiceDecoder decoder = new SpiceDecoder(SpiceDecoder.Expected.LINK);
    private SpiceHandshake handshake = new SpiceHandshake.AwaitingLink();
    private List<Integer> commonOffered = List.of();
    private List<Integer> channelOffered = List.of();
    private boolean told;
    private @Nullable MainChannel main;

    private SpiceClient(Channel client, Relay relay, TicketKeys keys, SpiceCapabilities capabilities, boolean framed) {
        this.client = client;
        this.relay = relay;
        this.keys = keys;
        this.capabilities = capabilities;
        this.framed = framed;
    }

    /** Takes over a channel whose next bytes are a SPICE link; its pipeline's last handler is called "end". */
    public static void serve(Channel client, Relay relay, TicketKeys keys, SpiceCapabilities capabilities) {
        var spice = new SpiceClient(client, relay, keys, capabilities, false);
        relay.speaks(spice);
        spice.begin();
    }

    /**
     * The same for a client in a browser, whose bytes come in frames: it waits for no TLS record, and it cannot follow a
     * desktop that moves.
     *
     * @return what the relay shall speak to, through whoever made the frames
     */
    public static ClientEnd framed(Channel client, Relay relay, TicketKeys keys, SpiceCapabilities capabilities) {
        var spice = new SpiceClient(client, relay, keys, capabilities, true);
        spice.begin();
        return spice;
    }

    private void begin() {
        client.pipeline()
                .addBefore("end", DECODER, decoder)
                .addBefore("end", ENCODER, new SpiceEncoder())
                .addBefore("end", HANDSHAKE, this);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, SpiceMessage message) {
        switch (message) {
            case SpiceMessage.Link link -> linked(ctx, link);
            case SpiceMessage.Mechanism(int number) -> chosen(number);
            case SpiceMessage.EncryptedTicket(var cipherText) -> shown(cipherText);
            case SpiceMessage.LinkReply _, SpiceMessage.LinkResult _ ->
                throw new ProtocolException("a server's message from a client");
        }
    }

    private void linked(ChannelHandlerContext ctx, SpiceMessage.Link link) {
        if (!(handshake instanceof SpiceHandshake.AwaitingLink awaiting)) {
            throw new ProtocolException("a second link");
        }
        if (!SpiceProtocol.isChannel(link.channelType())) {
            ctx.writeAndFlush(
                    new SpiceMessage.LinkReply(
                            SpiceProtocol.LINK_CHANNEL_NOT_AVAILABLE,
                            new Bytes(new byte[SpiceProtocol.PUBLIC_KEY_LENGTH]),
                            List.of(),
                            List.of()),
                    ctx.voidPromise());
            relay.close(CloseReason.CHANNEL_REFUSED);
            return;
        }
        var key = keys.any();
        commonOffered = capabilities.common();
        channelOffered = capabilities.channel(link.channelType());
        handshake = awaiting.linked(link, key);
        decoder.expect(
                handshake instanceof SpiceHandshake.AwaitingMechanism
                        ? SpiceDecoder.Expected.MECHANISM
                        : SpiceDecoder.Expected.TICKET);
        ctx.writeAndFlush(
                new SpiceMessage.LinkReply(
                        SpiceProtocol.LINK_OK, new Bytes(key.getPublic().getEncoded()), commonOffered, channelOffered),
                ctx.voidPromise());
    }

    private void chosen(int mechanism) {
        if (!(handshake instanceof SpiceHandshake.AwaitingMechanism awaiting)
                || mechanism != SpiceProtocol.MECHANISM_SPICE) {
            throw new ProtocolException("authentication mechanism");
        }
        handshake = awaiting.chosen();
        decoder.expect(SpiceDecoder.Expected.TICKET);
    }

    private void shown(Bytes cipherText) {
        if (!(handshake instanceof SpiceHandshake.AwaitingTicket awaiting)) {
            throw new ProtocolException("a ticket out of turn");
        }
        decoder.expect(SpiceDecoder.Expected.NOTHING);
        handshake = awaiting.shown();
        var link = awaiting.link();
        var text = TicketKeys.decrypt(awaiting.key(), cipherText);
        boolean begins = link.connectionId() == 0;
        if (text.isEmpty() || !Ticket.isTicket(text.get()) || begins && !carriesTheSession()) {
            relay.close(CloseReason.TICKET_REFUSED);
        } else if (begins) {
            relay.onTicket(new Ticket(text.get()));
        } else {
            relay.onTicketAgain(new Ticket(text.get()), link.connectionId());
        }
    }

    @Override
    public DisplayProtocol protocol() {
        return DisplayProtocol.SPICE;
    }

    @Override
    public boolean carriesTheSession() {
        return link().channelType() == SpiceProtocol.MAIN;
    }

    @Override
    public boolean followsMoves() {
        return true;
    }

    @Override
    public Optional<CloseReason> objection(GatewaySession session) {
        var policy = session.grant().policy();
        if (!SpiceProtocol.permits(policy, link().channelType())) {
            SpiceProtocol.passage(link().channelType()).ifPresent(session::refused);
            return Optional.of(CloseReason.CHANNEL_REFUSED);
        }
        boolean readable =
                !carriesTheSession() || link().offers(SpiceProtocol.CAP_MINI_HEADER) || !MainChannel.readsAgent(policy);
        return readable ? Optional.empty() : Optional.of(CloseReason.CHANNEL_REFUSED);
    }

    @Override
    public void speakTo(Channel console, ConsoleTarget target, Optional<ConsoleTls> tls) {
        var consoleDecoder = new SpiceDecoder(SpiceDecoder.Expected.REPLY);
        var asked = new SpiceMessage.Link(
                link().connectionId(),
                link().channelType(),
                link().channelId(),
                SpiceCapabilities.both(link().commonCapabilities(), commonOffered),
                carriesTheSession()
                        ? SpiceCapabilities.both(link().channelCapabilities(), channelOffered)
                        : link().channelCapabilities());
        tls.ifPresent(secure -> console.pipeline().addLast("tls", secure.handler(console.alloc())));
        console.pipeline()
                .addLast(DECODER, consoleDecoder)
                .addLast(ENCODER, new SpiceEncoder())
                .addLast(HANDSHAKE, new SpiceConsole(relay, asked, capabilities, consoleDecoder, target.password()));
    }

    @Override
    public void join(Channel console, GatewaySession session) {
        told = true;
        if (!framed) {
            WholeRecords.oneForEachWrite(client.pipeline());
        }
        client.writeAndFlush(new SpiceMessage.LinkResult(SpiceProtocol.LINK_OK), client.voidPromise());
        var traffic = session.traffic(SpiceProtocol.name(link().channelType()));
        var head = new SpiceHead(link().offers(SpiceProtocol.CAP_MINI_HEADER) && miniHeaderOffered());
        switch (link().channelType()) {
            case SpiceProtocol.MAIN -> {
                if (framed) {
                    Runnable moved = () -> client.eventLoop().execute(() -> relay.close(CloseReason.MOVED));
                    console.pipeline().addBefore("end", null, new Frames(new LeftBehind(head, moved)));
                }
                var channel = new MainChannel(head, session, link().connectionId() != 0);
                main = channel;
                console.pipeline().addBefore("end", null, channel.fromConsole());
                pump(client, channel.fromClient(), new Splice(console, traffic.toDesktop()));
            }
            case SpiceProtocol.INPUTS ->
                pump(client, new Frames(new InputsRules(head, session)), new Splice(console, traffic.toDesktop()));
            default -> client.pipeline().addBefore("end", "splice", new Splice(console, traffic.toDesktop()));
        }
        pump(
                console,
                framed ? new WholeMessages(head) : new WholeRecords(head),
                new Splice(client, traffic.toClient()));
        relay.onJoined();
        // Both pumps are in place: what either decoder still holds goes through them.
        withdraw(console.pipeline());
        withdraw(client.pipeline());
        Splice.start(client, console);
    }

    @Override
    public void tell(String words) {
        Optional.ofNullable(main).ifPresent(channel -> channel.tell(words));
    }

    private boolean miniHeaderOffered() {
        return (commonOffered.getFirst() & SpiceProtocol.CAP_MINI_HEADER) != 0;
    }

    private static void pump(Channel channel, ChannelHandler reader, Splice splice) {
        channel.pipeline().addBefore("end", null, reader).addBefore("end", "splice", splice);
    }

    private static void withdraw(ChannelPipeline pipeline) {
        pipeline.remove(HANDSHAKE);
        pipeline.remove(ENCODER);
        pipeline.remove(DECODER);
    }

    /**
     * A refused ticket is a refused password to the client. For anything else it must not ask the person for one: there
     * the channel just closes. A joined client is told in words, which viewers log and not all show.
     */
    @Override
    public void farewell(CloseReason reason) {
        if (handshake instanceof SpiceHandshake.Shown && !told) {
            told = true;
            if (reason == CloseReason.TICKET_REFUSED || reason == CloseReason.CHANNEL_REFUSED) {
                client.writeAndFlush(new SpiceMessage.LinkResult(SpiceProtocol.LINK_PERMISSION_DENIED))
                        .addListener(ChannelFutureListener.CLOSE);
                return;
            }
        }
        Optional.ofNullable(main)
                .flatMap(channel -> words(reason).flatMap(channel::notice))
                .ifPresent(notice -> client.write(notice, client.voidPromise()));
        client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    private static Optional<String> words(CloseReason reason) {
        return switch (reason) {
            case TAKEN_OVER -> Optional.of("This desktop was opened in another viewer, so this one is closed.");
            case GIVEN_BACK -> Optional.of("This desktop was given back.");
            case REVOKED -> Optional.of("An administrator has ended this session.");
            case DRAINED -> Optional.of("The gateway is going down. Open the desktop again from the portal.");
            case MOVED -> Optional.of("This desktop has moved. Open it again from the portal.");
            case CLIENT_CLOSED,
                    CONSOLE_CLOSED,
                    PROTOCOL_VIOLATION,
                    TLS_FAILED,
                    HANDSHAKE_TIMEOUT,
                    TICKET_REFUSED,
                    ORIGIN_REFUSED,
                    CHANNEL_REFUSED,
                    LIMIT_REACHED,
                    CONTROL_PLANE_UNAVAILABLE,
                    CONSOLE_UNREACHABLE,
                    CONSOLE_UNTRUSTED -> Optional.empty();
        };
    }

    private SpiceMessage.Link link() {
        return switch (handshake) {
            case SpiceHandshake.AwaitingMechanism awaiting -> awaiting.link();
            case SpiceHandshake.AwaitingTicket awaiting -> awaiting.link();
            case SpiceHandshake.Shown(var link) -> link;
            case SpiceHandshake.AwaitingLink() -> throw new IllegalStateException("no link yet");
        };
    }

    @Override
    public String toString() {
        return handshake instanceof SpiceHandshake.AwaitingLink
                ? "spice"
                : "spice " + SpiceProtocol.name(link().channelType());
    }
}
