package io.oriel.pool.schedule;

/** The memory of all VMs on a host, and of those on their way to it, may not exceed what the host has. */
final class EnoughMemory implements Filter {
    @Override
    public String word() {
        return "Memory";
    }

    @Override
    public boolean refuses(Ask ask, Candidate host) {
        return host.freeMiB() < ask.tended().vm().memoryMiB();
    }

    @Override
    public String sentence(Ask ask, Candidate host) {
        return "has " + Math.max(0, host.freeMiB()) + " MiB free, "
                + ask.tended().vm().memoryMiB() + " are needed";
    }
}
