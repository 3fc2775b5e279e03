package io.oriel.pool;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.Host;
import java.util.List;
import java.util.Optional;

/** Hypervisor machines. */
public final class Hosts {
    Hosts() {}

    public List<Host> list() {
        throw new UnsupportedOperationException();
    }

    public Optional<Host> find(HostId id) {
        throw new UnsupportedOperationException();
    }

    /** The host of this name; made, or its address corrected. @throws PoolException INVALID */
    public Host ensure(String name, String address, int agentPort) {
        throw new UnsupportedOperationException();
    }

    /** Enrolment found this machine behind the host. @throws PoolException NOT_FOUND, CONFLICT (another machine was confirmed before) */
    public void confirmed(HostId host, String hardwareId) {
        throw new UnsupportedOperationException();
    }
}
