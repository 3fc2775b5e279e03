package io.oriel.broker.operation;

/** What administrators do with what hosts stand in. Every wish is looked at whole before anything is done. */
public record SiteAdmin(
        DataCenterAdmin dataCenters,
        ClusterAdmin clusters,
        NetworkAdmin networks,
        StorageAdmin storage,
        AffinityAdmin affinity) {
    /** The data center and the cluster that are there from the beginning, and are meant when none is named. */
    static final String DEFAULT = "Default";
}
