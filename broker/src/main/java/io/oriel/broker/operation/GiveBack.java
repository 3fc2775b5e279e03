package io.oriel.broker.operation;

import io.oriel.broker.directory.User;
import io.oriel.broker.session.Sessions;
import io.oriel.display.grant.CloseReason;
import io.oriel.host.api.VmId;
import io.oriel.pool.Pools;
import io.oriel.pool.Release;

/** Takes a desktop back from the person who has it. The pool records the event. */
public final class GiveBack {
    private final Pools pools;
    private final Sessions sessions;

    public GiveBack(Pools pools, Sessions sessions) {
        this.pools = pools;
        this.sessions = sessions;
    }

    /** Frees the desktop and ends its session. */
    public GiveBackResult giveBack(User user, VmId vm) {
        return switch (pools.release(vm, user.id())) {
            case Release.NotYours() -> new GiveBackResult.NotYours();
            case Release.Released(var freed) -> {
                sessions.close(user.id(), vm, CloseReason.GIVEN_BACK);
                yield new GiveBackResult.GivenBack(freed.name());
            }
        };
    }
}
