package io.oriel.pool.schedule;

import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.TendedVm;
import java.util.Optional;

/** Only a host that is Up may be told to start anything. */
final class HostIsUp implements Filter {
    @Override
    public Optional<String> objection(TendedVm tended, Host host, Estate estate, Load load) {
        return host.up() ? Optional.empty() : Optional.of("is " + host.state().word());
    }
}
