package io.oriel.pool.apply;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.Answer;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostId;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.Outcome;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Severity;
import io.oriel.pool.plan.Action;
import io.oriel.pool.plan.Plan;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.PoolRows;
import io.oriel.pool.store.SiteRows;
import io.oriel.pool.store.TemplateRows;
import io.oriel.pool.store.Write;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a plan says: claim the row, then tell the host, then write down what came of it.
 *
 * <p>Rows are claimed on the caller's thread, one after the other, so that the next snapshot shows them; hosts are told
 * on virtual threads. A row that has changed since the plan was made is left alone: it is planned again. Nothing is
 * taken back on failure, because a command may have been carried out although its answer was lost; it is sent again
 * with the same id until its end is known.
 */
public final class Applier implements AutoCloseable {
    private static final int WRITE_TRIES = 20;
    private static final Logger log = LoggerFactory.getLogger(Applier.class);

    private final EstateStore store;
    private final Connections connections;
    private final Timing timing;
    private final Clock clock;
    private final Runnable changed;
    private final HostPreparation preparation;
    private final TemplateWork templates;
    private final PoolWork pools;

    private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<CommandId> sending = ConcurrentHashMap.newKeySet();
    private final Set<Action> told = ConcurrentHashMap.newKeySet();

    /** The rows that are written beside the estate's. */
    public record Beside(SiteRows sites, TemplateRows templates, PoolRows pools) {}

    /**
     * @param progress how far a command has come, as its host says
     * @param changed called when something was written outside {@link #apply}; on any thread
     */
    public Applier(
            EstateStore store,
            Beside rows,
            Connections connections,
            BiFunction<HostId, CommandId, Optional<HostEvent.Progress>> progress,
            Timing timing,
            Clock clock,
            Runnable changed) {
        this.store = store;
        this.connections = connections;
        this.timing = timing;
        this.clock = clock;
        this.changed = changed;
        this.preparation = new HostPreparation(store, rows.sites(), connections, clock, changed);
        this.pools = new PoolWork(store, rows.pools());
        this.templates = new TemplateWork(store, rows.templates(), connections, progress, changed);
    }

    /** When the storage domains of hosts were last seen in order. */
    public Map<HostId, Instant> looked() {
        return preparation.looked();
    }

    /**
     * Carries out a plan.
     *
     * @return how many of its actions were written; 0 means that nothing new will show in the next snapshot
     */
    public int apply(Plan plan, Estate estate, LeaseToken token) {
        int written = 0;
        for (var action : plan.actions()) {
            if (apply(action, estate, token)) {
                written++;
            }
        }
        return written;
    }

    private boolean apply(Action action, Estate estate, LeaseToken token) {
        var now = clock.instant();
        return switch (action) {
            case Action.CreateDisk it -> {
                var copies = it.vm().upkeep().build().source() instanceof DiskSource.Full;
                var kind = copies ? InFlight.Kind.COPY_DISK : InFlight.Kind.CREATE_DISK;
                yield order(it.vm(), it.vm().lockImage(command(kind, it.on(), now), now), estate, token);
            }
            case Action.DeleteDisk it ->
                order(it.vm(), it.vm().lockImage(command(InFlight.Kind.DELETE_DISK, it.on(), now), now), estate, token);
            case Action.StartVm it ->
                order(it.vm(), it.vm().launch(command(InFlight.Kind.START_VM, it.on(), now), now), estate, token);
            case Action.TakeOver it ->
                order(it.vm(), it.vm().takeOver(command(InFlight.Kind.START_VM, it.on(), now), now), estate, token);
            case Action.ShutdownVm it ->
                order(it.vm(), it.vm().powerDown(command(InFlight.Kind.SHUTDOWN_VM, it.on(), now), now), estate, token);
            case Action.DestroyVm it ->
                order(it.vm(), it.vm().powerDown(command(InFlight.Kind.DESTROY_VM, it.on(), now), now), estate, token);
            case Action.PowerOffVm it ->
                order(
                        it.vm(),
                        it.vm().powerDown(command(InFlight.Kind.POWER_OFF_VM, it.on(), now), now),
                        estate,
                        token);
            case Action.ResetVm it ->
                order(it.vm(), it.vm().reboot(command(InFlight.Kind.RESET_VM, it.on(), now), now), estate, token);
            case Action.Tend it ->
                order(it.vm(), it.vm().tend(command(it.what(), it.on(), now, it.thing()), now), estate, token);
            case Action.RebootVm it ->
                order(it.vm(), it.vm().reboot(command(InFlight.Kind.REBOOT_VM, it.on(), now), now), estate, token);
            case Action.SuspendVm it ->
                order(it.vm(), it.vm().save(command(InFlight.Kind.SUSPEND_VM, it.on(), now), now), estate, token);
            case Action.PauseVm it ->
                order(it.vm(), it.vm().still(command(InFlight.Kind.PAUSE_VM, it.on(), now)), estate, token);
            case Action.ResumeVm it ->
                order(it.vm(), it.vm().still(command(InFlight.Kind.RESUME_VM, it.on(), now)), estate, token);
            case Action.LockGuest it ->
                order(it.vm(), it.vm().close(command(InFlight.Kind.LOCK_GUEST, it.on(), now)), estate, token);
            case Action.LogOutGuest it ->
                order(it.vm(), it.vm().close(command(InFlight.Kind.LOG_OUT_GUEST, it.on(), now)), estate, token);
            case Action.MigrateVm it -> {
                var command = command(InFlight.Kind.MIGRATE_VM, it.on(), now);
                yield order(it.vm(), it.vm().migrate(command, it.to(), now), estate, token);
            }
            case Action.CancelMigration it ->
                order(it.vm(), it.vm().callOff(command(InFlight.Kind.CANCEL_MIGRATION, it.on(), now)), estate, token);
            case Action.SendAgain it -> order(it.vm(), it.vm().sendAgain(now.plus(timing.sendAgain())), estate, token);
            case Action.MarkVm it ->
                store.save(it.vm(), it.now(), token, Tale.of(it.vm(), it.now(), it.why(), on -> name(on, estate)))
                        == Write.DONE;
            case Action.ForgetVm it -> store.forget(it.vm(), token, Tale.ofDeletion(it.vm())) == Write.DONE;
            case Action.RestrainPool it -> pools.restrain(it.pool(), it.reason(), now, token);
            case Action.FreePool it -> pools.free(it.pool(), it.why(), token);
            case Action.RollOut it -> pools.rollOut(it.pool(), it.to(), token);
            case Action.MakeTemplate it -> {
                senders.execute(() -> templates.make(it, token));
                yield false;
            }
            case Action.DropTemplate it -> {
                senders.execute(() -> templates.drop(it, token));
                yield false;
            }
            case Action.SpoilTemplate it -> templates.spoil(it.template(), it.why(), token);
            case Action.ForgetPool it -> pools.forget(it.pool(), token);
            case Action.MarkHost it ->
                store.save(it.host().in(it.now()), token, Optional.of(Tale.of(it.host(), it.now(), it.why())))
                        == Write.DONE;
            case Action.NoteFacts it -> store.save(it.now(), token, Optional.empty()) == Write.DONE;
            case Action.PrepareHost it -> {
                senders.execute(() -> preparation.look(it.host(), it.storage(), token));
                yield false;
            }
            case Action.Distrust it -> told.add(it) && tell(Severity.ALERT, it.host(), it.what(), estate, token);
            case Action.Complain it ->
                told.add(it) && tell(Severity.WARNING, it.host(), "cannot be listened to: " + it.what(), estate, token);
        };
    }

    private boolean tell(Severity severity, HostId host, String what, Estate estate, LeaseToken token) {
        var event = Event.of(severity, "host " + name(host, estate) + " " + what);
        return store.record(event.about(host), token) == Write.DONE;
    }

    private InFlight command(InFlight.Kind kind, HostId on, Instant now) {
        return command(kind, on, now, Optional.empty());
    }

    private InFlight command(InFlight.Kind kind, HostId on, Instant now, Optional<UUID> subject) {
        return new InFlight(new CommandId(UUID.randomUUID()), kind, on, now, now.plus(timing.sendAgain()), subject);
    }

    /** Writes the order down and, only when that is committed, sends it. */
    private boolean order(TendedVm before, TendedVm after, Estate estate, LeaseToken token) {
        var inFlight = after.upkeep().command().orElseThrow();
        var host = estate.host(inFlight.host());
        if (host.isEmpty()) {
            return false;
        }
        var command = Commands.of(inFlight, after, estate, timing, token);
        var event = Tale.of(before, after, "", on -> name(on, estate));
        if (store.save(before, after, token, event) != Write.DONE) {
            return false;
        }
        senders.execute(() -> send(command, host.get(), token));
        return true;
    }

    private void send(EstateCommand command, Host host, LeaseToken token) {
        if (!sending.add(command.id())) {
            return;
        }
        try {
            switch (connections.to(host).execute(command)) {
                case Answer.Ended(var outcome) -> ended(host.id(), command.id(), outcome, token);
                case Answer.Accepted() ->
                    log.atDebug().addKeyValue("command", command.id()).log("command goes on");
            }
        } catch (AgentException e) {
            log.atWarn()
                    .addKeyValue("command", command.id())
                    .addKeyValue("host", host.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("no answer to a command; it will be sent again");
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("command", command.id()).log("a command could not be followed up");
        } finally {
            sending.remove(command.id());
        }
    }

    /**
     * Writes down how a command has ended. Does nothing when that is known already, or when the token is no longer the
     * leader's.
     *
     * @param teller who says so: only the host that was told may; another one is ignored, and the audit log told
     */
    public void ended(HostId teller, CommandId command, Outcome outcome, LeaseToken token) {
        for (int i = 0; i < WRITE_TRIES; i++) {
            var found = store.vmOf(command);
            if (found.isEmpty()) {
                return;
            }
            var before = found.get();
            if (before.upkeep().command().filter(it -> it.host().equals(teller)).isEmpty()) {
                distrust(teller, before, token);
                return;
            }
            var after = before.ended(outcome, DiskId.random(), clock.instant());
            var event = Tale.of(before, after, complaint(outcome), this::name);
            switch (store.save(before, after, token, event)) {
                case DONE -> {
                    changed.run();
                    return;
                }
                case NOT_LEADER -> {
                    return;
                }
                case OUTDATED -> log.atDebug().addKeyValue("command", command).log("row changed meanwhile; again");
            }
        }
    }

    private void distrust(HostId teller, TendedVm about, LeaseToken token) {
        var what = "speaks for a command about vm " + about.vm().name() + ", which was never sent to it; ignored";
        if (told.add(new Action.Distrust(teller, what))) {
            store.record(
                    Event.of(Severity.ALERT, "host " + name(teller) + " " + what)
                            .about(teller),
                    token);
        }
    }

    private static String complaint(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done() -> "";
            case Outcome.Refused refused -> "refused: " + refused.message();
            case Outcome.Failed(var message) -> "failed: " + message;
            case Outcome.Unsupported(var name) -> "the agent does not know " + name;
        };
    }

    private static String name(HostId id, Estate estate) {
        return estate.host(id).map(Host::name).orElse(id.toString());
    }

    private String name(HostId id) {
        return store.host(id).map(Host::name).orElse(id.toString());
    }

    /** Waits a little for what is being sent; what does not end is sent again by the next leader. */
    @Override
    public void close() {
        senders.shutdown();
        try {
            if (!senders.awaitTermination(1, TimeUnit.SECONDS)) {
                var _ = senders.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
