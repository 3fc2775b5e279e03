package io.oriel.pool.reality;

import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.StorageDomainId;

/** An image file in a storage domain. */
public record Image(StorageDomainId storage, DiskId disk) {}
