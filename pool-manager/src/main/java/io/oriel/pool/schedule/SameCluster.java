package io.oriel.pool.schedule;

/** A VM stays in its cluster, where it finds the same kind of processor everywhere. */
final class SameCluster implements Filter {
    @Override
    public String word() {
        return "Cluster";
    }

    @Override
    public boolean refuses(Ask ask, Candidate host) {
        return !host.host().cluster().equals(ask.tended().upkeep().build().cluster());
    }

    @Override
    public String sentence(Ask ask, Candidate host) {
        return "is in another cluster";
    }
}
