package io.oriel.pool.schedule;

import io.oriel.pool.estate.Host;

/** The memory of all VMs on a host, and of those on their way to it, may not exceed what the host has. */
final class EnoughMemory implements Filter {
    @Override
    public String word() {
        return "Memory";
    }

    @Override
    public boolean refuses(Ask ask, Host host) {
        return host.facts().isPresent() && ask.freeMiB(host) < ask.tended().vm().memoryMiB();
    }

    @Override
    public String sentence(Ask ask, Host host) {
        return "has " + Math.max(0, ask.freeMiB(host)) + " MiB free, "
                + ask.tended().vm().memoryMiB() + " are needed";
    }
}
