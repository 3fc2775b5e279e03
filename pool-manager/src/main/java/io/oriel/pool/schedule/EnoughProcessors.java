package io.oriel.pool.schedule;

/** A VM may not have more virtual processors than the host has real ones. */
final class EnoughProcessors implements Filter {
    @Override
    public String word() {
        return "CPU";
    }

    @Override
    public boolean refuses(Ask ask, Candidate host) {
        return host.cpus() < ask.tended().vm().vcpus();
    }

    @Override
    public String sentence(Ask ask, Candidate host) {
        return "has " + host.cpus() + " processors, " + ask.tended().vm().vcpus() + " are needed";
    }
}
