package io.oriel.pool.schedule;

import io.oriel.host.api.HostFacts;
import io.oriel.pool.estate.Host;

/** A VM may not have more virtual processors than the host has real ones. */
final class EnoughProcessors implements Filter {
    @Override
    public String word() {
        return "CPU";
    }

    @Override
    public boolean refuses(Ask ask, Host host) {
        return cpus(host) < ask.tended().vm().vcpus();
    }

    @Override
    public String sentence(Ask ask, Host host) {
        return "has " + cpus(host) + " processors, " + ask.tended().vm().vcpus() + " are needed";
    }

    private static int cpus(Host host) {
        return host.facts().map(HostFacts::cpus).orElse(Integer.MAX_VALUE);
    }
}
