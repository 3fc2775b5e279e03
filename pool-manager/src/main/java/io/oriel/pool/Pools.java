package io.oriel.pool;

import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.UserId;
import java.util.List;
import java.util.Optional;

/** Pools, and who holds which of their VMs. */
public final class Pools {
    Pools() {}

    public List<Pool> list() {
        throw new UnsupportedOperationException();
    }

    public Optional<Pool> find(PoolId id) {
        throw new UnsupportedOperationException();
    }

    public Optional<Pool> byName(String name) {
        throw new UnsupportedOperationException();
    }

    /** @throws PoolException NOT_FOUND */
    public PoolCount count(PoolId id) {
        throw new UnsupportedOperationException();
    }

    /** @throws PoolException NOT_FOUND */
    public Claim claim(PoolId pool, UserId user) {
        throw new UnsupportedOperationException();
    }

    public Release release(VmId vm, UserId user) {
        throw new UnsupportedOperationException();
    }

    /** @throws PoolException INVALID, ALREADY_EXISTS, NOT_FOUND (the template) */
    public Pool create(NewPool wanted) {
        throw new UnsupportedOperationException();
    }
}
