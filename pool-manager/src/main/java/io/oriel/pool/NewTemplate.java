package io.oriel.pool;

import io.oriel.pool.estate.StorageDomainId;
import java.util.Optional;

/**
 * What an admin says to make a template.
 *
 * @param newVersion whether it may be one more version of a template that is there; else the name must be new
 * @param storage where the image is kept; empty: where the source is, else the first storage domain that a host which is
 *     Up sees, a shared one before others
 */
public record NewTemplate(String name, boolean newVersion, Optional<StorageDomainId> storage) {

    /** The first version, kept wherever there is room. */
    public static NewTemplate named(String name) {
        return new NewTemplate(name, false, Optional.empty());
    }
}
