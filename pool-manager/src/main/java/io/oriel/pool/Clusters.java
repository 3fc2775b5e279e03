package io.oriel.pool;

import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.CpuLevel;
import io.oriel.pool.estate.SchedulingPolicy;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.store.SiteRows;
import io.oriel.pool.store.SiteUses;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.transaction.support.TransactionTemplate;

/** Clusters: hosts between which VMs may move. */
public final class Clusters {
    static final String DEFAULT = "Default";

    private static final Pattern CPU_LEVEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");

    private final SiteRows rows;
    private final SiteUses uses;
    private final TransactionTemplate transactions;
    private final Events events;
    private final Clock clock;

    Clusters(SiteRows rows, SiteUses uses, TransactionTemplate transactions, Events events, Clock clock) {
        this.rows = rows;
        this.uses = uses;
        this.transactions = transactions;
        this.events = events;
        this.clock = clock;
    }

    /** Whether a text may name a CPU level. */
    public static boolean isCpuLevel(String text) {
        return CPU_LEVEL.matcher(text).matches();
    }

    /** All clusters, by name. */
    public List<Cluster> list() {
        return rows.clusters();
    }

    public Optional<Cluster> find(ClusterId id) {
        return list().stream().filter(it -> it.id().equals(id)).findFirst();
    }

    public Optional<Cluster> byName(String name) {
        return list().stream().filter(it -> it.name().equals(name)).findFirst();
    }

    /** The cluster that was named, else {@code Default}; NOT_FOUND when it is not there. */
    Cluster chosen(Optional<ClusterId> id) {
        return id.map(it -> Rules.one(list(), Cluster::id, it, "cluster"))
                .orElseGet(() -> Rules.one(list(), Cluster::name, DEFAULT, "cluster"));
    }

    /**
     * Makes a cluster without hosts.
     *
     * @throws PoolException INVALID, ALREADY_EXISTS, NOT_FOUND (the data center)
     */
    public Cluster create(NewCluster wanted) {
        check(wanted.name(), wanted.description(), wanted.cpuLevel());
        var dataCenter = Sites.dataCenter(rows, wanted.dataCenter());
        var made = new Cluster(
                ClusterId.random(),
                dataCenter.id(),
                wanted.name(),
                wanted.description(),
                wanted.cpuLevel().map(CpuLevel::new),
                wanted.policy());
        Rules.naming(
                "a cluster",
                wanted.name(),
                () -> transactions.executeWithoutResult(_ -> {
                    rows.insert(made);
                    tell(made, "was made" + level(made) + policy(made));
                }));
        return made;
    }

    /**
     * Changes a cluster. When its CPU level changes its hosts are looked at anew; those whose processors are not enough
     * become NonOperational.
     *
     * @param known as it was when that was decided
     * @throws PoolException INVALID, ALREADY_EXISTS; CONFLICT when it is not any more as it was
     */
    public Cluster change(
            Cluster known, String name, String description, Optional<String> cpuLevel, SchedulingPolicy policy) {
        check(name, description, cpuLevel);
        var changed =
                new Cluster(known.id(), known.dataCenter(), name, description, cpuLevel.map(CpuLevel::new), policy);
        Rules.naming(
                "a cluster",
                name,
                () -> transactions.executeWithoutResult(_ -> {
                    if (!rows.update(known, changed)) {
                        throw Rules.changed("cluster " + known.name());
                    }
                    if (!changed.cpuLevel().equals(known.cpuLevel())) {
                        rows.lookAgain(known.dataCenter(), clock.instant());
                    }
                    tell(changed, "was changed" + level(changed) + policy(changed));
                }));
        return changed;
    }

    /**
     * Deletes a cluster.
     *
     * @throws PoolException NOT_FOUND; IN_USE while it has hosts, pools or VMs
     */
    public void remove(ClusterId id) {
        var known = chosen(Optional.of(id));
        Rules.unused("cluster " + known.name(), uses.of(id));
        Rules.deleting(
                "cluster " + known.name(),
                "it has hosts, pools or vms; move or remove them first",
                () -> transactions.executeWithoutResult(_ -> {
                    if (rows.delete(id)) {
                        tell(known, "was removed");
                    }
                }));
    }

    private void tell(Cluster cluster, String what) {
        events.record(Event.of(Severity.NORMAL, "cluster " + cluster.name() + " " + what));
    }

    private static String level(Cluster cluster) {
        return cluster.cpuLevel().map(it -> ", CPU level " + it.name()).orElse("");
    }

    private static String policy(Cluster cluster) {
        var said = cluster.policy().said();
        return ", scheduling policy " + cluster.policy().kind().word() + (said.isEmpty() ? "" : " " + said);
    }

    private static void check(String name, String description, Optional<String> cpuLevel) {
        Rules.siteName("a cluster", name);
        Rules.description(description);
        Rules.require(
                cpuLevel.isEmpty() || isCpuLevel(cpuLevel.get()),
                "a CPU level is one of libvirt's CPU models, or x86-64-v1 to x86-64-v4");
    }
}
