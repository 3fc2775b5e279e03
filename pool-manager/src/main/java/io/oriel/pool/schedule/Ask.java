package io.oriel.pool.schedule;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.AffinityGroup;
import io.oriel.pool.estate.AffinityGroupId;
import io.oriel.pool.estate.CpuUse;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.SchedulingPolicy;
import io.oriel.pool.estate.TendedVm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The question for a host.
 *
 * @param start whether the VM is to start; else it runs and is to move
 * @param policy of the VM's cluster
 * @param groups the affinity groups it is in
 * @param others on which hosts the other VMs of these groups are, or will be
 */
record Ask(
        TendedVm tended,
        boolean start,
        SchedulingPolicy policy,
        List<AffinityGroup> groups,
        Map<AffinityGroupId, Set<HostId>> others,
        Estate estate,
        Load load) {

    static Ask of(TendedVm tended, boolean start, Estate estate, Load load) {
        var cluster = estate.site().clusters().get(tended.upkeep().build().cluster());
        var id = tended.vm().id();
        var groups = load.groupsOf(id);
        return new Ask(
                tended,
                start,
                cluster == null ? SchedulingPolicy.STANDARD : cluster.policy(),
                groups,
                groups.stream().collect(Collectors.toMap(AffinityGroup::id, it -> load.hostsOfOthers(it, id, estate))),
                estate,
                load);
    }

    /** Where it is now. */
    Optional<HostId> here() {
        return tended.vm().host();
    }

    /** MiB a host has left; 0 for one that never said what it has. */
    long freeMiB(Host host) {
        return host.facts()
                .map(facts -> facts.memoryMiB() - load.memoryMiB(host.id()))
                .orElse(0L);
    }

    /** How busy a host's processors are, in hundredths of a per cent, with what has just been started there. */
    long cpu(Host host) {
        var use = estate.cpu().get(host.id());
        double now = use == null ? 0 : use.percent();
        int cpus = host.facts().map(facts -> facts.cpus()).orElse(0);
        double coming = cpus < 1 ? 0 : (double) load.pendingVcpus(host.id()) * Load.PERCENT_OF_A_PENDING_VCPU / cpus;
        return Math.round((now + coming) * 100);
    }

    /** How busy a host has been; empty when nobody knows. */
    Optional<CpuUse> use(Host host) {
        return Optional.ofNullable(estate.cpu().get(host.id()));
    }
}
