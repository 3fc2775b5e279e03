package io.oriel.broker.operation;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.PoolModule;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The names of what VMs refer to, read once for all of them. */
final class VmNames {
    private final Map<ClusterId, String> clusters;
    private final Map<HostId, String> hosts;
    private final Map<TemplateId, String> templates;
    private final Map<PoolId, String> pools;
    private final Map<VmId, SortedSet<String>> tags;

    VmNames(PoolModule estate) {
        clusters = names(estate.clusters().list(), Cluster::id, Cluster::name);
        hosts = names(estate.hosts().list(), Host::id, Host::name);
        templates = names(estate.templates().list(), Template::id, Template::name);
        pools = names(estate.pools().list(), Pool::id, Pool::name);
        tags = estate.vms().tags();
    }

    private static <T, K> Map<K, String> names(List<T> all, Function<T, K> id, Function<T, String> name) {
        return all.stream().collect(Collectors.toMap(id, name, (first, again) -> first));
    }

    String cluster(ClusterId id) {
        return clusters.getOrDefault(id, id.toString());
    }

    String host(HostId id) {
        return hosts.getOrDefault(id, id.toString());
    }

    String template(TemplateId id) {
        return templates.getOrDefault(id, id.toString());
    }

    String pool(PoolId id) {
        return pools.getOrDefault(id, id.toString());
    }

    SortedSet<String> tags(VmId id) {
        return Collections.unmodifiableSortedSet(tags.getOrDefault(id, new TreeSet<>()));
    }
}
