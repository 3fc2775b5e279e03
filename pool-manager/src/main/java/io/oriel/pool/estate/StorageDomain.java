package io.oriel.pool.estate;

import io.oriel.host.api.DiskRef;
import io.oriel.host.api.HostId;
import io.oriel.host.api.StorageRef;
import java.util.Optional;

/**
 * Where disks live: a directory.
 *
 * @param path absolute path on the hosts
 * @param shared whether the directory is the same one on every host of the data center; else one host has it
 * @param host the host that has a local domain; empty for a shared one, and until a host was told to prepare it
 * @param prepared whether its marker has been written: a host that does not see the marker does not see the domain
 */
public record StorageDomain(
        StorageDomainId id,
        DataCenterId dataCenter,
        String name,
        String path,
        boolean shared,
        Optional<HostId> host,
        boolean prepared) {

    /** This domain as a host knows it. */
    public StorageRef ref() {
        return new StorageRef(id.value(), path);
    }

    /** A disk of this domain as a host knows it. */
    public DiskRef disk(DiskId disk) {
        return new DiskRef(ref(), disk.value());
    }

    /** Whether a host of its data center has it, or may be the one that gets it. */
    public boolean concerns(HostId id) {
        return shared || host.isEmpty() || host.get().equals(id);
    }

    /** Whether a host of its data center reads and writes its disks. */
    public boolean reachedBy(HostId id) {
        return shared || host.filter(id::equals).isPresent();
    }
}
