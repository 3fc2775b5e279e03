package io.oriel.pool.estate;

import java.util.UUID;

/** A pool's id. */
public record PoolId(UUID value) {

    /** A new id. */
    public static PoolId random() {
        return new PoolId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
