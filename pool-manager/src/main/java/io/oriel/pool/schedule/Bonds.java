package io.oriel.pool.schedule;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.AffinityGroup;
import io.oriel.pool.estate.AffinityGroup.Rule;
import io.oriel.pool.estate.Estate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the affinity groups of one VM want, told by hosts.
 *
 * @param amongVms which hosts the other VMs are on
 * @param onHosts which hosts are named
 */
record Bonds(List<Bond> amongVms, List<Bond> onHosts) {
    static final Bonds NONE = new Bonds(List.of(), List.of());

    /**
     * One rule.
     *
     * @param positive whether it must be one of these hosts; else it must be none of them
     * @param enforcing whether a host that breaks it is refused; else it is only worse
     */
    record Bond(String group, double priority, boolean positive, boolean enforcing, Set<HostId> hosts) {
        boolean brokenBy(Candidate host) {
            return positive != hosts.contains(host.id());
        }
    }

    static Bonds of(VmId vm, Estate estate, Load load) {
        var groups = load.groupsOf(vm);
        if (groups.isEmpty()) {
            return NONE;
        }
        var amongVms = new ArrayList<Bond>();
        var onHosts = new ArrayList<Bond>();
        for (var group : groups) {
            group.amongVms().ifPresent(rule -> {
                var others = load.hostsOfOthers(group, vm, estate);
                // While no other one runs, the first may choose.
                if (!others.isEmpty()) {
                    amongVms.add(bond(group, rule, others));
                }
            });
            group.onHosts().ifPresent(rule -> onHosts.add(bond(group, rule, group.hosts())));
        }
        return new Bonds(amongVms, onHosts);
    }

    private static Bond bond(AffinityGroup group, Rule rule, Set<HostId> hosts) {
        return new Bond(group.name(), group.priority(), rule.positive(), rule.enforcing(), hosts);
    }

    /** The first hard rule that a host would break. */
    static Optional<Bond> broken(List<Bond> bonds, Candidate host) {
        return bonds.stream().filter(it -> it.enforcing() && it.brokenBy(host)).findFirst();
    }

    /** Whether a host would break a hard rule. */
    static boolean breaks(List<Bond> bonds, Candidate host) {
        for (var bond : bonds) {
            if (bond.enforcing() && bond.brokenBy(host)) {
                return true;
            }
        }
        return false;
    }

    /** The priorities of the soft rules that a host would break, in thousandths. */
    static long bent(List<Bond> bonds, Candidate host) {
        double sum = 0;
        for (var bond : bonds) {
            if (!bond.enforcing() && bond.brokenBy(host)) {
                sum += bond.priority();
            }
        }
        return Math.round(sum * 1000);
    }
}
