package io.oriel.display.relay;

import io.oriel.display.grant.Whereabouts;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The moves of one session's desktop from host to host, as the old host announces them to the client and the client
 * follows. Any thread: the links to the two hosts sit on different event loops.
 *
 * <p>Only the display's port is believed of the old host, and it must be a console's; the new host's address and key
 * come from the control plane.
 */
public final class Moves {
    /** A client that was told to begin anew does so at once; the move itself may still have to be finished. */
    static final long SWITCH_MILLIS = 30_000;

    private final Supplier<CompletionStage<Whereabouts>> whereabouts;
    private final InstantSource clock;
    private final AtomicReference<Optional<Baggage>> baggage = new AtomicReference<>(Optional.empty());
    private MoveState state = new MoveState.Settled();
    private @Nullable Relay mainLink;

    Moves(Supplier<CompletionStage<Whereabouts>> whereabouts, InstantSource clock) {
        this.whereabouts = whereabouts;
        this.clock = clock;
    }

    /** Where a link of a moving session leads: the port the old host named, on the host the control plane names. */
    record Heading(int port, CompletionStage<Whereabouts> to) {}

    /** The old host sends the client to another host, where the display listens on this port. */
    public synchronized void announced(int port) {
        var from = mainLink;
        if (from != null) {
            baggage.set(Optional.empty());
            state = new MoveState.Settled().announce(from, port, whereabouts.get());
        }
    }

    /** The old host tells the client to leave it and to begin anew on the other. */
    public synchronized void switched(int port) {
        state = new MoveState.Switching(port, whereabouts.get(), clock.millis() + SWITCH_MILLIS);
    }

    /** The old host has called the move off, or the client has said that it cannot follow. */
    public synchronized void calledOff() {
        if (!(state instanceof MoveState.Switching)) {
            state = new MoveState.Settled();
        }
    }

    /** Leaves something for the link to the new host. */
    public void handOver(Baggage left) {
        baggage.set(Optional.of(left));
    }

    /** What the link to the old host has left; once. */
    public Optional<Baggage> takeOver() {
        return baggage.getAndSet(Optional.empty());
    }

    /** A main link has joined the session; the first one, and one that begins anew, is where a move starts from. */
    synchronized void joined(Relay link) {
        if (state instanceof MoveState.Settled || state instanceof MoveState.Begun) {
            mainLink = link;
        }
    }

    /** A further main link: it must be the one to the new host. Empty when none is expected. */
    synchronized Optional<Heading> arrive(Relay link) {
        return switch (state) {
            case MoveState.Announced announced -> {
                state = announced.arrive(link);
                yield Optional.of(new Heading(announced.port(), announced.to()));
            }
            case MoveState.Settled _, MoveState.Arriving _, MoveState.Switching _, MoveState.Begun _ ->
                Optional.empty();
        };
    }

    /** A main link that begins anew with the session's ticket. Empty unless the client was told so. */
    synchronized Optional<Heading> beginAnew() {
        return switch (state) {
            case MoveState.Switching it
            when clock.millis() < it.untilMillis() -> {
                state = it.begin();
                yield Optional.of(new Heading(it.port(), it.to()));
            }
            case MoveState.Settled _,
                    MoveState.Announced _,
                    MoveState.Arriving _,
                    MoveState.Switching _,
                    MoveState.Begun _ -> Optional.empty();
        };
    }

    /** Where a later link leads; empty when it is to the host on which the session is. */
    synchronized Optional<Heading> heading() {
        return switch (state) {
            case MoveState.Arriving arriving -> Optional.of(new Heading(arriving.port(), arriving.to()));
            case MoveState.Begun begun
            when clock.millis() < begun.untilMillis() -> Optional.of(new Heading(begun.port(), begun.to()));
            case MoveState.Settled _, MoveState.Announced _, MoveState.Switching _, MoveState.Begun _ ->
                Optional.empty();
        };
    }

    /** Whether the session waits for a client that was told to begin anew. */
    synchronized boolean expected() {
        return state instanceof MoveState.Switching(var _, var _, var until) && clock.millis() < until;
    }

    /** A main link has ended. */
    synchronized void ended(Relay link) {
        state = switch (state) {
            case MoveState.Arriving it
            when it.from() == link -> {
                mainLink = it.link();
                yield new MoveState.Settled();
            }
            case MoveState.Arriving it when it.link() == link -> it.turnBack();
            case MoveState.Announced it when it.from() == link -> new MoveState.Settled();
            case MoveState.Arriving _,
                    MoveState.Announced _,
                    MoveState.Settled _,
                    MoveState.Switching _,
                    MoveState.Begun _ -> state;
        };
    }
}
