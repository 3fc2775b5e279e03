package io.oriel.pool.schedule;

import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Vm;
import java.util.Optional;

/** One reason for which a host may not run a VM. */
interface Filter {

    /** Why this VM may not start there, for people; empty when it may. */
    Optional<String> objection(Vm vm, Host host, Load load);
}
