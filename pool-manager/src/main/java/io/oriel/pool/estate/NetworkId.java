package io.oriel.pool.estate;

import java.util.UUID;

/** A network's id. */
public record NetworkId(UUID value) {

    /** A new id. */
    public static NetworkId random() {
        return new NetworkId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
