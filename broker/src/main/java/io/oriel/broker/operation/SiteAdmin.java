package io.oriel.broker.operation;

/** What administrators do with what hosts stand in. Every wish is looked at whole before anything is done. */
public record SiteAdmin(
        DataCenterAdmin dataCenters,
        ClusterAdmin clusters,
        NetworkAdmin networks,
        StorageAdmin storage,
        AffinityAdmin affinity) {}
