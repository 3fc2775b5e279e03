package io.oriel.display.relay;

import io.netty.channel.Channel;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import java.util.Optional;

/** One display protocol's part of one connection. Called by the {@link Relay}, on the connection's event loop. */
public interface ClientEnd {

    /** What the client speaks. */
    DisplayProtocol protocol();

    /** Whether the session ends when the last such link of it ends. */
    boolean carriesTheSession();

    /** Whether the client goes to another host together with its desktop; else it must come back with a new ticket. */
    boolean followsMoves();

    /** Why this link may not be part of what the session was granted; empty when it may. */
    Optional<CloseReason> objection(GatewaySession session);

    /**
     * Puts the console side of the protocol into the pipeline of a channel about to be connected. That side ends in
     * {@link Relay#onConsoleReady} or {@link Relay#close}.
     *
     * @param tls how to secure the channel; empty when the console is plain on loopback
     */
    void speakTo(Channel console, ConsoleTarget target, Optional<ConsoleTls> tls);

    /** The console has accepted us: tell the client, join the two, then call {@link Relay#onJoined}. */
    void join(Channel console, GatewaySession session);

    /** How long the client takes to answer, in microseconds, where the protocol can ask. Any thread. */
    default Optional<Long> roundTripMicros() {
        return Optional.empty();
    }

    /** Says something to the person while the two are joined, where the protocol has words for it. */
    default void tell(String words) {}

    /** Tells the client why, as far as the protocol can, and closes its channel. */
    void farewell(CloseReason reason);
}
