package io.oriel.pool.estate;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What hosts stand in: clusters, networks, storage domains and affinity groups. Immutable. */
public record Site(
        Map<ClusterId, Cluster> clusters,
        Map<NetworkId, Network> networks,
        Map<StorageDomainId, StorageDomain> storage,
        List<AffinityGroup> affinity) {
    public Site {
        clusters = Map.copyOf(clusters);
        networks = Map.copyOf(networks);
        storage = Map.copyOf(storage);
        affinity = List.copyOf(affinity);
    }

    /** A site without affinity groups. */
    public Site(
            Map<ClusterId, Cluster> clusters,
            Map<NetworkId, Network> networks,
            Map<StorageDomainId, StorageDomain> storage) {
        this(clusters, networks, storage, List.of());
    }

    /** A host's cluster. */
    public Optional<Cluster> clusterOf(Host host) {
        return Optional.ofNullable(clusters.get(host.cluster()));
    }

    /** The storage domains a host must see, by name. */
    public List<StorageDomain> storageFor(Host host) {
        return storage.values().stream()
                .filter(domain -> sameDataCenter(host, domain.dataCenter()) && domain.concerns(host.id()))
                .sorted(Comparator.comparing(StorageDomain::name))
                .toList();
    }

    /** The networks of a host's data center, by name. */
    public List<Network> networksFor(Host host) {
        return networks.values().stream()
                .filter(network -> sameDataCenter(host, network.dataCenter()))
                .sorted(Comparator.comparing(Network::name))
                .toList();
    }

    /** Whether a host reads and writes the disks of a storage domain. */
    public boolean reaches(Host host, StorageDomainId id) {
        var domain = storage.get(id);
        return domain != null && domain.reachedBy(host.id()) && sameDataCenter(host, domain.dataCenter());
    }

    private boolean sameDataCenter(Host host, DataCenterId dataCenter) {
        var cluster = clusters.get(host.cluster());
        return cluster != null && cluster.dataCenter().equals(dataCenter);
    }
}
