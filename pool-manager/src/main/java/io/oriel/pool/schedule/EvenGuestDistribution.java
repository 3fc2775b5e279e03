package io.oriel.pool.schedule;

/** The more VMs on a host, and on their way to it, the worse. */
final class EvenGuestDistribution implements Weight {
    @Override
    public String word() {
        return "EvenGuestDistribution";
    }

    @Override
    public long score(Ask ask, Candidate host) {
        return host.vms();
    }
}
