package io.oriel.display.web;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Ticket;
import io.oriel.display.relay.ClientEnd;
import io.oriel.display.relay.ConsoleTls;
import io.oriel.display.relay.GatewaySession;
import io.oriel.display.relay.Relay;
import io.oriel.display.relay.Splice;
import io.oriel.display.rfb.RfbClient;
import io.oriel.display.rfb.RfbConsole;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One browser's RFB connection: the first message is the ticket, what follows is RFB. */
final class RfbOverWebSocket implements ClientEnd {
    /** Until the ticket has been redeemed nothing larger than a ticket is taken. */
    static final int LARGEST_AT_FIRST = 1_024;

    private static final long TICKET_SECONDS = 5;

    private final Channel client;
    private final Relay relay;
    private final String origin;
    private final BytesInFrames frames;
    private final RfbClient rfb = new RfbClient();
    private @Nullable Future<?> timer;

    private RfbOverWebSocket(Channel client, Relay relay, String origin) {
        this.client = client;
        this.relay = relay;
        this.origin = origin;
        this.frames = new BytesInFrames(client, relay, this::ticket);
    }

    /** The upgrade is answered; the ticket must come now. */
    static void serve(Channel client, Relay relay, String origin) {
        var end = new RfbOverWebSocket(client, relay, origin);
        relay.speaks(end);
        client.pipeline().addBefore("end", BytesInFrames.NAME, end.frames);
        end.rfb.addTo(client);
        end.timer = client.eventLoop()
                .schedule(() -> relay.close(CloseReason.HANDSHAKE_TIMEOUT), TICKET_SECONDS, TimeUnit.SECONDS);
    }

    private void ticket(String text) {
        stopTimer();
        if (Ticket.isTicket(text)) {
            relay.onTicket(new Ticket(text));
        } else {
            relay.close(CloseReason.TICKET_REFUSED);
        }
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
    public boolean followsMoves() {
        return false; // the compressed streams of the old host cannot be continued by the new one
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
        frames.opened();
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
        Splice.start(client, console);
    }

    @Override
    public Optional<Long> roundTripMicros() {
        return frames.roundTripMicros();
    }

    @Override
    public void farewell(CloseReason reason) {
        stopTimer();
        frames.close(reason);
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
