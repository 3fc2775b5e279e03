package io.oriel.pool.estate;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is wanted and all that was seen, at one moment. Immutable.
 *
 * @param watchedSince since when this control plane listens to the hosts; earlier silence means nothing
 */
public record Estate(
        Map<HostId, Host> hosts,
        Map<StorageDomainId, StorageDomain> storage,
        Map<TemplateId, Template> templates,
        Map<PoolId, Pool> pools,
        Map<VmId, TendedVm> vms,
        Map<HostId, Seen> seen,
        Instant watchedSince) {

    private static final Comparator<TendedVm> BY_POSITION = Comparator.comparing((TendedVm tended) ->
                    tended.vm().pool().map(PoolId::toString).orElse(""))
            .thenComparing(tended -> tended.upkeep().position())
            .thenComparing(tended -> tended.vm().id().value());

    public Estate {
        hosts = Map.copyOf(hosts);
        storage = Map.copyOf(storage);
        templates = Map.copyOf(templates);
        pools = Map.copyOf(pools);
        vms = Map.copyOf(vms);
        seen = Map.copyOf(seen);
    }

    /** This estate with what the hosts now say. */
    public Estate seeing(Map<HostId, Seen> now, Instant since) {
        return new Estate(hosts, storage, templates, pools, vms, now, since);
    }

    public Optional<Host> host(HostId id) {
        return Optional.ofNullable(hosts.get(id));
    }

    public Optional<Seen> seen(HostId id) {
        return Optional.ofNullable(seen.get(id));
    }

    /** All VMs, pool by pool, in the order of their numbers. */
    public List<TendedVm> vmsInOrder() {
        return vms.values().stream().sorted(BY_POSITION).toList();
    }

    /** All hosts, by name. */
    public List<Host> hostsInOrder() {
        return hosts.values().stream().sorted(Comparator.comparing(Host::name)).toList();
    }

    /** All pools, by name. */
    public List<Pool> poolsInOrder() {
        return pools.values().stream().sorted(Comparator.comparing(Pool::name)).toList();
    }

    /** The template of a VM's pool. */
    public Optional<Template> templateOf(Vm vm) {
        return vm.pool().map(pools::get).map(pool -> templates.get(pool.template()));
    }

    /** The hosts that may be told to do something, by name. */
    public List<Host> hostsUp() {
        return hostsInOrder().stream().filter(Host::up).toList();
    }
}
