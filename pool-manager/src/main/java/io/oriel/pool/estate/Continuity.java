package io.oriel.pool.estate;

import java.util.Optional;

/**
 * How much is done so that a VM goes on running.
 *
 * @param priority of a highly available VM, {@value #LOWEST} to {@value #HIGHEST}: those with the highest are started and
 *     moved first; empty: it is not highly available
 * @param lease whether it is started elsewhere while its host does not answer, when the locks of its disks can be had;
 *     only of a highly available VM
 */
public record Continuity(Optional<Integer> priority, boolean lease, Mobility mobility) {
    public static final int LOWEST = 0;
    public static final int HIGHEST = 100;

    /** Not highly available, and moved by whoever asks. */
    public static final Continuity PLAIN = new Continuity(Optional.empty(), false, Mobility.MIGRATABLE);

    /** Whether it is started again when it was lost with its host. */
    public boolean highlyAvailable() {
        return priority.isPresent();
    }

    /** By what its turn comes: the higher the sooner; 0 of one that is not highly available. */
    public int urgency() {
        return priority.map(it -> it + 1).orElse(0);
    }
}
