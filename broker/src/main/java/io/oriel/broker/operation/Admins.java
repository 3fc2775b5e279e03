package io.oriel.broker.operation;

import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;

/** The one check before every administrator's act. */
final class Admins {
    private Admins() {}

    /** Refuses everybody but super users. */
    static void require(User actor) {
        if (!actor.superUser()) {
            throw new BrokerException(Code.FORBIDDEN, "only an administrator may do this");
        }
    }
}
