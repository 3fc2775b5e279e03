package io.oriel.host.sim;

import io.oriel.host.api.HostId;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Simulated hosts of one JVM that share their storage and reach each other: VMs move between them, and a disk in use on
 * one is locked for the others. Safe for use by many threads.
 */
public final class SimulatedHosts implements AutoCloseable {
    private final SimulatedTime time;
    private final SimulatedTimes times;
    private final SimulatedDisks disks = new SimulatedDisks(Optional.empty());
    private final Map<HostId, SimulatedHost> hosts = new ConcurrentHashMap<>();
    private final Set<HostId> apart = ConcurrentHashMap.newKeySet();

    /** None yet. */
    public SimulatedHosts(SimulatedTime time, SimulatedTimes times) {
        this.time = time;
        this.times = times;
    }

    /** One more, whose displays listen on loopback. */
    public SimulatedHost add(HostId id, String name, Faults faults) {
        return add(id, name, faults, InetAddress.getLoopbackAddress());
    }

    /**
     * One more.
     *
     * @param displays where its displays listen, in plain; hosts that are looked at together need an address of
     *     loopback each, because they use the same ports
     */
    public SimulatedHost add(HostId id, String name, Faults faults, InetAddress displays) {
        var host = new SimulatedHost(
                name, time, times, faults, new SimulatedHost.Place(disks, other -> reach(id, other), displays));
        hosts.put(id, host);
        return host;
    }

    private Optional<SimulatedHost> reach(HostId from, HostId to) {
        return from.equals(to) || apart.contains(from) || apart.contains(to)
                ? Optional.empty()
                : Optional.ofNullable(hosts.get(to));
    }

    public Optional<SimulatedHost> find(HostId id) {
        return Optional.ofNullable(hosts.get(id));
    }

    /** Cuts a host off from all others, or lets it reach them again. Storage is there all the time. */
    public void part(HostId id, boolean cut) {
        if (cut) {
            apart.add(id);
        } else {
            apart.remove(id);
        }
    }

    @Override
    public void close() {
        hosts.values().forEach(SimulatedHost::close);
    }
}
