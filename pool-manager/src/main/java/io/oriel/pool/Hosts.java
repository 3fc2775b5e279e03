package io.oriel.pool;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.Host;
import io.oriel.pool.event.Change;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.HostRows;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Hypervisor machines. */
public final class Hosts {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9.:_-]{1,253}");
    private static final int LONGEST_HARDWARE_ID = 128;

    private final EstateStore store;
    private final HostRows rows;
    private final Events events;
    private final Clock clock;

    Hosts(EstateStore store, HostRows rows, Events events, Clock clock) {
        this.store = store;
        this.rows = rows;
        this.events = events;
        this.clock = clock;
    }

    /** All hosts, by name. */
    public List<Host> list() {
        return store.hosts();
    }

    public Optional<Host> find(HostId id) {
        return store.host(id);
    }

    /**
     * The host of this name; made when it is missing, its address corrected when it differs.
     *
     * @param address where the control plane and the gateways reach it
     * @throws PoolException INVALID
     */
    public Host ensure(String name, String address, int agentPort) {
        if (!NAME.matcher(name).matches()
                || !ADDRESS.matcher(address).matches()
                || agentPort < 1
                || agentPort > 65535) {
            throw new PoolException(
                    PoolException.Code.INVALID, "a host needs a plain name, a host name or IP address, and a port");
        }
        if (rows.ensure(name, address, agentPort, clock.instant())) {
            events.record(Event.of(Severity.NORMAL, "host " + name + " is at " + address + ", port " + agentPort));
        }
        return rows.byName(name)
                .orElseThrow(() -> new PoolException(PoolException.Code.CONFLICT, "host " + name + " was deleted"));
    }

    /**
     * Enrolment found this machine behind the host.
     *
     * @throws PoolException INVALID; NOT_FOUND; CONFLICT when another machine was confirmed before
     */
    public void confirmed(HostId host, String hardwareId) {
        if (hardwareId.isBlank() || hardwareId.length() > LONGEST_HARDWARE_ID) {
            throw new PoolException(PoolException.Code.INVALID, "a hardware id has 1 to 128 characters");
        }
        var known = store.host(host)
                .orElseThrow(() -> new PoolException(PoolException.Code.NOT_FOUND, "there is no host " + host));
        if (!rows.confirm(host, hardwareId)) {
            throw new PoolException(
                    PoolException.Code.CONFLICT, "host " + known.name() + " was confirmed as another machine before");
        }
        events.announce(new Change(Optional.empty(), Optional.empty(), "host " + known.name() + " is confirmed"));
    }
}
