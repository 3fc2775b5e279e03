package io.oriel.pool.schedule;

import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.TendedVm;
import java.util.Optional;

/** The memory of all VMs on a host may not exceed what the host has. */
final class EnoughMemory implements Filter {
    @Override
    public Optional<String> objection(TendedVm tended, Host host, Estate estate, Load load) {
        long needed = tended.vm().memoryMiB();
        return host.facts()
                .map(facts -> facts.memoryMiB() - load.memoryMiB(host.id()))
                .filter(free -> free < needed)
                .map(free -> "has " + Math.max(0, free) + " MiB free, " + needed + " are needed");
    }
}
