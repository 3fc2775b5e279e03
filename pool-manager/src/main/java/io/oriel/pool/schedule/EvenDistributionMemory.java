package io.oriel.pool.schedule;

import io.oriel.pool.estate.Host;

/** The less memory a host has free, the worse. */
final class EvenDistributionMemory implements Weight {
    @Override
    public String word() {
        return "EvenDistributionMemory";
    }

    @Override
    public long score(Ask ask, Host host) {
        return MOST / 2 - ask.freeMiB(host);
    }
}
