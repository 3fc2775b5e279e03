package io.oriel.pool.schedule;

import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.TendedVm;
import java.util.Optional;

/** A disk in a local storage domain is reached only by the host that has it. */
final class ReachesDisk implements Filter {
    @Override
    public Optional<String> objection(TendedVm tended, Host host, Estate estate, Load load) {
        var disk = tended.upkeep().disk().storage();
        return estate.site().reaches(host, disk)
                ? Optional.empty()
                : Optional.of("does not see storage domain " + name(disk, estate));
    }

    private static String name(StorageDomainId disk, Estate estate) {
        return Optional.ofNullable(estate.site().storage().get(disk))
                .map(domain -> domain.name() + (domain.shared() ? "" : ", which is one host's own"))
                .orElse(disk.toString());
    }
}
