package io.oriel.pool.estate;

import java.util.UUID;

/** An affinity group's id. */
public record AffinityGroupId(UUID value) {

    /** A new id. */
    public static AffinityGroupId random() {
        return new AffinityGroupId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
