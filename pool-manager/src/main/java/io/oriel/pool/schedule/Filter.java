package io.oriel.pool.schedule;

import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.TendedVm;
import java.util.Optional;

/** One reason for which a host may not run a VM. */
interface Filter {

    /** Why this VM may not start there or move there, for people; empty when it may. */
    Optional<String> objection(TendedVm vm, Host host, Estate estate, Load load);
}
