package io.oriel.display.web;

import io.netty.channel.Channel;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.relay.ClientEnd;
import io.oriel.display.relay.ConsoleTls;
import io.oriel.display.relay.GatewaySession;
import io.oriel.display.relay.Relay;
import io.oriel.display.spice.SpiceCapabilities;
import io.oriel.display.spice.SpiceClient;
import io.oriel.display.spice.TicketKeys;
import java.util.Optional;

/**
 * One channel of a browser's SPICE client: link, ticket and policy are a native client's; here it is asked where its page
 * comes from and told why it ends.
 */
final class SpiceOverWebSocket implements ClientEnd {
    /** A link's body and its header; the ticket is shorter. */
    static final int LARGEST_AT_FIRST = 8 * 1024;

    private final String origin;
    private final BytesInFrames frames;
    private final ClientEnd spice;

    private SpiceOverWebSocket(String origin, BytesInFrames frames, ClientEnd spice) {
        this.origin = origin;
        this.frames = frames;
        this.spice = spice;
    }

    /** The upgrade is answered; the link comes next. */
    static void serve(Channel client, Relay relay, String origin, TicketKeys keys, SpiceCapabilities capabilities) {
        var frames = new BytesInFrames(client, relay, null);
        client.pipeline().addBefore("end", BytesInFrames.NAME, frames);
        relay.speaks(new SpiceOverWebSocket(origin, frames, SpiceClient.framed(client, relay, keys, capabilities)));
    }

    @Override
    public DisplayProtocol protocol() {
        return spice.protocol();
    }

    @Override
    public boolean carriesTheSession() {
        return spice.carriesTheSession();
    }

    @Override
    public boolean followsMoves() {
        return false;
    }

    @Override
    public Optional<CloseReason> objection(GatewaySession session) {
        return session.grant().origins().contains(origin)
                ? spice.objection(session)
                : Optional.of(CloseReason.ORIGIN_REFUSED);
    }

    @Override
    public void speakTo(Channel console, ConsoleTarget target, Optional<ConsoleTls> tls) {
        spice.speakTo(console, target, tls);
    }

    @Override
    public void join(Channel console, GatewaySession session) {
        frames.opened();
        spice.join(console, session);
    }

    @Override
    public Optional<Long> roundTripMicros() {
        return frames.roundTripMicros();
    }

    @Override
    public void tell(String words) {
        spice.tell(words);
    }

    @Override
    public void farewell(CloseReason reason) {
        frames.close(reason);
    }

    @Override
    public String toString() {
        return "web " + spice;
    }
}
