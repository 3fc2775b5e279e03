package io.oriel.pool.schedule;

import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.TendedVm;
import java.util.Optional;

/** What lies in a local storage domain, a disk or a CD image, is reached only by the host that has it. */
final class ReachesDisk implements Filter {
    @Override
    public Optional<String> objection(TendedVm tended, Host host, Estate estate, Load load) {
        return tended.storages()
                .filter(storage -> !estate.site().reaches(host, storage))
                .map(storage -> "does not see storage domain " + name(storage, estate))
                .findFirst();
    }

    private static String name(StorageDomainId id, Estate estate) {
        return Optional.ofNullable(estate.site().storage().get(id))
                .map(domain -> domain.name() + (domain.shared() ? "" : ", which is one host's own"))
                .orElse(id.toString());
    }
}
