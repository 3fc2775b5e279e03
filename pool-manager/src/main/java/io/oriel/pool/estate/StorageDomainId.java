package io.oriel.pool.estate;

import java.util.UUID;

/** A storage domain's id; also what its marker file holds. */
public record StorageDomainId(UUID value) {

    /** A new id. */
    public static StorageDomainId random() {
        return new StorageDomainId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
