package io.oriel.pool.estate;

import java.util.UUID;

/** A snapshot's id; also its name on the host. */
public record SnapshotId(UUID value) {

    /** A new id. */
    public static SnapshotId random() {
        return new SnapshotId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
