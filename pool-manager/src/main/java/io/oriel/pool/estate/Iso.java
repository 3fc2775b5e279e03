package io.oriel.pool.estate;

/**
 * A CD image.
 *
 * @param name a file's name in the directory {@code iso} of the storage domain
 */
public record Iso(StorageDomainId storage, String name) {}
