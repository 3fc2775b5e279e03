package io.oriel.pool.schedule;

import io.oriel.pool.estate.Host;
import java.util.Optional;

/** A disk in a local storage domain is reached only by the host that has it. */
final class ReachesDisk implements Filter {
    @Override
    public String word() {
        return "Storage";
    }

    @Override
    public boolean refuses(Ask ask, Host host) {
        return !ask.estate().reachesDisk(host, ask.tended());
    }

    @Override
    public String sentence(Ask ask, Host host) {
        var disk = ask.tended().upkeep().disk().storage();
        var name = Optional.ofNullable(ask.estate().site().storage().get(disk))
                .map(domain -> domain.name() + (domain.shared() ? "" : ", which is one host's own"))
                .orElse(disk.toString());
        return "does not see storage domain " + name;
    }
}
