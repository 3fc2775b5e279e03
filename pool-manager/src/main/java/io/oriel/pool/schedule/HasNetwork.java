package io.oriel.pool.schedule;

import io.oriel.pool.estate.Network;
import org.jspecify.annotations.Nullable;

/** A host needs the bridges of the networks a VM is in. */
final class HasNetwork implements Filter {
    @Override
    public String word() {
        return "Network";
    }

    @Override
    public boolean refuses(Ask ask, Candidate host) {
        return missing(ask, host) != null;
    }

    @Override
    public String sentence(Ask ask, Candidate host) {
        var network = missing(ask, host);
        return network == null ? "" : "has no bridge " + network.bridge().orElse("") + " for network " + network.name();
    }

    private static @Nullable Network missing(Ask ask, Candidate host) {
        for (var network : ask.networks()) {
            if (network.bridge()
                    .filter(bridge -> !host.host().bridges().contains(bridge))
                    .isPresent()) {
                return network;
            }
        }
        return null;
    }
}
