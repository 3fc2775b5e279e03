package io.oriel.pool.estate;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import java.util.Optional;

/**
 * A managed virtual machine as people see it.
 *
 * @param pool the pool it belongs to
 * @param assignedTo the person who holds it
 * @param trouble the last failure, in words for people; empty when all is well
 * @param version rises with each change; a write names the version it is based on
 */
public record Vm(
        VmId id,
        String name,
        Optional<PoolId> pool,
        VmState state,
        Optional<UserId> assignedTo,
        int vcpus,
        long memoryMiB,
        boolean stateless,
        Optional<String> trouble,
        long version) {

    /** The host it is on; empty when it does not run. */
    public Optional<HostId> host() {
        return state.host();
    }

    Vm in(VmState next) {
        return new Vm(id, name, pool, next, assignedTo, vcpus, memoryMiB, stateless, trouble, version);
    }

    Vm free() {
        return new Vm(id, name, pool, state, Optional.empty(), vcpus, memoryMiB, stateless, trouble, version);
    }

    Vm troubled(Optional<String> next) {
        return new Vm(id, name, pool, state, assignedTo, vcpus, memoryMiB, stateless, next, version);
    }

    Vm sized(int processors, long memory) {
        return new Vm(id, name, pool, state, assignedTo, processors, memory, stateless, trouble, version);
    }
}
