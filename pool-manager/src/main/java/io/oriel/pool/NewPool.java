package io.oriel.pool;

import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.TemplateId;
import java.util.Optional;

/**
 * What an admin says to make a pool; the ranges are those of {@link io.oriel.pool.estate.Pool}.
 *
 * @param cluster empty: cluster {@code Default}
 */
public record NewPool(
        String name,
        String description,
        TemplateId template,
        int size,
        int prestarted,
        int maxPerUser,
        boolean stateless,
        int vcpus,
        long memoryMiB,
        Optional<ClusterId> cluster) {

    /** A pool in cluster {@code Default}. */
    public NewPool(
            String name,
            String description,
            TemplateId template,
            int size,
            int prestarted,
            int maxPerUser,
            boolean stateless,
            int vcpus,
            long memoryMiB) {
        this(name, description, template, size, prestarted, maxPerUser, stateless, vcpus, memoryMiB, Optional.empty());
    }
}
