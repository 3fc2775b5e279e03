package io.oriel.display.relay;

import io.netty.channel.Channel;
import io.oriel.display.rig.InMemoryGrants;
import java.net.InetAddress;
import java.time.InstantSource;

/** Relays for tests of what comes before a ticket. */
public final class Relays {
    public static final Transport TRANSPORT = Transport.best();

    private Relays() {}

    /** A connection that has just come. */
    public static Relay accept(Channel client) {
        var grants = new InMemoryGrants();
        var peers = new RelayPeers(
                grants,
                new GatewaySessions(grants, InstantSource.system(), Sessions.GATEWAY),
                new ConsoleDialer(TRANSPORT),
                new Limits(10, 10),
                new Counters());
        return Relay.accept(client, InetAddress.getLoopbackAddress(), peers).orElseThrow();
    }
}
