package io.oriel.pool.schedule;

import io.oriel.pool.estate.Host;

/** Only a host that is Up may be told to start anything. */
final class HostIsUp implements Filter {
    @Override
    public String word() {
        return "Up";
    }

    @Override
    public boolean refuses(Ask ask, Host host) {
        return !host.up();
    }

    @Override
    public String sentence(Ask ask, Host host) {
        return "is " + host.state().word();
    }
}
