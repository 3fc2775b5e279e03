package io.oriel.pool.search;

import io.oriel.pool.estate.Cluster;

/** Clusters. */
final class ClusterTable {
    static final Table<Cluster> TABLE = Table.<Cluster>of(
                    Thing.CLUSTERS,
                    look -> look.estate().site().clusters().values(),
                    (row, _) -> row.id().toString())
            .field(TextField.of("name", (row, _) -> row.name()))
            .field(TextField.prose("description", (row, _) -> row.description()))
            .field(TextField.maybe("cpu_type", (row, _) -> row.cpuLevel().map(level -> level.name())))
            .field(TextField.maybe("datacenter", (row, look) -> look.dataCenterName(row.dataCenter())))
            .field(TextField.of("policy", (row, _) -> row.policy().kind().word()))
            .absent("comment", "architecture", "compatibility_level")
            .shows("datacenter", "cpu_type", "policy", "description")
            .made();

    private ClusterTable() {}
}
