package io.oriel.pool;

import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.PoolKind;
import io.oriel.pool.estate.PoolPolicy;
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
        PoolKind kind,
        Optional<ClusterId> cluster,
        TemplateId template,
        boolean useLatest,
        int size,
        int prestarted,
        int maxPerUser,
        boolean stateless,
        int vcpus,
        long memoryMiB,
        PoolPolicy policy) {

    /** A pool in cluster {@code Default} with the standard policy; its desktops go back to it unless they keep state. */
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
        this(
                name,
                description,
                kind(stateless),
                Optional.empty(),
                template,
                false,
                size,
                prestarted,
                maxPerUser,
                stateless,
                vcpus,
                memoryMiB,
                PoolPolicy.standard(kind(stateless), stateless));
    }

    private static PoolKind kind(boolean stateless) {
        return stateless ? PoolKind.AUTOMATIC : PoolKind.MANUAL;
    }
}
