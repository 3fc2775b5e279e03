package io.oriel.pool.apply;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.Answer;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.HostAgent;
import io.oriel.host.api.HostFacts;
import io.oriel.host.api.HostId;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.Outcome;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Severity;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.SiteRows;
import io.oriel.pool.store.Write;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the storage domains usable on a host whose agent answers, and then counts the host as Up; looks now and then
 * whether a host that is Up still sees them.
 *
 * <p>The first host writes a domain's marker; from then on a host must see the marker, so that an empty mount point is
 * not taken for the domain. A local domain without a host belongs to the first one that is told to prepare it.
 */
final class HostPreparation {
    private static final int TRIES = 10;
    private static final long PAUSE_MILLIS = 1000;
    private static final Logger log = LoggerFactory.getLogger(HostPreparation.class);

    private final EstateStore store;
    private final SiteRows sites;
    private final Connections connections;
    private final Clock clock;
    private final Runnable changed;
    private final Set<HostId> running = ConcurrentHashMap.newKeySet();
    private final Map<StorageDomainId, ReentrantLock> making = new ConcurrentHashMap<>();
    private final Map<HostId, Instant> looked = new ConcurrentHashMap<>();

    HostPreparation(EstateStore store, SiteRows sites, Connections connections, Clock clock, Runnable changed) {
        this.store = store;
        this.sites = sites;
        this.connections = connections;
        this.clock = clock;
        this.changed = changed;
    }

    /** When each host was last found in order, or did not answer. */
    Map<HostId, Instant> looked() {
        return Map.copyOf(looked);
    }

    void look(Host host, List<StorageDomain> storage, LeaseToken token) {
        if (!running.add(host.id())) {
            return;
        }
        try {
            judge(host, objection(host, storage, token), token);
        } catch (AgentException e) {
            // That it does not answer is its heartbeat's business.
            log.atDebug()
                    .addKeyValue("host", host.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("not looked at");
        } finally {
            looked.put(host.id(), clock.instant());
            running.remove(host.id());
        }
    }

    private void judge(Host host, Optional<String> objection, LeaseToken token) {
        var now = clock.instant();
        switch (host.state()) {
            case HostState.Initializing it -> {
                var next = objection.<HostState>map(why -> it.unfit(now, why)).orElseGet(() -> it.fit(now));
                if (write(host, next, objection.orElse("its storage is ready"), token) && objection.isEmpty()) {
                    tellDisplays(host, token);
                }
            }
            case HostState.Up it -> objection.ifPresent(why -> write(host, it.unfit(now, why), why, token));
            case HostState.Unassigned _,
                    HostState.Connecting _,
                    HostState.NonResponsive _,
                    HostState.Down _,
                    HostState.NonOperational _,
                    HostState.PreparingForMaintenance _,
                    HostState.Maintenance _,
                    HostState.PendingApproval _ ->
                throw new IllegalStateException("host " + host.name() + " is not looked at in "
                        + host.state().word());
        }
    }

    private boolean write(Host host, HostState next, String why, LeaseToken token) {
        if (store.save(host.in(next), token, Optional.of(Tale.of(host, next, why))) != Write.DONE) {
            return false;
        }
        changed.run();
        return true;
    }

    private void tellDisplays(Host host, LeaseToken token) {
        if (host.facts().filter(HostFacts::spice).isEmpty()) {
            var text = "host " + host.name() + " offers no SPICE: its VMs have a VNC display only";
            store.record(Event.of(Severity.WARNING, text).about(host.id()), token);
        }
    }

    private Optional<String> objection(Host host, List<StorageDomain> storage, LeaseToken token) {
        for (var domain : storage) {
            var lock = making.computeIfAbsent(domain.id(), _ -> new ReentrantLock());
            lock.lock();
            try {
                var objection = objection(host, domain, token);
                if (objection.isPresent()) {
                    return objection;
                }
            } finally {
                lock.unlock();
            }
        }
        return Optional.empty();
    }

    private Optional<String> objection(Host host, StorageDomain listed, LeaseToken token) {
        var found = sites.take(listed.id(), host.id());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var domain = found.get();
        var command = new EstateCommand.PrepareStorage(
                new CommandId(UUID.randomUUID()), token, domain.ref(), !domain.prepared());
        var objection = complaint(outcome(connections.to(host), command));
        if (objection.isEmpty() && !domain.prepared()) {
            sites.prepared(domain);
        }
        return objection.map(why -> "it does not see storage domain " + domain.name() + " at " + domain.path() + " ("
                + why + "); mount it there, readable and writable");
    }

    private static Optional<String> complaint(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done() -> Optional.empty();
            case Outcome.Refused refused -> Optional.of(refused.message());
            case Outcome.Failed(var message) -> Optional.of(message);
            case Outcome.Unsupported(var name) -> Optional.of("its agent does not know " + name);
        };
    }

    private static Outcome outcome(HostAgent agent, EstateCommand command) {
        try {
            for (int i = 0; i < TRIES; i++) {
                if (agent.execute(command) instanceof Answer.Ended(var outcome)) {
                    return outcome;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
            return new Outcome.Failed("it takes too long");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed("interrupted");
        }
    }
}
