package io.oriel.pool.apply;

import io.oriel.host.api.LeaseToken;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.Template;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Severity;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.PoolRows;
import io.oriel.pool.store.Write;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Writes what was decided about pools, as the leader, with the event that tells it. False when nothing was written. */
final class PoolWork {
    private final EstateStore store;
    private final PoolRows rows;

    PoolWork(EstateStore store, PoolRows rows) {
        this.store = store;
        this.rows = rows;
    }

    boolean restrain(Pool pool, String reason, Instant now, LeaseToken token) {
        var what = " is restrained: its vms failed " + pool.trials().failures()
                + " times within ten minutes, the last time " + reason
                + ". One of them is tried every five minutes; oriel pool resume tries all at once";
        return write(pool, () -> rows.restrain(pool, reason, now), Severity.ERROR, what, token);
    }

    boolean free(Pool pool, String why, LeaseToken token) {
        return write(pool, () -> rows.free(pool), Severity.NORMAL, " is refilled again: " + why, token);
    }

    boolean rollOut(Pool pool, Template to, LeaseToken token) {
        var what = " is made of template " + to.word() + " from now on, the latest one";
        return write(pool, () -> rows.update(pool.rolledOut(to.id())), Severity.NORMAL, what, token);
    }

    boolean forget(Pool pool, LeaseToken token) {
        return write(pool, () -> rows.forget(pool), Severity.NORMAL, " is deleted", token);
    }

    private boolean write(Pool pool, BooleanSupplier change, Severity severity, String what, LeaseToken token) {
        var event = Event.of(severity, "pool " + pool.name() + what).about(pool.id());
        return store.lead(token, change, Optional.of(event)) == Write.DONE;
    }
}
