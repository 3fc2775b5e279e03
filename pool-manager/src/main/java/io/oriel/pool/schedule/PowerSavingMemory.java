package io.oriel.pool.schedule;

import io.oriel.pool.estate.Host;

/** The more memory a host has free, the worse. */
final class PowerSavingMemory implements Weight {
    @Override
    public String word() {
        return "PowerSavingMemory";
    }

    @Override
    public long score(Ask ask, Host host) {
        return MOST / 2 + ask.freeMiB(host);
    }
}
