package io.oriel.pool.schedule;

/** The busier a host's processors, the worse. */
final class EvenDistributionCpu implements Weight {
    @Override
    public String word() {
        return "EvenDistributionCPU";
    }

    @Override
    public long score(Ask ask, Candidate host) {
        return host.cpu();
    }
}
