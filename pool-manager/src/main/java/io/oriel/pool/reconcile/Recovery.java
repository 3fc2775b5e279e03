package io.oriel.pool.reconcile;

import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmState;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The order in which highly available VMs come back that were lost with their hosts: by priority. One waits as long as
 * one with a higher priority in its cluster is not up, but not for ever.
 *
 * <p>Lives for one round.
 */
final class Recovery {
    /** The longest a VM waits for those with a higher priority, counted from its loss. */
    static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private final Map<ClusterId, Integer> mostUrgent = new HashMap<>();

    static Recovery of(Estate estate) {
        var recovery = new Recovery();
        for (var tended : estate.vms().values()) {
            if (tended.missing()) {
                recovery.mostUrgent.merge(tended.upkeep().build().cluster(), urgency(tended), Math::max);
            }
        }
        return recovery;
    }

    /** Whether it is another one's turn. */
    boolean holds(TendedVm tended, Alarm alarm) {
        if (!(tended.state() instanceof VmState.Down) || !tended.missing()) {
            return false;
        }
        int first = mostUrgent.getOrDefault(tended.upkeep().build().cluster(), 0);
        var lost = tended.upkeep().setback().lost();
        return urgency(tended) < first
                && lost.filter(at -> !alarm.due(at.plus(LONGEST_WAIT))).isPresent();
    }

    /** Why a VM is not on its host any more, and what is done about it. */
    static String why(TendedVm tended, Host host) {
        var proof =
                "host " + host.name() + " is down: " + host.state().because().orElse("");
        var continuity = tended.outfit().care().continuity();
        return continuity
                .priority()
                .map(it -> proof + "; highly available, priority " + it)
                .orElse(proof + "; not highly available");
    }

    private static int urgency(TendedVm tended) {
        return tended.outfit().care().continuity().urgency();
    }
}
