package io.oriel.pool;

import io.oriel.pool.estate.StorageDomain;
import java.util.List;

/** Where disks live. */
public final class StorageDomains {
    StorageDomains() {}

    public List<StorageDomain> list() {
        throw new UnsupportedOperationException();
    }

    /** The storage domain of this name; made when it is missing. @throws PoolException INVALID, IN_USE (exists with another path and has disks) */
    public StorageDomain ensure(String name, String path) {
        throw new UnsupportedOperationException();
    }
}
