package io.oriel.pool.schedule;

/** Only a host that is Up may be told to start anything. */
final class HostIsUp implements Filter {
    @Override
    public String word() {
        return "Up";
    }

    @Override
    public boolean refuses(Ask ask, Candidate host) {
        return !host.host().up();
    }

    @Override
    public String sentence(Ask ask, Candidate host) {
        return "is " + host.host().state().word();
    }
}
