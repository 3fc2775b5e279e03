package io.oriel.pool.estate;

/** Hosts between which VMs may move. */
public record Cluster(ClusterId id, DataCenterId dataCenter, String name) {}
