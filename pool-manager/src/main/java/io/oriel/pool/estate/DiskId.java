package io.oriel.pool.estate;

import java.util.UUID;

/** A disk's id; also its file's name in the storage domain. Never used twice, so an old overlay cannot pass for a fresh one. */
public record DiskId(UUID value) {

    /** A new id. */
    public static DiskId random() {
        return new DiskId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
