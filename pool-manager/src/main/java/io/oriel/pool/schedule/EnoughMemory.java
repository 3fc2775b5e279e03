package io.oriel.pool.schedule;

import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Vm;
import java.util.Optional;

/** The memory of all VMs on a host may not exceed what the host has. */
final class EnoughMemory implements Filter {
    @Override
    public Optional<String> objection(Vm vm, Host host, Load load) {
        return host.facts()
                .map(facts -> facts.memoryMiB() - load.memoryMiB(host.id()))
                .filter(free -> free < vm.memoryMiB())
                .map(free -> "has " + Math.max(0, free) + " MiB free, " + vm.memoryMiB() + " are needed");
    }
}
