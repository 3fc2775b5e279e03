package io.oriel.pool.schedule;

import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmState;
import java.util.Optional;

/** A VM made for one host starts nowhere else, and one whose memory lies on a host goes on only there. */
final class ChosenHost implements Filter {
    @Override
    public Optional<String> objection(TendedVm tended, Host host, Estate estate, Load load) {
        if (tended.state() instanceof VmState.Suspended) {
            return tended.upkeep().lastHost().filter(host.id()::equals).isPresent()
                    ? Optional.empty()
                    : Optional.of("does not have its saved memory");
        }
        return tended.upkeep()
                .build()
                .startOn()
                .filter(chosen -> !chosen.equals(host.id()))
                .map(_ -> "is not the host it was made for");
    }
}
