package io.oriel.pool.estate;

import java.util.Optional;

/**
 * Hosts between which VMs may move.
 *
 * @param cpuLevel what the processors of its hosts must be able to do; empty: anything
 * @param policy how it chooses among its hosts
 */
public record Cluster(
        ClusterId id,
        DataCenterId dataCenter,
        String name,
        String description,
        Optional<CpuLevel> cpuLevel,
        SchedulingPolicy policy) {

    /** A cluster with the standard policy. */
    public Cluster(
            ClusterId id, DataCenterId dataCenter, String name, String description, Optional<CpuLevel> cpuLevel) {
        this(id, dataCenter, name, description, cpuLevel, SchedulingPolicy.STANDARD);
    }
}
