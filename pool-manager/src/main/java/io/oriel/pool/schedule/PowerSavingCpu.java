package io.oriel.pool.schedule;

/** The less busy a host's processors, the worse; one without VMs is the worst, so that it can be switched off. */
final class PowerSavingCpu implements Weight {
    @Override
    public String word() {
        return "PowerSavingCPU";
    }

    @Override
    public long score(Ask ask, Candidate host) {
        return host.vms() == 0 ? MOST - 1 : MOST / 2 - host.cpu();
    }
}
