package io.oriel.broker.operation;

import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.pool.Clusters;
import io.oriel.pool.DataCenters;
import io.oriel.pool.NewCluster;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.CpuLevel;
import io.oriel.pool.estate.DataCenter;
import io.oriel.pool.estate.SchedulingPolicy;
import io.oriel.pool.event.Events;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Clusters, their CPU level and how they choose a host. Throws as {@link DataCenterAdmin}. */
public final class ClusterAdmin {
    private final Rights rights;
    private final Clusters clusters;
    private final DataCenters dataCenters;
    private final Events events;

    public ClusterAdmin(Rights rights, Clusters clusters, DataCenters dataCenters, Events events) {
        this.rights = rights;
        this.clusters = clusters;
        this.dataCenters = dataCenters;
        this.events = events;
    }

    /** A cluster and the name of its data center. */
    public record Entry(Cluster cluster, String dataCenter) {}

    /**
     * What a cluster shall be; of one that is there, empty leaves it as it is.
     *
     * @param dataCenter by name; only of a new one; empty: {@code Default}
     * @param cpuLevel blank: any processor
     * @param policy by oVirt's name; another one than before begins with all parameters at their standard
     * @param parameters by oVirt's names; a blank value is the standard one
     */
    public record Wish(
            Optional<String> name,
            Optional<String> description,
            Optional<String> dataCenter,
            Optional<String> cpuLevel,
            Optional<String> policy,
            Map<String, String> parameters) {
        public Wish {
            parameters = new LinkedHashMap<>(parameters);
        }
    }

    /** All clusters, by name. */
    public List<Entry> list(User actor) {
        return rights.listed(actor, UseCase.CLUSTER_LIST, clusters.list(), it -> ObjectRef.of(it.id())).stream()
                .map(this::entry)
                .toList();
    }

    public Entry show(User actor, String name) {
        return entry(find(actor, UseCase.CLUSTER_SHOW, name));
    }

    public Entry add(User actor, Wish wish) {
        var checks = new Checks();
        var name = checks.name(wish.name(), Optional.empty());
        var description = checks.description(wish.description(), "");
        var dataCenter = checks.found(
                "dataCenter",
                "data center",
                wish.dataCenter(),
                wish.dataCenter().flatMap(dataCenters::byName).filter(it -> rights.sees(actor, ObjectRef.of(it.id()))));
        (wish.dataCenter().isPresent() ? dataCenter : dataCenters.byName(SiteAdmin.DEFAULT))
                .ifPresent(it ->
                        rights.require(actor, UseCase.CLUSTER_ADD, ObjectRef.of(it.id()), "data center " + it.name()));
        var level = level(wish, Optional.empty(), checks);
        var policy = policy(wish, SchedulingPolicy.STANDARD, checks);
        checks.done();
        var made = clusters.create(new NewCluster(
                name, description, dataCenter.map(DataCenter::id), level, policy.orElse(SchedulingPolicy.STANDARD)));
        Admins.record(events, actor, "cluster " + name + " added");
        return entry(made);
    }

    public Entry edit(User actor, String name, Wish wish) {
        var known = find(actor, UseCase.CLUSTER_EDIT, name);
        var checks = new Checks();
        var next = checks.name(wish.name(), Optional.of(known.name()));
        var description = checks.description(wish.description(), known.description());
        checks.require(
                wish.dataCenter().isEmpty(), "dataCenter", "fixed", "a cluster cannot move to another data center");
        var level = level(wish, known.cpuLevel().map(CpuLevel::name), checks);
        var policy = policy(wish, known.policy(), checks);
        checks.done();
        var changed = clusters.change(known, next, description, level, policy.orElse(known.policy()));
        Admins.record(events, actor, "cluster " + name + " edited");
        return entry(changed);
    }

    /** Deletes a cluster without hosts, pools and VMs, and its affinity groups. */
    public void remove(User actor, String name) {
        clusters.remove(find(actor, UseCase.CLUSTER_REMOVE, name).id());
        Admins.record(events, actor, "cluster " + name + " deleted");
    }

    private static Optional<String> level(Wish wish, Optional<String> known, Checks checks) {
        var level = wish.cpuLevel().or(() -> known).filter(text -> !text.isBlank());
        checks.require(
                level.filter(text -> !Clusters.isCpuLevel(text)).isEmpty(),
                "cpuLevel",
                "form",
                "a CPU level is one of libvirt's CPU models, or x86-64-v1 to x86-64-v4");
        return level;
    }

    private static Optional<SchedulingPolicy> policy(Wish wish, SchedulingPolicy known, Checks checks) {
        var kind = wish.policy().map(SchedulingPolicy.Kind::named).orElse(Optional.of(known.kind()));
        if (kind.isEmpty()) {
            checks.wrong(
                    "policy",
                    "unknown",
                    "a scheduling policy is one of "
                            + Arrays.stream(SchedulingPolicy.Kind.values())
                                    .map(SchedulingPolicy.Kind::word)
                                    .collect(Collectors.joining(", ")));
            return Optional.empty();
        }
        var parameters = new LinkedHashMap<>(kind.get() == known.kind() ? known.said() : Map.<String, String>of());
        wish.parameters().forEach((parameter, value) -> {
            if (value.isBlank()) {
                parameters.remove(parameter);
            } else {
                parameters.put(parameter, value);
            }
        });
        var faults = SchedulingPolicy.faults(kind.get(), parameters);
        faults.forEach(fault -> checks.wrong("parameters." + fault.parameter(), fault.rule(), fault.message()));
        return faults.isEmpty() ? Optional.of(SchedulingPolicy.of(kind.get(), parameters)) : Optional.empty();
    }

    private Cluster find(User actor, UseCase what, String name) {
        var found = clusters.byName(name)
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no cluster " + name));
        rights.require(actor, what, ObjectRef.of(found.id()), "cluster " + name);
        return found;
    }

    private Entry entry(Cluster cluster) {
        return new Entry(
                cluster,
                dataCenters.find(cluster.dataCenter()).map(DataCenter::name).orElse(""));
    }
}
