package io.oriel.broker.operation;

import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.AffinityGroups;
import io.oriel.pool.NewAffinityGroup;
import io.oriel.pool.PoolModule;
import io.oriel.pool.estate.AffinityGroup;
import io.oriel.pool.estate.AffinityGroup.Rule;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Vm;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Affinity groups. Throws as {@link DataCenterAdmin}. */
public final class AffinityAdmin {
    private final Rights rights;
    private final PoolModule estate;
    private final AffinityGroups groups;

    public AffinityAdmin(Rights rights, PoolModule estate) {
        this.rights = rights;
        this.estate = estate;
        this.groups = estate.affinity();
    }

    /** A group, with the names of its cluster and members, in order. */
    public record Entry(AffinityGroup group, String cluster, List<String> vms, List<String> hosts) {
        public Entry {
            vms = List.copyOf(vms);
            hosts = List.copyOf(hosts);
        }
    }

    /**
     * What a new group shall be.
     *
     * @param cluster by name; empty: {@code Default}
     * @param priority above 0, at most 1,000; empty: 1
     * @param amongVms {@code positive} or {@code negative}, {@code soft:} before it for a rule that may be broken
     * @param onHosts the same, for its hosts
     * @param vms by name
     * @param hosts by name
     */
    public record Wish(
            Optional<String> name,
            Optional<String> description,
            Optional<String> cluster,
            Optional<Double> priority,
            Optional<String> amongVms,
            Optional<String> onHosts,
            List<String> vms,
            List<String> hosts) {
        public Wish {
            vms = List.copyOf(vms);
            hosts = List.copyOf(hosts);
        }
    }

    /** All groups, by name. */
    public List<Entry> list(User actor) {
        return rights.listed(actor, UseCase.AFFINITY_LIST, groups.list(), it -> ObjectRef.of(it.cluster())).stream()
                .map(this::entry)
                .toList();
    }

    public Entry show(User actor, String name) {
        return entry(find(actor, UseCase.AFFINITY_SHOW, name));
    }

    public Entry add(User actor, Wish wish) {
        var checks = new Checks();
        var name = checks.name(wish.name(), Optional.empty());
        var description = checks.description(wish.description(), "");
        var cluster = checks.found(
                "cluster",
                "cluster",
                wish.cluster(),
                wish.cluster()
                        .flatMap(estate.clusters()::byName)
                        .filter(it -> rights.sees(actor, ObjectRef.of(it.id()))));
        var in = (wish.cluster().isPresent() ? cluster : estate.clusters().byName(SiteAdmin.DEFAULT)).map(Cluster::id);
        in.ifPresent(it -> rights.require(
                actor,
                UseCase.AFFINITY_ADD,
                ObjectRef.of(it),
                "cluster " + wish.cluster().orElse(SiteAdmin.DEFAULT)));
        double priority = wish.priority().orElse(1.0);
        checks.require(
                priority > 0 && priority <= AffinityGroup.MOST,
                "priority",
                "range",
                "a priority is a number above 0, at most " + AffinityGroup.MOST);
        var amongVms = rule("vmRule", wish.amongVms(), checks);
        var onHosts = rule("hostRule", wish.onHosts(), checks);
        checks.require(
                wish.amongVms().isPresent() || wish.onHosts().isPresent(),
                "vmRule",
                "required",
                "an affinity group needs a rule among its vms, or for its hosts");
        var vms = new LinkedHashSet<VmId>();
        wish.vms().forEach(vm -> vm(actor, vm, checks).ifPresent(vms::add));
        var hosts = new LinkedHashSet<HostId>();
        wish.hosts().forEach(host -> host(actor, host, in, checks).ifPresent(hosts::add));
        checks.done();
        var made = groups.create(new NewAffinityGroup(
                name, description, cluster.map(Cluster::id), priority, amongVms, onHosts, vms, hosts));
        Admins.record(estate.events(), actor, "affinity group " + name + " added");
        return entry(made);
    }

    /** Puts VMs and hosts, by name, into a group, or takes them out of it. */
    public Entry members(User actor, String name, List<String> vms, List<String> hosts, boolean in) {
        var group = find(actor, UseCase.AFFINITY_EDIT, name);
        var checks = new Checks();
        var cluster = Optional.of(group.cluster());
        var vmIds = vms.stream().flatMap(vm -> vm(actor, vm, checks).stream()).toList();
        var hostIds = hosts.stream()
                .flatMap(host -> host(actor, host, cluster, checks).stream())
                .toList();
        checks.require(!vms.isEmpty() || !hosts.isEmpty(), "vms", "required", "name at least one vm or host");
        checks.done();
        for (var vm : vmIds) {
            if (in) {
                groups.add(group.id(), vm);
            } else {
                groups.remove(group.id(), vm);
            }
        }
        for (var host : hostIds) {
            if (in) {
                groups.add(group.id(), host);
            } else {
                groups.remove(group.id(), host);
            }
        }
        Admins.record(estate.events(), actor, "members of affinity group " + name + " changed");
        return entry(find(actor, UseCase.AFFINITY_EDIT, name));
    }

    /** Deletes a group; its members stay as they are. */
    public void remove(User actor, String name) {
        groups.remove(find(actor, UseCase.AFFINITY_REMOVE, name).id());
        Admins.record(estate.events(), actor, "affinity group " + name + " deleted");
    }

    private static Optional<Rule> rule(String field, Optional<String> text, Checks checks) {
        return text.flatMap(it -> switch (it) {
            case "positive" -> Optional.of(new Rule(true, true));
            case "negative" -> Optional.of(new Rule(false, true));
            case "soft:positive" -> Optional.of(new Rule(true, false));
            case "soft:negative" -> Optional.of(new Rule(false, false));
            case String _ -> {
                checks.wrong(
                        field,
                        "unknown",
                        field
                                + " is positive or negative, or soft:positive or soft:negative for one that may be"
                                + " broken");
                yield Optional.empty();
            }
        });
    }

    private Optional<VmId> vm(User actor, String name, Checks checks) {
        return checks.found(
                        "vms",
                        "vm",
                        Optional.of(name),
                        estate.vms().byName(name).filter(it -> rights.sees(actor, ObjectRef.of(it.id()))))
                .map(Vm::id);
    }

    private Optional<HostId> host(User actor, String name, Optional<ClusterId> cluster, Checks checks) {
        var host = checks.found(
                "hosts",
                "host",
                Optional.of(name),
                estate.hosts().byName(name).filter(it -> rights.sees(actor, ObjectRef.of(it.id()))));
        checks.require(
                host.isEmpty()
                        || cluster.isEmpty()
                        || cluster.get().equals(host.get().cluster()),
                "hosts",
                "cluster",
                "host " + name + " is in another cluster than the affinity group");
        return host.map(Host::id);
    }

    /** Rights on a group are rights on its cluster. */
    private AffinityGroup find(User actor, UseCase what, String name) {
        var named = "affinity group " + name;
        var found = groups.byName(name).orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no " + named));
        rights.require(actor, what, ObjectRef.of(found.cluster()), named);
        return found;
    }

    private Entry entry(AffinityGroup group) {
        return new Entry(
                group,
                estate.clusters().find(group.cluster()).map(Cluster::name).orElse(""),
                group.vms().stream()
                        .flatMap(id -> estate.vms().find(id).stream())
                        .map(Vm::name)
                        .sorted()
                        .toList(),
                group.hosts().stream()
                        .flatMap(id -> estate.hosts().find(id).stream())
                        .map(Host::name)
                        .sorted()
                        .toList());
    }
}
