package io.oriel.pool.estate;

import java.util.UUID;

/** A network card's id. */
public record NicId(UUID value) {

    /** A new id. */
    public static NicId random() {
        return new NicId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
