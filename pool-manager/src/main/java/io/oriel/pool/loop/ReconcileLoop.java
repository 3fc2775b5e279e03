package io.oriel.pool.loop;

import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostId;
import io.oriel.host.api.HostReport;
import io.oriel.host.api.LeaseToken;
import io.oriel.pool.apply.Applier;
import io.oriel.pool.apply.Connections;
import io.oriel.pool.apply.JobKeeper;
import io.oriel.pool.apply.RealityKeeper;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.Seen;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.plan.Plan;
import io.oriel.pool.reconcile.Reconciler;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.EstateStore.Reading;
import io.oriel.pool.store.LeaderLease;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, decides and acts, round after round, while this process leads.
 *
 * <p>One virtual thread. A round begins when poked, when the earliest deadline falls due, when the lease is to be
 * renewed, and reads everything anew every 30 s. When the lease is lost, the hosts are no longer listened to.
 */
public final class ReconcileLoop implements AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final Duration WAIT_FOR_LEASE = Duration.ofSeconds(1);
    private static final Duration CLOSING = Duration.ofSeconds(3);
    /** For all hosts together. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final Duration FULL_READING = Duration.ofSeconds(30);
    private static final Logger log = LoggerFactory.getLogger(ReconcileLoop.class);

    private final EstateStore store;
    private final LeaderLease lease;
    private final Reconciler reconciler;
    private final Applier applier;
    private final JobKeeper jobs;
    private final RealityKeeper reality;
    private final Connections connections;
    private final Usages usages;
    private final Timing timing;
    private final Clock clock;

    private final HostMonitor.Hearer hearer = new HostMonitor.Hearer() {
        @Override
        public void reported(HostId host, HostReport report) {
            usages.take(host, report);
        }

        @Override
        public void changed() {
            poke();
        }

        @Override
        public void ended(HostId host, HostEvent.CommandEnded event) {
            usages.ended(host, event.command());
            lease.current().ifPresent(token -> applier.ended(host, event.command(), event.outcome(), token));
        }

        @Override
        public void progress(HostId host, HostEvent.Progress event) {
            usages.take(host, event);
        }

        @Override
        public void statistics(HostId host, HostEvent.Statistics event) {
            usages.take(host, event);
        }
    };

    private final Semaphore pokes = new Semaphore(0);
    private final Map<HostId, HostMonitor> monitors = new HashMap<>();
    private final Thread thread = Thread.ofVirtual().name("reconcile").unstarted(this::run);

    private volatile boolean closed;
    private volatile Duration planning = Duration.ZERO;
    private volatile Map<HostId, Seen> heard = Map.of();
    private @Nullable Reading reading;
    private Instant readFully = Instant.EPOCH;
    private Instant watchedSince = Instant.EPOCH;

    public ReconcileLoop(
            EstateStore store,
            LeaderLease lease,
            Reconciler reconciler,
            Applier applier,
            JobKeeper jobs,
            RealityKeeper reality,
            Connections connections,
            Usages usages,
            Timing timing,
            Clock clock) {
        this.store = store;
        this.lease = lease;
        this.reconciler = reconciler;
        this.applier = applier;
        this.jobs = jobs;
        this.reality = reality;
        this.connections = connections;
        this.usages = usages;
        this.timing = timing;
        this.clock = clock;
    }

    /** Begins; to be called once. */
    public void start() {
        thread.start();
    }

    /** How long the latest round took to decide; zero before the first. */
    public Duration planning() {
        return planning;
    }

    /** What the hosts said before the latest round; nothing where this control plane does not lead. */
    public Map<HostId, Seen> heard() {
        return heard;
    }

    /** Asks for a round now. Cheap; from any thread. */
    public void poke() {
        pokes.release();
    }

    private void run() {
        try {
            while (!closed) {
                try {
                    var wait = lease.hold().map(this::round).orElseGet(this::follow);
                    if (wait.isPositive()) {
                        var _ = pokes.tryAcquire(wait.toMillis() + 1, TimeUnit.MILLISECONDS);
                        var _ = pokes.drainPermits();
                    }
                } catch (RuntimeException e) {
                    log.atError().setCause(e).log("a round failed; the next one reads everything anew");
                    reading = null;
                    Thread.sleep(WAIT_FOR_LEASE);
                }
            }
        } catch (InterruptedException e) {
            log.atDebug().log("reconcile loop ends");
        } finally {
            stopListening();
        }
    }

    /** One round; how long to wait for the next one. */
    private Duration round(LeaseToken token) {
        var now = clock.instant();
        if (watchedSince.equals(Instant.EPOCH)) {
            log.atInfo().addKeyValue("token", token.value()).log("this control plane leads");
            watchedSince = now;
        }
        var open = jobs.open(now);
        var estate = read(now);
        listen(estate);
        heard = Map.copyOf(seen());
        var seeing = estate.seeing(heard, complaints(), applier.looked(), watchedSince)
                .using(usages.cpu());
        long begun = System.nanoTime();
        var plan = reconciler.plan(seeing, now);
        planning = Duration.ofNanos(System.nanoTime() - begun);
        int written = applier.apply(plan, seeing, token);
        refresh(seeing);
        jobs.follow(open, seeing, this::percent, now, token);
        reality.round(now, token);
        return written > 0 ? Duration.ZERO : pause(plan);
    }

    private Optional<Integer> percent(InFlight command) {
        return usages.progress(command.host(), command.id()).map(HostEvent.Progress::percent);
    }

    private Duration pause(Plan plan) {
        var wait = plan.next()
                .map(next -> Duration.between(clock.instant(), next))
                .filter(next -> next.compareTo(LONGEST_WAIT) < 0)
                .orElse(LONGEST_WAIT);
        return wait.isPositive() ? wait : Duration.ofMillis(1);
    }

    private Duration follow() {
        if (!watchedSince.equals(Instant.EPOCH)) {
            log.atWarn().log("this control plane does not lead any more");
            watchedSince = Instant.EPOCH;
            reading = null;
            heard = Map.of();
            stopListening();
        }
        return WAIT_FOR_LEASE;
    }

    private Estate read(Instant now) {
        var before = reading;
        if (before == null || now.isAfter(readFully.plus(FULL_READING))) {
            readFully = now;
            before = store.readAll();
        } else {
            before = store.readOn(before);
        }
        reading = before;
        return before.estate();
    }

    private void listen(Estate estate) {
        monitors.values().removeIf(monitor -> {
            var gone = estate.host(monitor.host()).filter(monitor::listensTo).isEmpty();
            if (gone) {
                monitor.stop();
                usages.forget(monitor.host());
            }
            return gone;
        });
        for (var host : estate.hosts().values()) {
            monitors.computeIfAbsent(host.id(), _ -> monitor(host));
        }
    }

    private HostMonitor monitor(Host host) {
        var monitor = new HostMonitor(host, connections, timing.connecting(), clock, hearer);
        monitor.start();
        return monitor;
    }

    private Map<HostId, Seen> seen() {
        var seen = new HashMap<HostId, Seen>();
        monitors.forEach((id, monitor) -> monitor.seen().ifPresent(it -> seen.put(id, it)));
        return seen;
    }

    private Map<HostId, String> complaints() {
        var complaints = new HashMap<HostId, String>();
        monitors.forEach((id, monitor) -> monitor.complaint().ifPresent(it -> complaints.put(id, it)));
        return complaints;
    }

    /** A host whose report is older than what was just written about its VMs is asked anew. */
    private void refresh(Estate estate) {
        for (var tended : estate.vms().values()) {
            Stream.concat(place(tended).stream(), tended.state().peer().stream())
                    .filter(on -> estate.seen(on)
                            .filter(it -> it.knows(tended.state().since()))
                            .isEmpty())
                    .forEach(on -> Optional.ofNullable(monitors.get(on)).ifPresent(HostMonitor::refresh));
        }
    }

    /** Where it is; of one that is deleted, where it was. */
    private static Optional<HostId> place(TendedVm tended) {
        var gone = tended.upkeep().deleting() && !tended.busy();
        return tended.vm().host().or(() -> tended.upkeep().lastHost().filter(_ -> gone));
    }

    private void stopListening() {
        monitors.values().forEach(HostMonitor::stop);
        var deadline = System.nanoTime() + LAST_WORDS.toNanos();
        monitors.values().forEach(monitor -> monitor.awaitEnd(deadline));
        monitors.clear();
    }

    /** Ends the rounds and lets another control plane lead. What has been sent goes on. */
    @Override
    public void close() {
        closed = true;
        poke();
        try {
            // Not interrupted at once: that would tear the database connection it is using.
            if (thread.isAlive() && !thread.join(CLOSING)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lease.release();
    }
}
