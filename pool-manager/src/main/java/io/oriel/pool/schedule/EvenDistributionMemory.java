package io.oriel.pool.schedule;

/** The less memory a host has free, the worse. */
final class EvenDistributionMemory implements Weight {
    @Override
    public String word() {
        return "EvenDistributionMemory";
    }

    @Override
    public long score(Ask ask, Candidate host) {
        return MOST / 2 - host.comparedMiB();
    }
}
