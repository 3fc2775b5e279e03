package io.oriel.pool.schedule;

import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Network;
import io.oriel.pool.estate.TendedVm;
import java.util.Optional;

/** A host needs the bridges of the networks a VM is in. */
final class HasNetwork implements Filter {
    @Override
    public Optional<String> objection(TendedVm tended, Host host, Estate estate, Load load) {
        return tended.outfit().nics().stream()
                .flatMap(nic -> nic.network().stream())
                .flatMap(id -> Optional.ofNullable(estate.site().networks().get(id)).stream())
                .flatMap(network -> objection(network, host).stream())
                .findFirst();
    }

    private static Optional<String> objection(Network network, Host host) {
        return network.bridge()
                .filter(bridge -> !host.bridges().contains(bridge))
                .map(bridge -> "has no bridge " + bridge + " for network " + network.name());
    }
}
