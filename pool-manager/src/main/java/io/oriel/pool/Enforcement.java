package io.oriel.pool;

import io.oriel.host.api.VmId;
import io.oriel.pool.estate.EndAction;
import io.oriel.pool.estate.Errand;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.Wishes;
import java.time.Clock;
import java.util.Optional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Carries out on people's desktops what their pools' policies say. Any replica may ask, inside its own transaction or
 * not; the row decides, and the leader does it. Safe for many threads.
 *
 * <p>A desktop is only ever touched for the person it is given to at that moment.
 */
public final class Enforcement {
    private static final int TRIES = 10;

    private final EstateStore store;
    private final Wishes wishes;
    private final TransactionTemplate transactions;
    private final Events events;
    private final Timing timing;
    private final Clock clock;

    Enforcement(
            EstateStore store,
            Wishes wishes,
            TransactionTemplate transactions,
            Events events,
            Timing timing,
            Clock clock) {
        this.store = store;
        this.wishes = wishes;
        this.transactions = transactions;
        this.events = events;
        this.timing = timing;
        this.clock = clock;
    }

    /**
     * Does this to a desktop, if it still is this person's and is Up.
     *
     * @param why for the audit log, a clause: {@code nobody has typed for 10 minutes}
     * @throws PoolException CONFLICT when the row kept changing
     */
    public Enforced enforce(VmId vm, UserId holder, EndAction action, String why) {
        for (int i = 0; i < TRIES; i++) {
            var found = store.vm(vm).filter(it -> it.vm().assignedTo().equals(Optional.of(holder)));
            if (found.isEmpty() || action == EndAction.NOTHING) {
                return Enforced.NEEDLESS;
            }
            var tended = found.get();
            var soon = readiness(tended);
            if (soon != Enforced.BEGUN) {
                return soon;
            }
            if (action == EndAction.SUSPEND && tended.vm().stateless()) {
                record(tended, holder, Severity.WARNING, "cannot be suspended, for it is wiped after use; " + why);
                return Enforced.NEEDLESS;
            }
            if (Boolean.TRUE.equals(transactions.execute(_ -> ask(tended, holder, action, why)))) {
                return Enforced.BEGUN;
            }
        }
        throw new PoolException(PoolException.Code.CONFLICT, "vm " + vm + " keeps changing; try again");
    }

    private boolean ask(TendedVm tended, UserId holder, EndAction action, String why) {
        var wanted = tended.upkeep().wanted();
        var asked = switch (action) {
            case NOTHING -> true;
            case LOCK -> errand(tended, Errand.Kind.LOCK, wanted);
            case LOG_OUT -> errand(tended, Errand.Kind.LOG_OUT, wanted);
            case SUSPEND -> errand(tended, Errand.Kind.SUSPEND, wanted);
            case SHUT_DOWN ->
                tended.vm().stateless() ? wishes.clear(tended) : errand(tended, Errand.Kind.SHUTDOWN, false);
        };
        if (asked) {
            record(tended, holder, Severity.NORMAL, "is to be " + word(action, tended) + ": " + why);
        }
        return asked;
    }

    private boolean errand(TendedVm tended, Errand.Kind kind, boolean wanted) {
        var until = clock.instant().plus(timing.errand());
        return wishes.ask(tended, new Errand(kind, Optional.empty(), until), wanted);
    }

    /** Whether it can be asked for now; what admins asked for before comes first. */
    private static Enforced readiness(TendedVm tended) {
        var occupied = tended.busy()
                || tended.upkeep().errand().isPresent()
                || tended.upkeep().recycle();
        return switch (tended.state()) {
            case VmState.Up _ -> occupied ? Enforced.LATER : Enforced.BEGUN;
            case VmState.Down _, VmState.Suspended _, VmState.PoweringDown _, VmState.SavingState _ ->
                Enforced.NEEDLESS;
            case VmState.ImageLocked _,
                    VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.PoweringUp _,
                    VmState.RebootInProgress _,
                    VmState.Paused _,
                    VmState.MigratingFrom _,
                    VmState.MigratingTo _,
                    VmState.Unknown _,
                    VmState.NotResponding _ -> Enforced.LATER;
        };
    }

    private void record(TendedVm tended, UserId holder, Severity severity, String what) {
        var event = Event.of(severity, "vm " + tended.vm().name() + " of " + holder + " " + what)
                .about(tended.vm().id())
                .about(holder);
        events.record(tended.vm().pool().map(event::about).orElse(event));
    }

    private static String word(EndAction action, TendedVm tended) {
        return switch (action) {
            case NOTHING -> "left alone";
            case LOCK -> "locked";
            case LOG_OUT -> "logged out of";
            case SUSPEND -> "suspended";
            case SHUT_DOWN -> tended.vm().stateless() ? "powered off and taken back" : "shut down";
        };
    }
}
