package io.oriel.pool.schedule;

import java.util.Optional;

/** A disk in a local storage domain is reached only by the host that has it. */
final class ReachesDisk implements Filter {
    @Override
    public String word() {
        return "Storage";
    }

    @Override
    public boolean refuses(Ask ask, Candidate host) {
        return !ask.estate().reachesDisk(host.host(), ask.tended());
    }

    @Override
    public String sentence(Ask ask, Candidate host) {
        var disk = ask.tended().upkeep().disk().storage();
        var name = Optional.ofNullable(ask.estate().site().storage().get(disk))
                .map(domain -> domain.name() + (domain.shared() ? "" : ", which is one host's own"))
                .orElse(disk.toString());
        return "does not see storage domain " + name;
    }
}
