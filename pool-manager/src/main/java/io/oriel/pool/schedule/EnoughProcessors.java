package io.oriel.pool.schedule;

import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Vm;
import java.util.Optional;

/** A VM may not have more virtual processors than the host has real ones. */
final class EnoughProcessors implements Filter {
    @Override
    public Optional<String> objection(Vm vm, Host host, Load load) {
        return host.facts()
                .filter(facts -> facts.cpus() < vm.vcpus())
                .map(facts -> "has " + facts.cpus() + " processors, " + vm.vcpus() + " are needed");
    }
}
