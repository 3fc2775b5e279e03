package io.oriel.pool.estate;

import io.oriel.host.api.Console;
import io.oriel.host.api.HostId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the reconcile loop keeps about a VM beside what people see.
 *
 * @param position its number in the pool
 * @param wanted whether its user wants it to run
 * @param recycle whether it must be powered off, and a stateless one lose its disk, before anybody else gets it
 * @param defined whether a host may still hold its definition
 * @param lastHost the last host that was told to start it; only that one may be believed when it reports it
 * @param launched when it was last told to start
 * @param consoles where its displays listen, from the report; empty unless it runs
 */
public record Upkeep(
        int position,
        VmDisk disk,
        String mac,
        boolean wanted,
        boolean recycle,
        boolean defined,
        Optional<HostId> lastHost,
        Optional<InFlight> command,
        Setback setback,
        Optional<Instant> launched,
        List<Console> consoles) {
    public Upkeep {
        consoles = List.copyOf(consoles);
    }

    Upkeep disk(VmDisk next) {
        return new Upkeep(
                position, next, mac, wanted, recycle, defined, lastHost, command, setback, launched, consoles);
    }

    Upkeep wanted(boolean next) {
        return new Upkeep(position, disk, mac, next, recycle, defined, lastHost, command, setback, launched, consoles);
    }

    Upkeep recycle(boolean next) {
        return new Upkeep(position, disk, mac, wanted, next, defined, lastHost, command, setback, launched, consoles);
    }

    Upkeep defined(boolean next) {
        return new Upkeep(position, disk, mac, wanted, recycle, next, lastHost, command, setback, launched, consoles);
    }

    Upkeep command(Optional<InFlight> next) {
        return new Upkeep(position, disk, mac, wanted, recycle, defined, lastHost, next, setback, launched, consoles);
    }

    Upkeep setback(Setback next) {
        return new Upkeep(position, disk, mac, wanted, recycle, defined, lastHost, command, next, launched, consoles);
    }

    Upkeep launched(HostId host, Instant at) {
        return new Upkeep(
                position,
                disk,
                mac,
                wanted,
                recycle,
                true,
                Optional.of(host),
                command,
                setback,
                Optional.of(at),
                consoles);
    }

    /** The start has reached its end. */
    Upkeep arrived() {
        return new Upkeep(
                position, disk, mac, wanted, recycle, defined, lastHost, command, setback, Optional.empty(), consoles);
    }

    Upkeep consoles(List<Console> next) {
        return new Upkeep(position, disk, mac, wanted, recycle, defined, lastHost, command, setback, launched, next);
    }
}
