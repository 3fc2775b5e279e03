package io.oriel.pool.estate;

import io.oriel.host.api.DiskRef;
import io.oriel.host.api.StorageRef;

/**
 * Where disks live: a directory on a host.
 *
 * @param path absolute path on the host
 */
public record StorageDomain(StorageDomainId id, String name, String path) {

    /** This domain as a host knows it. */
    public StorageRef ref() {
        return new StorageRef(id.value(), path);
    }

    /** A disk of this domain as a host knows it. */
    public DiskRef disk(DiskId disk) {
        return new DiskRef(ref(), disk.value());
    }
}
