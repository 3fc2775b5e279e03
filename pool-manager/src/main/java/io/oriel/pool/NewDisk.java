package io.oriel.pool;

import io.oriel.pool.estate.StorageDomainId;
import java.util.Optional;

/**
 * A disk that is to be made beside a VM's first one.
 *
 * @param name as a VM's name; one VM's disks have different names
 * @param bytes 1 MiB to 64 TiB
 * @param storage empty: that of the VM's first disk
 */
public record NewDisk(String name, long bytes, Optional<StorageDomainId> storage) {}
