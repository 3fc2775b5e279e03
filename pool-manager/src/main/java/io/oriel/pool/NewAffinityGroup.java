package io.oriel.pool;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.AffinityGroup.Rule;
import io.oriel.pool.estate.ClusterId;
import java.util.Optional;
import java.util.Set;

/**
 * What an admin says to make an affinity group.
 *
 * @param cluster empty: cluster {@code Default}
 * @param priority above 0, at most 1,000
 * @param amongVms whether its VMs belong together or apart; empty: neither
 * @param onHosts whether its VMs belong on its hosts or elsewhere; empty: neither
 */
public record NewAffinityGroup(
        String name,
        String description,
        Optional<ClusterId> cluster,
        double priority,
        Optional<Rule> amongVms,
        Optional<Rule> onHosts,
        Set<VmId> vms,
        Set<HostId> hosts) {
    public NewAffinityGroup {
        vms = Set.copyOf(vms);
        hosts = Set.copyOf(hosts);
    }
}
