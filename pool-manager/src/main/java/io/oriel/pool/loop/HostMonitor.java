package io.oriel.pool.loop;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.EventStream;
import io.oriel.host.api.HostAgent;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostId;
import io.oriel.host.api.HostReport;
import io.oriel.pool.apply.Connections;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Seen;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to one host on a virtual thread of its own.
 *
 * <p>Events only say that something is different. What is true always comes from a full report asked for afterwards, so
 * that a report's age can be compared with a row's. Reports of one burst of events are one.
 */
final class HostMonitor {
    /** How long it waits for an event at most; less where silence is noticed earlier. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private static final Duration BURST = Duration.ofMillis(20);
    private static final Duration LONGEST_BURST = Duration.ofMillis(200);
    private static final Duration REPORT_EVERY = Duration.ofSeconds(10);
    private static final int FIRST_PAUSE_MILLIS = 100;
    private static final int LONGEST_PAUSE_MILLIS = 2000;
    private static final Logger log = LoggerFactory.getLogger(HostMonitor.class);

    private final Host host;
    private final Connections connections;
    private final Duration silence;
    private final Clock clock;
    private final Hearer hearer;
    private final Thread thread;

    private final AtomicBoolean wanted = new AtomicBoolean();
    private volatile boolean closed;
    private volatile @Nullable EventStream events;
    private volatile @Nullable Seen seen;
    private volatile @Nullable String complaint;

    /** Who is told what a host says; called on the monitor's thread. */
    interface Hearer {
        /** Every report, before it may be news. */
        void reported(HostId host, HostReport report);

        /** A report says something new, or is one that was asked for. */
        void changed();

        void ended(HostId host, HostEvent.CommandEnded event);

        void progress(HostId host, HostEvent.Progress event);

        void statistics(HostId host, HostEvent.Statistics event);
    }

    /**
     * @param silence without a sign of life for so long, the connection is made anew
     */
    HostMonitor(Host host, Connections connections, Duration silence, Clock clock, Hearer hearer) {
        this.host = host;
        this.connections = connections;
        this.silence = silence;
        this.clock = clock;
        this.hearer = hearer;
        this.thread = Thread.ofVirtual().name("monitor-" + host.name()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    HostId host() {
        return host.id();
    }

    /** Whether this listens where the host now is. */
    boolean listensTo(Host other) {
        return host.id().equals(other.id())
                && host.address().equals(other.address())
                && host.agentPort() == other.agentPort();
    }

    /** What the host last said; empty before its first report. */
    Optional<Seen> seen() {
        return Optional.ofNullable(seen);
    }

    /** Why the host cannot be listened to; empty while it can. */
    Optional<String> complaint() {
        return Optional.ofNullable(complaint);
    }

    /** Asks for a report soon. */
    void refresh() {
        if (!wanted.getAndSet(true)) {
            wake();
        }
    }

    private void wake() {
        var waiting = events;
        if (waiting != null) {
            waiting.wake();
        }
    }

    private void run() {
        int pause = FIRST_PAUSE_MILLIS;
        while (!closed) {
            try {
                listen(connections.to(host));
            } catch (AgentException e) {
                complaint = e.getMessage();
                log.atDebug()
                        .addKeyValue("host", host.name())
                        .addKeyValue("reason", e.getMessage())
                        .log("not listening");
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.atError().setCause(e).addKeyValue("host", host.name()).log("listening to a host failed");
            }
            var last = seen;
            var heardOf = last != null && clock.instant().isBefore(last.heard().plus(silence));
            pause = heardOf ? FIRST_PAUSE_MILLIS : Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
            try {
                // Jitter: after a restart of the control plane not all hosts are called at the same moment.
                Thread.sleep(ThreadLocalRandom.current().nextInt(pause / 2, pause));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void listen(HostAgent agent) throws InterruptedException {
        var report = report(agent, true, false);
        try (var stream = agent.events(report.sequence())) {
            events = stream;
            while (!closed) {
                var last = seen;
                var now = clock.instant();
                if (last == null || now.isAfter(last.heard().plus(silence))) {
                    throw new AgentException("silent for " + silence.toSeconds() + " s");
                }
                boolean changes = burst(stream, report.epoch());
                boolean waitedFor = wanted.getAndSet(false);
                if (changes || waitedFor || now.isAfter(last.asked().plus(REPORT_EVERY))) {
                    report = report(agent, false, waitedFor);
                }
            }
        } finally {
            events = null;
        }
    }

    /** Takes in what comes now; true when a report is needed. */
    private boolean burst(EventStream stream, UUID epoch) throws InterruptedException {
        var changes = false;
        var next = wanted.get() ? Optional.<HostEvent>empty() : stream.next(longestWait());
        var end = clock.instant().plus(LONGEST_BURST);
        while (next.isPresent()) {
            changes |= take(next.get(), epoch);
            if (clock.instant().isAfter(end)) {
                return changes;
            }
            next = changes ? stream.next(BURST) : Optional.empty();
        }
        return changes;
    }

    private Duration longestWait() {
        var quarter = silence.dividedBy(4);
        return quarter.compareTo(LONGEST_WAIT) < 0 ? quarter : LONGEST_WAIT;
    }

    private boolean take(HostEvent event, UUID epoch) {
        alive(clock.instant());
        return switch (event) {
            case HostEvent.Hello hello -> hello.resync() || !hello.epoch().equals(epoch);
            case HostEvent.VmChanged _ -> true;
            case HostEvent.CommandEnded it -> {
                hearer.ended(host.id(), it);
                yield false;
            }
            case HostEvent.Progress it -> {
                hearer.progress(host.id(), it);
                yield false;
            }
            case HostEvent.Statistics it -> {
                hearer.statistics(host.id(), it);
                yield false;
            }
            case HostEvent.Heartbeat() -> false;
        };
    }

    private HostReport report(HostAgent agent, boolean firstOfContact, boolean waitedFor) {
        var asked = clock.instant();
        var report = agent.report();
        var before = seen;
        var now = Seen.of(asked, clock.instant(), report.facts(), report.vms());
        seen = firstOfContact || before == null ? now : now.after(before);
        complaint = null;
        hearer.reported(host.id(), report);
        // The age of a report decides something only where the loop has asked for it.
        if (firstOfContact || waitedFor || before == null || !now.saysTheSame(before)) {
            hearer.changed();
        }
        if (before == null) {
            log.atInfo()
                    .addKeyValue("host", host.name())
                    .addKeyValue("vms", report.vms().size())
                    .log("host heard");
        }
        return report;
    }

    private void alive(Instant now) {
        var last = seen;
        if (last != null) {
            seen = last.heard(now);
        }
    }

    /** Ends soon, after what it is just doing; does not wait. */
    void stop() {
        closed = true;
        wake();
    }

    /**
     * Waits until it has ended, after {@link #stop}; an agent that does not answer is not waited for.
     *
     * @param deadline by {@link System#nanoTime}
     */
    void awaitEnd(long deadline) {
        try {
            var left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            if (thread.isAlive() && !thread.join(left)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
