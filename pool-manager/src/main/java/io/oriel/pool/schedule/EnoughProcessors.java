package io.oriel.pool.schedule;

import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.TendedVm;
import java.util.Optional;

/** A VM may not have more virtual processors than the host has real ones. */
final class EnoughProcessors implements Filter {
    @Override
    public Optional<String> objection(TendedVm tended, Host host, Estate estate, Load load) {
        int needed = tended.vm().vcpus();
        return host.facts()
                .filter(facts -> facts.cpus() < needed)
                .map(facts -> "has " + facts.cpus() + " processors, " + needed + " are needed");
    }
}
