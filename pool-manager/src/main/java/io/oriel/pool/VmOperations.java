package io.oriel.pool;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Errand;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.JobKind;
import io.oriel.pool.estate.Mobility;
import io.oriel.pool.estate.RunOnce;
import io.oriel.pool.estate.Snapshot;
import io.oriel.pool.estate.SnapshotId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.schedule.Explanation;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.Wishes;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What admins want of single VMs. Each call judges the VM as it stands, writes the wish into its row and returns; the
 * reconcile loop carries it out, or says in the VM's trouble why it could not.
 */
final class VmOperations {
    private static final int TRIES = 10;

    private final EstateStore store;
    private final Wishes wishes;
    private final Evacuations evacuations;
    private final TransactionTemplate transactions;
    private final Events events;
    private final Jobs jobs;
    private final Timing timing;
    private final Clock clock;

    VmOperations(
            EstateStore store,
            Wishes wishes,
            Evacuations evacuations,
            TransactionTemplate transactions,
            Events events,
            Jobs jobs,
            Timing timing,
            Clock clock) {
        this.store = store;
        this.wishes = wishes;
        this.evacuations = evacuations;
        this.transactions = transactions;
        this.events = events;
        this.jobs = jobs;
        this.timing = timing;
        this.clock = clock;
    }

    /** The job that a wish opens. */
    record Asked(JobKind kind, String verb, Optional<UUID> detail) {}

    static Optional<Asked> job(JobKind kind, String verb) {
        return Optional.of(new Asked(kind, verb, Optional.empty()));
    }

    Vm start(VmId id) {
        return write(id, "is to run", job(JobKind.VM_START, "start"), tended -> switch (tended.state()) {
            case VmState.Paused _ -> ask(tended, Errand.Kind.RESUME, Optional.empty(), true);
            case VmState.Down _, VmState.Suspended _, VmState.ImageLocked _ -> {
                if (!tended.held()) {
                    throw refused(tended, "is one of a pool's reserve; it starts when somebody takes it");
                }
                yield wishes.want(tended, true);
            }
            case VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.PoweringUp _,
                    VmState.Up _,
                    VmState.RebootInProgress _,
                    VmState.PoweringDown _,
                    VmState.SavingState _,
                    VmState.MigratingFrom _,
                    VmState.MigratingTo _,
                    VmState.Unknown _,
                    VmState.NotResponding _ -> throw state(tended, "be started");
        });
    }

    /** Powers a VM off: by its guest, or at once. A stateless desktop is nobody's afterwards, as if it were given back. */
    Vm stop(VmId id, Errand.Kind how) {
        var verb = how == Errand.Kind.STOP ? "power off" : "shut down";
        return write(id, "is to be off", job(JobKind.VM_SHUTDOWN, verb), tended -> {
            if (tended.vm().host().isEmpty()) {
                return tended.state() instanceof VmState.Suspended ? wishes.clear(tended) : wishes.want(tended, false);
            }
            return tended.vm().stateless() ? wishes.clear(tended) : ask(tended, how, Optional.empty(), false);
        });
    }

    Vm reboot(VmId id) {
        return errand(
                id,
                Errand.Kind.REBOOT,
                "is to be rebooted",
                job(JobKind.VM_REBOOT, "reboot"),
                "be rebooted",
                TendedVm::runs);
    }

    Vm reset(VmId id) {
        return errand(id, Errand.Kind.RESET, "is to be reset", "be reset", TendedVm::runs);
    }

    Vm resume(VmId id) {
        return errand(
                id, Errand.Kind.RESUME, "is to go on", "go on", tended -> tended.state() instanceof VmState.Paused);
    }

    Vm runOnce(VmId id, RunOnce once) {
        return write(id, "is to run, this once in another way", job(JobKind.VM_START, "run once"), tended -> {
            if (!(tended.state() instanceof VmState.Down)) {
                throw state(tended, "be started");
            }
            ownOnly(tended);
            once.cdrom().ifPresent(iso -> Rules.iso(iso, store.site()));
            return wishes.runOnce(tended, once);
        });
    }

    Vm revert(VmId id, SnapshotId snapshot) {
        return write(
                id,
                "is to go back to a snapshot",
                Optional.of(new Asked(JobKind.VM_REVERT, "go back to a snapshot of", Optional.of(snapshot.value()))),
                tended -> {
                    var found = tended.outfit()
                            .snapshot(snapshot)
                            .filter(it -> it.stage() == Snapshot.Stage.MADE)
                            .orElseThrow(() -> Rules.notFound(
                                    "such snapshot of vm " + tended.vm().name()));
                    if (!(tended.state() instanceof VmState.Down)) {
                        throw refused(
                                tended,
                                "is " + tended.state().word() + "; shut it down before it goes back to snapshot "
                                        + found.name());
                    }
                    mustBeKnown(tended);
                    var errand = new Errand(
                            Errand.Kind.REVERT_SNAPSHOT,
                            Optional.empty(),
                            clock.instant().plus(timing.errand()),
                            Optional.of(snapshot));
                    return wishes.ask(tended, errand, found.memory());
                });
    }

    /** A host works on the snapshots of the VMs it knows. */
    static void mustBeKnown(TendedVm tended) {
        if (!tended.upkeep().defined() || tended.upkeep().lastHost().isEmpty()) {
            throw refused(tended, "is known to no host; start it and shut it down first");
        }
    }

    void delete(VmId id, boolean keepDisks) {
        write(id, "is to be deleted", job(JobKind.VM_DELETE, "delete"), tended -> {
            ownOnly(tended);
            if (tended.outfit().care().guarded()) {
                throw refused(tended, "is protected; take its delete protection away first");
            }
            return switch (tended.state()) {
                case VmState.Down _, VmState.Suspended _, VmState.ImageLocked _ ->
                    keepDisks ? wishes.deleteAndKeepDisks(tended) : wishes.delete(tended);
                case VmState.WaitForLaunch _,
                        VmState.RestoringState _,
                        VmState.PoweringUp _,
                        VmState.Up _,
                        VmState.RebootInProgress _,
                        VmState.PoweringDown _,
                        VmState.SavingState _,
                        VmState.Paused _,
                        VmState.MigratingFrom _,
                        VmState.MigratingTo _,
                        VmState.Unknown _,
                        VmState.NotResponding _ -> throw state(tended, "be deleted; stop it first");
            };
        });
    }

    /** What is done to VMs of pools is done through their pools. */
    static void ownOnly(TendedVm tended) {
        if (tended.vm().pool().isPresent()) {
            throw refused(tended, "is one of a pool's; change the pool");
        }
        if (tended.vm().assignedTo().isPresent()) {
            throw refused(tended, "is assigned to " + tended.vm().assignedTo().get());
        }
    }

    Vm pause(VmId id) {
        return errand(id, Errand.Kind.PAUSE, "is to be paused", "be paused", tended -> switch (tended.state()) {
            case VmState.Up _, VmState.PoweringUp _ -> true;
            case VmState.Down _,
                    VmState.ImageLocked _,
                    VmState.Suspended _,
                    VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.RebootInProgress _,
                    VmState.PoweringDown _,
                    VmState.SavingState _,
                    VmState.Paused _,
                    VmState.MigratingFrom _,
                    VmState.MigratingTo _,
                    VmState.Unknown _,
                    VmState.NotResponding _ -> false;
        });
    }

    Vm suspend(VmId id) {
        return errand(
                id,
                Errand.Kind.SUSPEND,
                "is to be suspended",
                job(JobKind.VM_SUSPEND, "suspend"),
                "be suspended",
                tended -> {
                    if (tended.vm().stateless() || !tended.held()) {
                        throw refused(tended, "is wiped after use and cannot be suspended");
                    }
                    return tended.runs();
                });
    }

    Vm migrate(VmId id, Optional<HostId> to) {
        return write(id, "is to move", job(JobKind.VM_MIGRATE, "move"), tended -> {
            if (!tended.state().migratable()) {
                throw state(tended, "be moved");
            }
            if (tended.outfit().care().continuity().mobility() == Mobility.PINNED) {
                throw refused(tended, "cannot be moved: " + Mobility.PINNED.reason());
            }
            var target = to.map(host -> store.host(host).orElseThrow(() -> Rules.notFound("host " + host)));
            if (to.isPresent() && to.equals(tended.vm().host())) {
                throw refused(tended, "is on host " + target.map(Host::name).orElse("") + " already");
            }
            evacuations.objection(tended, target).ifPresent(why -> {
                throw refused(tended, "cannot be moved: " + why);
            });
            return ask(tended, Errand.Kind.MIGRATE, to, tended.upkeep().wanted());
        });
    }

    Explanation explain(VmId id) {
        return evacuations.explain(id).orElseThrow(() -> Rules.notFound("vm " + id));
    }

    Vm cancelMigration(VmId id) {
        return errand(
                id,
                Errand.Kind.CANCEL_MIGRATION,
                "is to stay where it is",
                "be kept from moving",
                tended -> tended.state() instanceof VmState.MigratingFrom);
    }

    private Vm errand(VmId id, Errand.Kind kind, String told, String verb, Predicate<TendedVm> allowed) {
        return errand(id, kind, told, Optional.empty(), verb, allowed);
    }

    private Vm errand(
            VmId id, Errand.Kind kind, String told, Optional<Asked> asked, String verb, Predicate<TendedVm> allowed) {
        return write(id, told, asked, tended -> {
            if (!allowed.test(tended)) {
                throw state(tended, verb);
            }
            return ask(tended, kind, Optional.empty(), tended.upkeep().wanted());
        });
    }

    private boolean ask(TendedVm tended, Errand.Kind kind, Optional<HostId> to, boolean wanted) {
        return wishes.ask(tended, new Errand(kind, to, clock.instant().plus(timing.errand())), wanted);
    }

    /** A change that takes no time, so that nobody needs a job to follow it. */
    Vm write(VmId id, String told, Predicate<TendedVm> change) {
        return write(id, told, Optional.empty(), change);
    }

    /** The leader may write to the row at the same moment: then the VM is judged anew. */
    Vm write(VmId id, String told, Optional<Asked> asked, Predicate<TendedVm> change) {
        for (int i = 0; i < TRIES; i++) {
            var tended = store.vm(id).orElseThrow(() -> Rules.notFound("vm " + id));
            if (tended.upkeep().deleting()) {
                throw refused(tended, "is being deleted");
            }
            var written = transactions.execute(_ -> {
                if (!change.test(tended)) {
                    return false;
                }
                var event = Event.of(Severity.NORMAL, "vm " + tended.vm().name() + " " + told)
                        .about(id);
                events.record(tended.vm().pool().map(event::about).orElse(event));
                asked.ifPresent(it -> jobs.open(
                        it.kind(), id.value(), it.verb() + " vm " + tended.vm().name(), it.detail()));
                return true;
            });
            if (Boolean.TRUE.equals(written)) {
                return store.vm(id)
                        .orElseThrow(() -> Rules.notFound("vm " + id))
                        .vm();
            }
        }
        throw new PoolException(PoolException.Code.CONFLICT, "vm " + id + " keeps changing; try again");
    }

    static PoolException state(TendedVm tended, String verb) {
        return refused(tended, "is " + tended.state().word() + " and cannot " + verb);
    }

    static PoolException refused(TendedVm tended, String why) {
        return new PoolException(PoolException.Code.IN_USE, "vm " + tended.vm().name() + " " + why);
    }
}
