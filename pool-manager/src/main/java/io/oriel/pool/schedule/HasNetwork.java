package io.oriel.pool.schedule;

import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Network;
import java.util.Optional;

/** A host needs the bridges of the networks a VM is in. */
final class HasNetwork implements Filter {
    @Override
    public String word() {
        return "Network";
    }

    @Override
    public boolean refuses(Ask ask, Host host) {
        return missing(ask, host).isPresent();
    }

    @Override
    public String sentence(Ask ask, Host host) {
        return missing(ask, host)
                .map(it -> "has no bridge " + it.bridge().orElse("") + " for network " + it.name())
                .orElse("");
    }

    private static Optional<Network> missing(Ask ask, Host host) {
        return ask.tended().outfit().nics().stream()
                .flatMap(nic -> nic.network().stream())
                .flatMap(
                        id -> Optional.ofNullable(ask.estate().site().networks().get(id)).stream())
                .filter(network -> network.bridge()
                        .filter(bridge -> !host.bridges().contains(bridge))
                        .isPresent())
                .findFirst();
    }
}
