package io.oriel.pool;

import io.oriel.pool.estate.TemplateId;

/** What an admin says to make a pool; the ranges are those of {@link io.oriel.pool.estate.Pool}. */
public record NewPool(
        String name,
        String description,
        TemplateId template,
        int size,
        int prestarted,
        int maxPerUser,
        boolean stateless,
        int vcpus,
        long memoryMiB) {}
