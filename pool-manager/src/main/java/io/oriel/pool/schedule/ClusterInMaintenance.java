package io.oriel.pool.schedule;

import io.oriel.pool.estate.SchedulingPolicy;

/** In a cluster whose policy is cluster_maintenance nothing starts; what runs may move. */
final class ClusterInMaintenance implements Filter {
    @Override
    public String word() {
        return "ClusterInMaintenance";
    }

    @Override
    public boolean refuses(Ask ask, Candidate host) {
        return ask.start() && ask.policy() == SchedulingPolicy.Kind.CLUSTER_MAINTENANCE;
    }

    @Override
    public String sentence(Ask ask, Candidate host) {
        return "is in a cluster in maintenance, where nothing starts";
    }
}
