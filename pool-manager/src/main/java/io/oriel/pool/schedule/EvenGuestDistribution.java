package io.oriel.pool.schedule;

import io.oriel.pool.estate.Host;

/** The more VMs on a host, and on their way to it, the worse. */
final class EvenGuestDistribution implements Weight {
    @Override
    public String word() {
        return "EvenGuestDistribution";
    }

    @Override
    public long score(Ask ask, Host host) {
        return ask.load().vms(host.id());
    }
}
