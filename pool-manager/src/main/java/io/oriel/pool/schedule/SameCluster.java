package io.oriel.pool.schedule;

import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.TendedVm;
import java.util.Optional;

/** A VM stays in its cluster, where it finds the same kind of processor everywhere. */
final class SameCluster implements Filter {
    @Override
    public Optional<String> objection(TendedVm tended, Host host, Estate estate, Load load) {
        return host.cluster().equals(tended.upkeep().build().cluster())
                ? Optional.empty()
                : Optional.of("is in another cluster");
    }
}
