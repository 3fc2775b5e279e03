package io.oriel.pool.schedule;

import io.oriel.pool.estate.Network;
import java.util.Optional;

/** A host needs the bridge of the network a VM is in. */
final class HasNetwork implements Filter {
    @Override
    public String word() {
        return "Network";
    }

    @Override
    public boolean refuses(Ask ask, Candidate host) {
        return network(ask)
                .flatMap(Network::bridge)
                .filter(bridge -> !host.host().bridges().contains(bridge))
                .isPresent();
    }

    @Override
    public String sentence(Ask ask, Candidate host) {
        return network(ask)
                .map(it -> "has no bridge " + it.bridge().orElse("") + " for network " + it.name())
                .orElse("");
    }

    private static Optional<Network> network(Ask ask) {
        return ask.tended()
                .upkeep()
                .build()
                .network()
                .flatMap(
                        id -> Optional.ofNullable(ask.estate().site().networks().get(id)));
    }
}
