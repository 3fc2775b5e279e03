package io.oriel.broker.operation;

import io.oriel.broker.directory.User;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;

/** What all administrators' acts do alike. */
final class Admins {
    private Admins() {}

    /** Notes who asked for something. */
    static void record(Events events, User actor, String what) {
        events.record(Event.of(Severity.NORMAL, what + " by " + actor.id()).about(actor.id()));
    }
}
