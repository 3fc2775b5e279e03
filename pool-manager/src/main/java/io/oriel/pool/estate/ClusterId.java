package io.oriel.pool.estate;

import java.util.UUID;

/** A cluster's id. */
public record ClusterId(UUID value) {

    /** A new id. */
    public static ClusterId random() {
        return new ClusterId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
