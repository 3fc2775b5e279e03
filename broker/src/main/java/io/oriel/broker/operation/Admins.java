package io.oriel.broker.operation;

import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;

/** The one check before every administrator's act. */
final class Admins {
    private Admins() {}

    /** Refuses everybody but super users. */
    static void require(User actor) {
        if (!actor.superUser()) {
            throw new BrokerException(Code.FORBIDDEN, "only an administrator may do this");
        }
    }

    /** Notes who asked for something. */
    static void record(Events events, User actor, String what) {
        events.record(Event.of(Severity.NORMAL, what + " by " + actor.id()).about(actor.id()));
    }
}
