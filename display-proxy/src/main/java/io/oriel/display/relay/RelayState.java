package io.oriel.display.relay;

import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.TicketHash;

/**
 * Where one client's connection stands. Each state offers only the moves that are legal from it.
 *
 * <pre>
 *   AwaitingTicket ──first link──▶ Redeeming ──granted──▶ Opening ──console ready──▶ Joining ──▶ Relaying
 *         └───────────────later link of a live session────────▲
 *   any ──▶ Closed
 * </pre>
 */
sealed interface RelayState {

    /** The client has not yet shown a ticket. */
    record AwaitingTicket() implements RelayState {
        Redeeming redeem(TicketHash ticket) {
            return new Redeeming(ticket);
        }

        Opening rejoin(GatewaySession session) {
            return new Opening(session);
        }
    }

    /** The ticket is being exchanged for a grant; the client's channel is not read meanwhile. */
    record Redeeming(TicketHash ticket) implements RelayState {
        Opening open(GatewaySession session) {
            return new Opening(session);
        }
    }

    /** The console is asked for, dialled and authenticated to. */
    record Opening(GatewaySession session) implements RelayState {
        Joining join() {
            return new Joining(session);
        }
    }

    /** The console accepted us; the client is being told so. */
    record Joining(GatewaySession session) implements RelayState {
        Relaying relay() {
            return new Relaying(session);
        }
    }

    /** Bytes flow. */
    record Relaying(GatewaySession session) implements RelayState {}

    /** Both channels are closed or closing. Final. */
    record Closed(CloseReason reason) implements RelayState {}
}
