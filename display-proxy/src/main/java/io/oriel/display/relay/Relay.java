package io.oriel.display.relay;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.Grant;
import io.oriel.display.grant.RedeemRequest;
import io.oriel.display.grant.Redemption;
import io.oriel.display.grant.Reopening;
import io.oriel.display.grant.Ticket;
import io.oriel.display.grant.TicketHash;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client connection from accept to close: ticket, grant, console, splice.
 *
 * <p>Holds the connection's only state; everything is on the client channel's event loop except {@link #cut}. However it
 * ends, it ends once and with exactly one {@link CloseReason}. The client is not read while the ticket is exchanged and
 * the console dialled; what its TLS had already decrypted stays in the protocol's decoder until the two are joined.
 */
public final class Relay {
    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final long TO_TLS_MILLIS = 5_000;
    private static final long TO_RELAY_MILLIS = 10_000;
    private static final long FAREWELL_MILLIS = 500;

    private final Channel client;
    private InetAddress address;
    private final RelayPeers peers;
    private RelayState state = new RelayState.AwaitingTicket();
    private @Nullable ClientEnd end;
    private @Nullable Channel console;
    private boolean owesTurn;
    private boolean proven;
    private boolean askedWhy;
    private @Nullable Future<?> toTls;
    private @Nullable Future<?> toRelay;
    private @Nullable Future<?> toConsole;

    private Relay(Channel client, InetAddress address, boolean counted, RelayPeers peers) {
        this.client = client;
        this.address = address;
        this.peers = peers;
        this.proven = !counted;
    }

    /** Takes charge of an accepted channel; empty when there is no room for it. */
    public static Optional<Relay> accept(Channel client, InetAddress address, RelayPeers peers) {
        return accept(client, peers, peers.limits().admit(address), new Relay(client, address, true, peers));
    }

    /** The same for a channel of a load balancer, whose header will say whose it is; see {@link #onAnnounced}. */
    public static Optional<Relay> acceptAnnounced(Channel client, InetAddress balancer, RelayPeers peers) {
        return accept(client, peers, peers.limits().admit(), new Relay(client, balancer, false, peers));
    }

    private static Optional<Relay> accept(Channel client, RelayPeers peers, boolean room, Relay relay) {
        peers.counters().connectionAccepted();
        if (!room) {
            peers.counters().connectionClosed(CloseReason.LIMIT_REACHED);
            return Optional.empty();
        }
        client.closeFuture().addListener(_ -> {
            relay.close(CloseReason.CLIENT_CLOSED);
            peers.limits().gone();
        });
        relay.toTls = relay.after(TO_TLS_MILLIS, CloseReason.HANDSHAKE_TIMEOUT);
        relay.toRelay = relay.after(TO_RELAY_MILLIS, CloseReason.HANDSHAKE_TIMEOUT);
        client.pipeline().addLast("end", new EndOfPipeline(relay::clientFailed, () -> {}));
        return Optional.of(relay);
    }

    /** A load balancer has said whose connection this is: the limits of that address hold from here on. */
    public void onAnnounced(InetAddress real) {
        address = real;
        if (peers.limits().admitUnproven(real)) {
            proven = false;
        } else {
            close(CloseReason.LIMIT_REACHED);
        }
    }

    /** TLS is agreed. */
    public void onSecured() {
        cancel(toTls);
    }

    /** The first bytes have told the protocol. */
    public void speaks(ClientEnd protocol) {
        end = protocol;
    }

    /** The client shows a ticket for a session that is yet to be. */
    public void onTicket(Ticket ticket) {
        switch (state) {
            case RelayState.AwaitingTicket awaiting -> {
                client.config().setAutoRead(false);
                var hash = TicketHash.of(ticket);
                var following = Following.anew(peers.sessions(), hash);
                if (following.isPresent()) {
                    follow(awaiting, following.get());
                    return;
                }
                state = awaiting.redeem(hash);
                var request = new RedeemRequest(hash, end().protocol(), address.getHostAddress());
                peers.grants()
                        .redeem(request)
                        .whenComplete((answer, failure) -> client.eventLoop()
                                .execute(() -> onRedemption(
                                        hash,
                                        failure == null ? answer : new Redemption.Unavailable("redeeming failed"))));
            }
            case RelayState.Redeeming _, RelayState.Opening _, RelayState.Joining _, RelayState.Relaying _ ->
                throw new ProtocolException("a second ticket");
            case RelayState.Closed _ -> {}
        }
    }

    /** The client shows its ticket again, for a later link of the session that the console calls by this number. */
    public void onTicketAgain(Ticket ticket, int consoleNumber) {
        switch (state) {
            case RelayState.AwaitingTicket awaiting -> {
                client.config().setAutoRead(false);
                var found = peers.sessions().find(TicketHash.of(ticket), consoleNumber);
                if (found.isEmpty()) {
                    close(CloseReason.TICKET_REFUSED);
                    return;
                }
                var session = found.get();
                boolean main = end().carriesTheSession();
                var following = Following.later(session, this, main);
                if (following.isPresent()) {
                    follow(awaiting, following.get());
                } else if (main) {
                    close(CloseReason.TICKET_REFUSED); // the console it has is enough
                } else {
                    enter(awaiting.rejoin(session), session)
                            .ifPresentOrElse(
                                    this::close,
                                    () -> session.turns()
                                            .ask(answer ->
                                                    client.eventLoop().execute(() -> onReopening(session, answer))));
                }
            }
            case RelayState.Redeeming _, RelayState.Opening _, RelayState.Joining _, RelayState.Relaying _ ->
                throw new ProtocolException("a second ticket");
            case RelayState.Closed _ -> {}
        }
    }

    /** Becomes a link to the host to which the desktop moves, or has just moved. */
    private void follow(RelayState.AwaitingTicket awaiting, Following following) {
        var session = following.session();
        enter(awaiting.rejoin(session), session)
                .ifPresentOrElse(this::close, () -> following.ask(client.eventLoop(), way -> onWay(session, way)));
    }

    private void onWay(GatewaySession session, Following.Way way) {
        if (!(state instanceof RelayState.Opening)) {
            return; // closed while it waited
        }
        switch (way) {
            case Following.Way.To(var console) -> dial(session, console);
            case Following.Way.SessionOver() -> session.end(CloseReason.REVOKED);
            case Following.Way.Unknown() -> close(CloseReason.CONTROL_PLANE_UNAVAILABLE);
        }
    }

    private void onRedemption(TicketHash ticket, Redemption answer) {
        switch (answer) {
            case Redemption.Granted(var grant) -> onGrant(ticket, grant);
            case Redemption.Refused() -> close(CloseReason.TICKET_REFUSED);
            case Redemption.Unavailable(var why) -> {
                log.atWarn().addKeyValue("why", why).log("ticket could not be redeemed");
                close(CloseReason.CONTROL_PLANE_UNAVAILABLE);
            }
        }
    }

    private void onGrant(TicketHash ticket, Grant grant) {
        var session = peers.sessions().open(ticket, grant, client.eventLoop());
        peers.counters().sessionOpened();
        switch (state) {
            case RelayState.Redeeming redeeming ->
                enter(redeeming.open(session), session)
                        .ifPresentOrElse(this::close, () -> dial(session, grant.console()));
            case RelayState.Closed(var reason) -> session.end(reason); // the client left while the ticket was exchanged
            case RelayState.AwaitingTicket _, RelayState.Opening _, RelayState.Joining _, RelayState.Relaying _ ->
                throw new IllegalStateException("grant in " + state);
        }
    }

    /** Becomes a link of the session; or why not. */
    private Optional<CloseReason> enter(RelayState.Opening next, GatewaySession session) {
        var refused = session.join(this, end().carriesTheSession());
        if (refused.isPresent()) {
            return refused;
        }
        state = next;
        return end().objection(session);
    }

    private void onReopening(GatewaySession session, Reopening answer) {
        owesTurn = answer instanceof Reopening.Opened;
        if (!(state instanceof RelayState.Opening)) {
            returnTurn(session); // closed while it waited
            return;
        }
        switch (answer) {
            case Reopening.Opened(var target) -> dial(session, target);
            case Reopening.Closed() -> session.end(CloseReason.REVOKED);
            case Reopening.Unavailable(var why) -> {
                log.atWarn()
                        .addKeyValue("session", session.id())
                        .addKeyValue("why", why)
                        .log("console not opened");
                close(CloseReason.CONTROL_PLANE_UNAVAILABLE);
            }
        }
    }

    private void dial(GatewaySession session, ConsoleTarget target) {
        session.dialled(target);
        var objection = peers.dialer().objection(target);
        if (objection.isPresent()) {
            close(objection.get());
            return;
        }
        toConsole = after(ConsoleDialer.DEADLINE_MILLIS, CloseReason.CONSOLE_UNREACHABLE);
        peers.dialer()
                .dial(
                        client.eventLoop(),
                        target,
                        (channel, tls) -> {
                            console = channel;
                            end().speakTo(channel, target, tls);
                            channel.pipeline()
                                    .addLast("end", new EndOfPipeline(this::consoleFailed, this::consoleClosed));
                            if (state instanceof RelayState.Closed) {
                                channel.close();
                            }
                        },
                        this::consoleFailed);
    }

    /** The console has accepted the password. */
    public void onConsoleReady() {
        switch (state) {
            case RelayState.Opening opening -> {
                cancel(toConsole);
                returnTurn(opening.session());
                state = opening.join();
                end().join(Objects.requireNonNull(console), opening.session());
            }
            case RelayState.Closed _ -> {}
            case RelayState.AwaitingTicket _, RelayState.Redeeming _, RelayState.Joining _, RelayState.Relaying _ ->
                throw new IllegalStateException("console ready in " + state);
        }
    }

    /** The client has been told, and the two channels are spliced. */
    public void onJoined() {
        switch (state) {
            case RelayState.Joining joining -> {
                cancel(toRelay);
                prove();
                state = joining.relay();
                log.atInfo()
                        .addKeyValue("session", joining.session().id())
                        .addKeyValue("link", end())
                        .addKeyValue("client", address.getHostAddress())
                        .log("link relayed");
            }
            case RelayState.Closed _ -> {}
            case RelayState.AwaitingTicket _, RelayState.Redeeming _, RelayState.Opening _, RelayState.Relaying _ ->
                throw new IllegalStateException("joined in " + state);
        }
    }

    /** Ends the connection; only the first reason counts, and that of a session that has ended before every other. */
    public void close(CloseReason because) {
        if (state instanceof RelayState.Closed) {
            return;
        }
        var session = sessionOf(state);
        var reason = session.flatMap(GatewaySession::ended).orElse(because);
        state = new RelayState.Closed(reason);
        cancel(toTls);
        cancel(toRelay);
        cancel(toConsole);
        prove();
        peers.counters().connectionClosed(reason);
        log(reason, session);
        if (session.isPresent()) {
            returnTurn(session.get());
            session.get().leave(this, end().carriesTheSession(), reason);
        }
        if (console != null) {
            console.close();
        }
        sayFarewell(reason);
    }

    private void sayFarewell(CloseReason reason) {
        if (!client.isOpen()) {
            return;
        }
        if (end == null) {
            client.close();
            return;
        }
        client.config().setAutoRead(true); // what is still sent is thrown away; it must not hold up the closing
        end.farewell(reason);
        var giveUp = client.eventLoop().schedule(() -> client.close(), FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
        client.closeFuture().addListener(_ -> giveUp.cancel(false));
    }

    /** How long the client is away, in microseconds; empty when this is not the session's first link. Any thread. */
    Optional<Long> roundTripMicros() {
        var protocol = end;
        if (protocol == null || !protocol.carriesTheSession()) {
            return Optional.empty();
        }
        return protocol.roundTripMicros().or(() -> RoundTrip.micros(client));
    }

    /** Tells the person something, from any thread. */
    void tell(String sentence) {
        client.eventLoop().execute(() -> {
            if (state instanceof RelayState.Relaying) {
                end().tell(sentence);
            }
        });
    }

    /** Whether the gateway takes no new sessions. */
    public boolean draining() {
        return peers.sessions().draining();
    }

    /** Ends the connection from any thread. */
    void cut(CloseReason reason) {
        client.eventLoop().execute(() -> close(reason));
    }

    private void log(CloseReason reason, Optional<GatewaySession> session) {
        // Whoever never showed a good ticket is counted, not described: logging an attacker is a service to him.
        var line = session.map(known -> log.atInfo().addKeyValue("session", known.id()))
                .orElseGet(log::atDebug);
        line.addKeyValue("client", address.getHostAddress())
                .addKeyValue("reason", reason)
                .log("connection closed");
    }

    private void clientFailed(Throwable cause) {
        close(Failures.ofClient(cause));
    }

    private void consoleFailed(Throwable cause) {
        if (Failures.isWrongKey(cause)) {
            close(CloseReason.CONSOLE_UNTRUSTED);
            return;
        }
        log.atDebug().setCause(cause).log("console failed");
        consoleClosed();
    }

    private void consoleClosed() {
        switch (state) {
            case RelayState.Relaying(var session) -> {
                if (end().followsMoves()) {
                    close(CloseReason.CONSOLE_CLOSED);
                } else if (!askedWhy) {
                    askedWhy = true;
                    Following.whyGone(session, peers.grants(), this::cut);
                }
            }
            case RelayState.Joining _ -> close(CloseReason.CONSOLE_CLOSED);
            case RelayState.Opening _ -> close(CloseReason.CONSOLE_UNREACHABLE);
            case RelayState.AwaitingTicket _, RelayState.Redeeming _, RelayState.Closed _ -> {}
        }
    }

    private static Optional<GatewaySession> sessionOf(RelayState state) {
        return switch (state) {
            case RelayState.Opening(var session) -> Optional.of(session);
            case RelayState.Joining(var session) -> Optional.of(session);
            case RelayState.Relaying(var session) -> Optional.of(session);
            case RelayState.AwaitingTicket _, RelayState.Redeeming _, RelayState.Closed _ -> Optional.empty();
        };
    }

    private void returnTurn(GatewaySession session) {
        if (owesTurn) {
            owesTurn = false;
            session.turns().done();
        }
    }

    private void prove() {
        if (!proven) {
            proven = true;
            peers.limits().proven(address);
        }
    }

    private ClientEnd end() {
        return Objects.requireNonNull(end, "no protocol yet");
    }

    private Future<?> after(long millis, CloseReason reason) {
        return client.eventLoop().schedule(() -> close(reason), millis, TimeUnit.MILLISECONDS);
    }

    private static void cancel(@Nullable Future<?> deadline) {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }
}
