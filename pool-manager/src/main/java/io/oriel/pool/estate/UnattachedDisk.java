package io.oriel.pool.estate;

/**
 * A disk that belongs to no VM and lies in its storage domain.
 *
 * @param name the one it had with its VM; not unique
 * @param bytes as a guest sees it
 */
public record UnattachedDisk(DiskId id, String name, StorageDomainId storage, long bytes) {}
