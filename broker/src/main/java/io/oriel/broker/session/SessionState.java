package io.oriel.broker.session;

import io.oriel.display.grant.CloseReason;

/** Where a session stands. */
public sealed interface SessionState {

    /** A ticket was issued and not yet shown. */
    record Pending() implements SessionState {}

    /** The ticket was redeemed; the gateway carries it. */
    record Active() implements SessionState {}

    /** It is over. Final. */
    record Closed(CloseReason reason) implements SessionState {}
}
