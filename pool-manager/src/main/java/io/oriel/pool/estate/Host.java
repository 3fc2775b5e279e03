package io.oriel.pool.estate;

import io.oriel.host.api.HostFacts;
import io.oriel.host.api.HostId;
import java.util.List;
import java.util.Optional;

/**
 * A hypervisor machine.
 *
 * @param address where its agent and its displays are reached; from the admin, never from a report
 * @param agentPort its agent's port
 * @param hardwareId the machine that was confirmed at enrolment; empty before
 * @param facts what it last said of itself
 */
public record Host(
        HostId id,
        String name,
        String address,
        int agentPort,
        ClusterId cluster,
        HostState state,
        Optional<String> hardwareId,
        Optional<HostFacts> facts,
        long version) {

    /** This host in another state. */
    public Host in(HostState next) {
        return new Host(id, name, address, agentPort, cluster, next, hardwareId, facts, version);
    }

    /** This host with what it now says of itself. */
    public Host saying(HostFacts now) {
        return new Host(id, name, address, agentPort, cluster, state, hardwareId, Optional.of(now), version);
    }

    /** The names of its bridges, as it last said. */
    public List<String> bridges() {
        return facts.map(it -> it.inventory().bridges()).orElse(List.of());
    }

    /** Whether it may be told to do something. */
    public boolean up() {
        return state instanceof HostState.Up;
    }
}
