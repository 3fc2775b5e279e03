package io.oriel.display.relay;

import io.oriel.display.grant.Whereabouts;
import java.util.concurrent.CompletionStage;

/**
 * Where a session stands while its desktop moves to another host. Each state offers only the moves that are legal from
 * it; a link that carries the session is called its main link.
 *
 * <pre>
 *   Settled ──announced──▶ Announced ──main link to the new host──▶ Arriving ──old main link ends──▶ Settled
 *                            │   ▲                                     │
 *                            │   └────────that link ends───────────────┤
 *                            ├──────called off, or the client cannot───┴──▶ Settled
 *   any ──told to begin anew──▶ Switching ──new main link──▶ Begun ──after a while──▶ Settled
 * </pre>
 */
sealed interface MoveState {

    /** Every link leads to one host. */
    record Settled() implements MoveState {
        Announced announce(Relay from, int port, CompletionStage<Whereabouts> to) {
            return new Announced(from, port, to);
        }
    }

    /**
     * The old host has told the client where to go.
     *
     * @param from the main link to the old host
     * @param port the display's on the new host, as the old host says
     * @param to the new host, as the control plane says
     */
    record Announced(Relay from, int port, CompletionStage<Whereabouts> to) implements MoveState {
        Arriving arrive(Relay link) {
            return new Arriving(from, port, to, link);
        }
    }

    /** The client has a main link to the new host; its next links go there, too. Both hosts' links live. */
    record Arriving(Relay from, int port, CompletionStage<Whereabouts> to, Relay link) implements MoveState {
        Announced turnBack() {
            return new Announced(from, port, to);
        }
    }

    /**
     * The client was told to leave the old host and to begin anew on the other, with the ticket that it has.
     *
     * @param untilMillis how long the session waits for it
     */
    record Switching(int port, CompletionStage<Whereabouts> to, long untilMillis) implements MoveState {
        Begun begin() {
            return new Begun(port, to, untilMillis);
        }
    }

    /**
     * The client has begun anew on the other host. Its further links go there, too, although the control plane may not
     * yet know that the move is over.
     *
     * @param untilMillis when every link leads to one host again
     */
    record Begun(int port, CompletionStage<Whereabouts> to, long untilMillis) implements MoveState {}
}
