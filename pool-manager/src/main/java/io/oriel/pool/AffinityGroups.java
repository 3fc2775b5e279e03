package io.oriel.pool;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.AffinityGroup;
import io.oriel.pool.estate.AffinityGroupId;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.store.AffinityRows;
import io.oriel.pool.store.EstateStore;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Which VMs belong together or apart, and on which hosts. They count when a VM starts or moves the next time; what runs
 * is not moved for their sake.
 */
public final class AffinityGroups {
    private final AffinityRows rows;
    private final EstateStore store;
    private final Clusters clusters;
    private final TransactionTemplate transactions;
    private final Events events;

    AffinityGroups(
            AffinityRows rows, EstateStore store, Clusters clusters, TransactionTemplate transactions, Events events) {
        this.rows = rows;
        this.store = store;
        this.clusters = clusters;
        this.transactions = transactions;
        this.events = events;
    }

    /** All groups, by name. */
    public List<AffinityGroup> list() {
        return rows.list();
    }

    public Optional<AffinityGroup> byName(String name) {
        return list().stream().filter(it -> it.name().equals(name)).findFirst();
    }

    /**
     * Makes a group.
     *
     * @throws PoolException INVALID when a member is in another cluster; ALREADY_EXISTS; NOT_FOUND (cluster, member)
     */
    public AffinityGroup create(NewAffinityGroup wanted) {
        Rules.siteName("an affinity group", wanted.name());
        Rules.description(wanted.description());
        Rules.require(
                wanted.priority() > 0 && wanted.priority() <= AffinityGroup.MOST,
                "a priority is a number above 0, at most " + AffinityGroup.MOST);
        Rules.require(
                wanted.amongVms().isPresent() || wanted.onHosts().isPresent(),
                "an affinity group needs a rule among its vms, or for its hosts");
        var cluster = clusters.chosen(wanted.cluster());
        wanted.vms().forEach(vm -> vm(vm, cluster.id()));
        wanted.hosts().forEach(host -> host(host, cluster.id()));
        var made = new AffinityGroup(
                AffinityGroupId.random(),
                cluster.id(),
                wanted.name(),
                wanted.description(),
                wanted.priority(),
                wanted.amongVms(),
                wanted.onHosts(),
                wanted.vms(),
                wanted.hosts());
        Rules.naming(
                "an affinity group",
                wanted.name(),
                () -> transactions.executeWithoutResult(_ -> {
                    rows.insert(made);
                    tell(made, "was made in cluster " + cluster.name());
                }));
        return made;
    }

    /**
     * Puts a VM into a group; nothing happens when it is in it.
     *
     * @throws PoolException NOT_FOUND; INVALID when it is in another cluster
     */
    public void add(AffinityGroupId id, VmId vm) {
        var group = known(id);
        var name = vm(vm, group.cluster()).vm().name();
        change(group, () -> rows.add(id, vm), "has vm " + name + " now");
    }

    /**
     * Puts a host into a group; nothing happens when it is in it.
     *
     * @throws PoolException NOT_FOUND; INVALID when it is in another cluster
     */
    public void add(AffinityGroupId id, HostId host) {
        var group = known(id);
        var name = host(host, group.cluster()).name();
        change(group, () -> rows.add(id, host), "has host " + name + " now");
    }

    /**
     * Takes a VM out of a group; nothing happens when it is not in it.
     *
     * @throws PoolException NOT_FOUND (the group)
     */
    public void remove(AffinityGroupId id, VmId vm) {
        change(known(id), () -> rows.remove(id, vm), "does not have vm " + name(vm) + " any more");
    }

    /** As {@link #remove(AffinityGroupId, VmId)}, a host. */
    public void remove(AffinityGroupId id, HostId host) {
        var name = store.host(host).map(Host::name).orElse(host.toString());
        change(known(id), () -> rows.remove(id, host), "does not have host " + name + " any more");
    }

    /**
     * Deletes a group; its members stay as they are.
     *
     * @throws PoolException NOT_FOUND
     */
    public void remove(AffinityGroupId id) {
        var group = known(id);
        transactions.executeWithoutResult(_ -> {
            if (!rows.delete(id)) {
                throw Rules.notFound("affinity group " + group.name());
            }
            tell(group, "was deleted");
        });
    }

    private void change(AffinityGroup group, Runnable write, String what) {
        try {
            transactions.executeWithoutResult(_ -> {
                write.run();
                tell(group, what);
            });
        } catch (DataIntegrityViolationException e) {
            throw new PoolException(
                    PoolException.Code.CONFLICT,
                    "affinity group " + group.name() + " or its member was deleted at the same time",
                    e);
        }
    }

    private TendedVm vm(VmId id, ClusterId cluster) {
        var tended = store.vm(id).orElseThrow(() -> Rules.notFound("vm " + id));
        Rules.require(
                tended.upkeep().build().cluster().equals(cluster),
                "vm " + tended.vm().name() + " is in another cluster than the affinity group");
        return tended;
    }

    private Host host(HostId id, ClusterId cluster) {
        var host = store.host(id).orElseThrow(() -> Rules.notFound("host " + id));
        Rules.require(
                host.cluster().equals(cluster),
                "host " + host.name() + " is in another cluster than the affinity group");
        return host;
    }

    private String name(VmId id) {
        return store.vm(id).map(tended -> tended.vm().name()).orElse(id.toString());
    }

    private AffinityGroup known(AffinityGroupId id) {
        return Rules.one(list(), AffinityGroup::id, id, "affinity group");
    }

    private void tell(AffinityGroup group, String what) {
        events.record(Event.of(Severity.NORMAL, "affinity group " + group.name() + " " + what));
    }
}
