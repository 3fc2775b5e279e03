package io.oriel.pool.schedule;

import io.oriel.pool.estate.StorageDomainId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What lies in a local storage domain, a disk or a CD image, is reached only by the host that has it. */
final class ReachesDisk implements Filter {
    @Override
    public String word() {
        return "Storage";
    }

    @Override
    public boolean refuses(Ask ask, Candidate host) {
        return unreached(ask, host) != null;
    }

    @Override
    public String sentence(Ask ask, Candidate host) {
        var storage = unreached(ask, host);
        return storage == null ? "" : "does not see storage domain " + name(storage, ask);
    }

    private static @Nullable StorageDomainId unreached(Ask ask, Candidate host) {
        for (var storage : ask.storages()) {
            if (!ask.estate().site().reaches(host.host(), storage)) {
                return storage;
            }
        }
        return null;
    }

    private static String name(StorageDomainId id, Ask ask) {
        return Optional.ofNullable(ask.estate().site().storage().get(id))
                .map(domain -> domain.name() + (domain.shared() ? "" : ", which is one host's own"))
                .orElse(id.toString());
    }
}
