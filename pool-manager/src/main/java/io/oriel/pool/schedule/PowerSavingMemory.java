package io.oriel.pool.schedule;

/** The more memory a host has free, the worse. */
final class PowerSavingMemory implements Weight {
    @Override
    public String word() {
        return "PowerSavingMemory";
    }

    @Override
    public long score(Ask ask, Candidate host) {
        return MOST / 2 + host.comparedMiB();
    }
}
