package io.oriel.display.relay;

import io.netty.util.concurrent.ImmediateEventExecutor;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Grant;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.TicketHash;
import io.oriel.display.rig.InMemoryGrants;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** Sessions for tests of what happens inside one. */
public final class Sessions {
    /** How clients know the gateway of all these. */
    public static final PublicAddress GATEWAY = new PublicAddress("gw.example.org", 8444);

    private Sessions() {}

    /** An open session with this policy. */
    public static GatewaySession with(ChannelPolicy policy) {
        return under(policy).one();
    }

    /** An open session on this clock. */
    public static OnAClock at(InstantSource clock) {
        var all = new GatewaySessions(new InMemoryGrants(), clock, GATEWAY);
        return new OnAClock(
                all, all.open(new TicketHash("00"), grant(ChannelPolicy.all()), ImmediateEventExecutor.INSTANCE));
    }

    /** The only session of its gateway. */
    public record OnAClock(GatewaySessions all, GatewaySession one) {
        /** As it is reported. */
        public long idleSeconds() {
            return all.reports().getFirst().idleSeconds();
        }
    }

    /** The gateway's sessions with one of this policy. */
    public static OnAClock under(ChannelPolicy policy) {
        var all = new GatewaySessions(new InMemoryGrants(), InstantSource.system(), GATEWAY);
        return new OnAClock(all, all.open(new TicketHash("00"), grant(policy), ImmediateEventExecutor.INSTANCE));
    }

    static Grant grant(ChannelPolicy policy) {
        return new Grant(
                new SessionId(UUID.randomUUID()),
                "desktop",
                new ConsoleTarget(UUID.randomUUID(), DisplayProtocol.SPICE, "127.0.0.1", 5900, "", "p"),
                policy,
                List.of(),
                3);
    }
}
