package io.oriel.pool.schedule;

import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.StorageDomainId;
import java.util.Optional;

/** What lies in a local storage domain, a disk or a CD image, is reached only by the host that has it. */
final class ReachesDisk implements Filter {
    @Override
    public String word() {
        return "Storage";
    }

    @Override
    public boolean refuses(Ask ask, Host host) {
        return unreached(ask, host).isPresent();
    }

    @Override
    public String sentence(Ask ask, Host host) {
        return unreached(ask, host)
                .map(storage -> "does not see storage domain " + name(storage, ask))
                .orElse("");
    }

    private static Optional<StorageDomainId> unreached(Ask ask, Host host) {
        return ask.tended()
                .storages()
                .filter(storage -> !ask.estate().site().reaches(host, storage))
                .findFirst();
    }

    private static String name(StorageDomainId id, Ask ask) {
        return Optional.ofNullable(ask.estate().site().storage().get(id))
                .map(domain -> domain.name() + (domain.shared() ? "" : ", which is one host's own"))
                .orElse(id.toString());
    }
}
