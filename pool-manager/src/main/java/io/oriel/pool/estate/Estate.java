package io.oriel.pool.estate;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * All that is wanted and all that was seen, at one moment. Immutable.
 *
 * <p>Hosts, pools and VMs are put in order once, when an estate is made: a round walks through them for every VM.
 *
 * @param hosts in the order of their names
 * @param pools in the order of their names
 * @param vms pool by pool, in the order of their numbers
 * @param complaints why hosts that are not heard cannot be listened to
 * @param looked when the storage domains of a host that is Up were last seen in order
 * @param cpu how busy the hosts are that said so lately
 * @param watchedSince since when this control plane listens to the hosts; earlier silence means nothing
 */
public record Estate(
        Map<HostId, Host> hosts,
        Site site,
        Map<TemplateId, Template> templates,
        Map<PoolId, Pool> pools,
        Map<VmId, TendedVm> vms,
        Map<HostId, Seen> seen,
        Map<HostId, String> complaints,
        Map<HostId, Instant> looked,
        Map<HostId, CpuUse> cpu,
        Instant watchedSince) {

    private static final UUID NO_POOL = new UUID(0, 0);

    private static final Comparator<TendedVm> BY_POSITION = Comparator.comparing(
                    (TendedVm tended) -> tended.vm().pool().map(PoolId::value).orElse(NO_POOL))
            .thenComparing(tended -> tended.upkeep().build().position())
            .thenComparing(tended -> tended.vm().id().value());

    public Estate {
        hosts = inOrder(hosts, Comparator.comparing(Host::name));
        templates = Map.copyOf(templates);
        pools = inOrder(pools, Comparator.comparing(Pool::name));
        vms = inOrder(vms, BY_POSITION);
        seen = Map.copyOf(seen);
        complaints = Map.copyOf(complaints);
        looked = Map.copyOf(looked);
        cpu = Map.copyOf(cpu);
    }

    /** An estate of whose hosts nobody knows how busy they are. */
    public Estate(
            Map<HostId, Host> hosts,
            Site site,
            Map<TemplateId, Template> templates,
            Map<PoolId, Pool> pools,
            Map<VmId, TendedVm> vms,
            Map<HostId, Seen> seen,
            Map<HostId, String> complaints,
            Map<HostId, Instant> looked,
            Instant watchedSince) {
        this(hosts, site, templates, pools, vms, seen, complaints, looked, Map.of(), watchedSince);
    }

    private static <K, V> Map<K, V> inOrder(Map<K, V> map, Comparator<V> order) {
        var sorted = new LinkedHashMap<K, V>();
        map.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(order))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return Collections.unmodifiableMap(sorted);
    }

    /** This estate with what the hosts now say, and what is known of them beside that. */
    public Estate seeing(
            Map<HostId, Seen> now, Map<HostId, String> silent, Map<HostId, Instant> lookedAt, Instant since) {
        return new Estate(hosts, site, templates, pools, vms, now, silent, lookedAt, cpu, since);
    }

    /** This estate with what is known of how busy its hosts are. */
    public Estate using(Map<HostId, CpuUse> now) {
        return new Estate(hosts, site, templates, pools, vms, seen, complaints, looked, now, watchedSince);
    }

    public Optional<Host> host(HostId id) {
        return Optional.ofNullable(hosts.get(id));
    }

    public Optional<Seen> seen(HostId id) {
        return Optional.ofNullable(seen.get(id));
    }

    /** All VMs, pool by pool, in the order of their numbers. */
    public List<TendedVm> vmsInOrder() {
        return List.copyOf(vms.values());
    }

    /** All hosts, by name. */
    public List<Host> hostsInOrder() {
        return List.copyOf(hosts.values());
    }

    /** All pools, by name. */
    public List<Pool> poolsInOrder() {
        return List.copyOf(pools.values());
    }

    /** What a VM's first disk is made from; empty when it was made empty. */
    public Optional<Template> templateOf(TendedVm tended) {
        return tended.upkeep().build().source().template().flatMap(id -> Optional.ofNullable(templates.get(id)));
    }

    /** The template's disk that another one is made of. */
    public Optional<TemplateDisk> image(DataDisk.Base base) {
        return Optional.ofNullable(templates.get(base.template())).flatMap(template -> template.disk(base.image()));
    }

    /** Whether a host can make a VM's further disk: it reads what that is made of, and writes where it is to lie. */
    public boolean reaches(Host host, DataDisk disk) {
        return site.reaches(host, disk.storage())
                && (disk.made()
                        || disk.base()
                                .map(base -> image(base)
                                        .filter(image -> site.reaches(host, image.storage()))
                                        .isPresent())
                                .orElse(true));
    }

    /** Whether a host reads and writes a VM's disk. */
    public boolean reachesDisk(Host host, TendedVm tended) {
        return site.reaches(host, tended.upkeep().disk().storage());
    }

    /** The VMs that are on a host, or on their way to it, or whose disk it works on; by name. */
    public List<TendedVm> vmsOn(HostId host) {
        return vms.values().stream()
                .filter(tended -> tended.vm().host().filter(host::equals).isPresent()
                        || tended.state().peer().filter(host::equals).isPresent()
                        || tended.upkeep()
                                .command()
                                .filter(it -> it.host().equals(host))
                                .isPresent())
                .sorted(Comparator.comparing(tended -> tended.vm().name()))
                .toList();
    }

    /** The hosts that may be told to do something, by name. */
    public List<Host> hostsUp() {
        return hosts.values().stream().filter(Host::up).toList();
    }
}
