package io.oriel.pool;

import io.oriel.pool.estate.DataCenterId;
import io.oriel.pool.estate.SchedulingPolicy;
import java.util.Optional;

/**
 * What an admin says to make a cluster.
 *
 * @param dataCenter empty: data center {@code Default}
 * @param cpuLevel one of libvirt's CPU models, or {@code x86-64-v1} to {@code x86-64-v4}; empty: any processor
 * @param policy how it chooses among its hosts
 */
public record NewCluster(
        String name,
        String description,
        Optional<DataCenterId> dataCenter,
        Optional<String> cpuLevel,
        SchedulingPolicy policy) {

    /** A cluster with the standard policy. */
    public NewCluster(String name, String description, Optional<DataCenterId> dataCenter, Optional<String> cpuLevel) {
        this(name, description, dataCenter, cpuLevel, SchedulingPolicy.STANDARD);
    }
}
