package io.oriel.pool.schedule;

import io.oriel.pool.estate.Host;

/** A VM stays in its cluster, where it finds the same kind of processor everywhere. */
final class SameCluster implements Filter {
    @Override
    public String word() {
        return "Cluster";
    }

    @Override
    public boolean refuses(Ask ask, Host host) {
        return !host.cluster().equals(ask.tended().upkeep().build().cluster());
    }

    @Override
    public String sentence(Ask ask, Host host) {
        return "is in another cluster";
    }
}
