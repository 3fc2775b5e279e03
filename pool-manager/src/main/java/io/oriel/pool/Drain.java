package io.oriel.pool;

import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.TendedVm;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What emptying a host would meet, or how far it has come. True for the moment of the question only.
 *
 * @param hindrances all that keeps it from being emptied; none: it can be
 * @param leaving the VMs on it, on their way to it or from it, in the order of their turns
 * @param left how long they still have until it is used again; empty unless it is being emptied
 */
public record Drain(Host host, List<Hindrance> hindrances, List<Leaving> leaving, Optional<Duration> left) {
    public Drain {
        hindrances = List.copyOf(hindrances);
        leaving = List.copyOf(leaving);
    }

    /**
     * One reason.
     *
     * @param vm the VM it is about, by name; empty: the host
     */
    public record Hindrance(Optional<String> vm, String why) {
        String sentence() {
            return vm.map(it -> "vm " + it + ": ").orElse("") + why;
        }
    }

    /**
     * A VM that leaves.
     *
     * @param percent how far its move has come; empty when it does not move, or nobody says
     */
    public record Leaving(TendedVm vm, Optional<Integer> percent) {}
}
