package io.oriel.pool.estate;

import java.util.Optional;

/**
 * Hosts between which VMs may move.
 *
 * @param cpuLevel what the processors of its hosts must be able to do; empty: anything
 */
public record Cluster(
        ClusterId id, DataCenterId dataCenter, String name, String description, Optional<CpuLevel> cpuLevel) {}
