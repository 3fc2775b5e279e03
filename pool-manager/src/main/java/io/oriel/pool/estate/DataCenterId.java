package io.oriel.pool.estate;

import java.util.UUID;

/** A data center's id. */
public record DataCenterId(UUID value) {

    /** A new id. */
    public static DataCenterId random() {
        return new DataCenterId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
