package io.oriel.pool.schedule;

import io.oriel.pool.estate.Host;

/** The busier a host's processors, the worse. */
final class EvenDistributionCpu implements Weight {
    @Override
    public String word() {
        return "EvenDistributionCPU";
    }

    @Override
    public long score(Ask ask, Host host) {
        return ask.cpu(host);
    }
}
