package io.oriel.pool.estate;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import java.util.Optional;
import java.util.Set;

/**
 * VMs of one cluster that belong together, or apart, and hosts they belong on, or not. Immutable.
 *
 * @param priority which of several soft rules is broken last: the one with the greatest sum; above 0, at most 1,000
 * @param amongVms whether its VMs are to be on one host (positive) or each on another; empty: nothing
 * @param onHosts whether its VMs are to be on its hosts (positive) or on none of them; empty: nothing
 */
public record AffinityGroup(
        AffinityGroupId id,
        ClusterId cluster,
        String name,
        String description,
        double priority,
        Optional<Rule> amongVms,
        Optional<Rule> onHosts,
        Set<VmId> vms,
        Set<HostId> hosts) {

    /** The highest priority. */
    public static final int MOST = 1000;

    /**
     * One rule.
     *
     * @param enforcing hard: a VM rather does not run; else soft: it runs all the same
     */
    public record Rule(boolean positive, boolean enforcing) {}

    public AffinityGroup {
        vms = Set.copyOf(vms);
        hosts = Set.copyOf(hosts);
    }
}
