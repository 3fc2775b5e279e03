package io.oriel.pool;

import io.oriel.host.api.AgentException;
import io.oriel.pool.apply.Connections;
import io.oriel.pool.estate.Host;
import io.oriel.pool.event.Change;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.store.AdmissionRows;
import java.time.Clock;
import java.util.Optional;

/** Which machine is a host: what enrolment finds and an administrator decides. Safe for use by many threads. */
public final class Admissions {
    private final AdmissionRows rows;
    private final Hosts hosts;
    private final Connections connections;
    private final Events events;
    private final Clock clock;

    Admissions(AdmissionRows rows, Hosts hosts, Connections connections, Events events, Clock clock) {
        this.rows = rows;
        this.hosts = hosts;
        this.connections = connections;
        this.events = events;
        this.clock = clock;
    }

    /** Whether an agent with this host's certificate answers at its address now. Takes up to some seconds. */
    public boolean answers(Host host) {
        try {
            connections.to(host).report();
            return true;
        } catch (AgentException e) {
            return false;
        }
    }

    /** Another machine wants to be this host; unless the host's own is at work, its state becomes PendingApproval. */
    public void suspect(Host host, String reason) {
        events.record(Event.of(Severity.WARNING, "host " + host.name() + ": " + reason + "; approve or reject it")
                .about(host.id()));
        if (rows.suspect(host.id(), reason, clock.instant())) {
            changed(host, "is pending approval");
        }
    }

    /** The host is this machine from now on. */
    public void admit(Host host, String hardwareId) {
        rows.admit(host.id(), hardwareId, clock.instant());
        changed(host, "is another machine now");
    }

    /** The other machine does not become the host. */
    public void dismiss(Host host) {
        rows.dismiss(host.id(), clock.instant());
        changed(host, "stays the machine it was");
    }

    /**
     * Deletes a host.
     *
     * @throws PoolException as {@link Hosts#remove}
     */
    public void remove(Host host) {
        hosts.remove(host.id());
        connections.forget(host.id());
    }

    private void changed(Host host, String what) {
        events.announce(new Change(Optional.empty(), Optional.empty(), "host " + host.name() + " " + what));
    }
}
