package io.oriel.pool;

import io.oriel.host.api.HostId;
import io.oriel.host.api.HostUsage;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.JobKind;
import io.oriel.pool.event.Change;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.loop.Usages;
import io.oriel.pool.schedule.Forecast;
import io.oriel.pool.store.HostRows;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.support.TransactionTemplate;

/** Hypervisor machines: their rows, and what admins do with them. Safe for use by many threads. */
public final class Hosts {
    private static final int LONGEST_HARDWARE_ID = 128;

    private final HostRows rows;
    private final Clusters clusters;
    private final Evacuations evacuations;
    private final TransactionTemplate transactions;
    private final Usages usages;
    private final Events events;
    private final Jobs jobs;
    private final Clock clock;

    Hosts(
            HostRows rows,
            Clusters clusters,
            Evacuations evacuations,
            TransactionTemplate transactions,
            Usages usages,
            Events events,
            Jobs jobs,
            Clock clock) {
        this.rows = rows;
        this.clusters = clusters;
        this.evacuations = evacuations;
        this.transactions = transactions;
        this.usages = usages;
        this.events = events;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** All hosts, by name. */
    public List<Host> list() {
        return rows.list();
    }

    public Optional<Host> find(HostId id) {
        return rows.find(id);
    }

    public Optional<Host> byName(String name) {
        return rows.byName(name);
    }

    /** What a host uses now; empty when it has not said it lately, or not to this control plane. */
    public Optional<HostUsage> usage(HostId id) {
        return usages.host(id);
    }

    /**
     * Makes a host. It is Unassigned until its agent is heard.
     *
     * @throws PoolException INVALID, ALREADY_EXISTS, NOT_FOUND (the cluster)
     */
    public Host add(NewHost wanted) {
        Rules.name("a host", wanted.name());
        Rules.address(wanted.address(), wanted.agentPort());
        var cluster = clusters.chosen(wanted.cluster());
        var id = new HostId(UUID.randomUUID());
        Rules.naming(
                "a host",
                wanted.name(),
                () -> transactions.executeWithoutResult(_ -> {
                    rows.insert(id, wanted.name(), wanted.address(), wanted.agentPort(), cluster.id(), clock.instant());
                    tell(
                            id,
                            "host " + wanted.name() + " was added at " + wanted.address() + ", port "
                                    + wanted.agentPort() + ", in cluster " + cluster.name());
                }));
        return known(id);
    }

    /**
     * The host of this name; made in cluster {@code Default} when it is missing, its address corrected when it differs.
     *
     * @param address where the control plane and the gateways reach it
     * @throws PoolException INVALID
     */
    public Host ensure(String name, String address, int agentPort) {
        Rules.name("a host", name);
        Rules.address(address, agentPort);
        if (rows.ensure(name, address, agentPort, clock.instant())) {
            events.record(Event.of(Severity.NORMAL, "host " + name + " is at " + address + ", port " + agentPort));
        }
        return rows.byName(name)
                .orElseThrow(() -> new PoolException(PoolException.Code.CONFLICT, "host " + name + " was deleted"));
    }

    /**
     * Says where a host is reached from now on. Its certificates name the old address until it joins anew.
     *
     * @throws PoolException INVALID, NOT_FOUND; IN_USE while it is at work
     */
    public Host moveTo(HostId id, String address, int agentPort) {
        Rules.address(address, agentPort);
        var host = known(id);
        atRest(host, "change its address");
        transactions.executeWithoutResult(_ -> {
            if (!rows.moveTo(id, address, agentPort)) {
                throw Rules.notFound("host " + id);
            }
            tell(id, "host " + host.name() + " is at " + address + ", port " + agentPort);
        });
        return known(id);
    }

    /**
     * Puts a host into another cluster.
     *
     * @throws PoolException NOT_FOUND; IN_USE while it is at work or has VMs; CONFLICT
     */
    public Host moveTo(HostId id, ClusterId cluster) {
        var host = known(id);
        var to = clusters.chosen(Optional.of(cluster));
        var from = clusters.chosen(Optional.of(host.cluster()));
        atRest(host, "put it into another cluster");
        if (!from.dataCenter().equals(to.dataCenter())) {
            rows.bound(id).ifPresent(why -> {
                throw inUse(host, "cannot leave its data center: " + why);
            });
        }
        transactions.executeWithoutResult(_ -> {
            if (!rows.moveTo(host, cluster)) {
                throw conflict(host);
            }
            tell(id, "host " + host.name() + " is in cluster " + to.name());
        });
        return known(id);
    }

    /**
     * Has a host emptied and then left alone: nothing is started on it, and its VMs move to others.
     *
     * @throws PoolException NOT_FOUND; IN_USE when a VM on it can go nowhere else, each named with the reason; CONFLICT
     */
    public Host maintenance(HostId id) {
        var host = known(id);
        var now = clock.instant();
        return switch (host.state()) {
            case HostState.Maintenance _, HostState.PreparingForMaintenance _ -> host;
            case HostState.Used it -> drain(host, it.drain(now));
            case HostState.Idle it -> rest(host, it.rest(now));
            case HostState.PendingApproval _ -> throw inUse(host, "waits for approval; approve or remove it");
        };
    }

    /**
     * What emptying a host would meet, or how far it has come; changes nothing.
     *
     * @throws PoolException NOT_FOUND
     */
    public Drain drain(HostId id) {
        return evacuations.drain(known(id));
    }

    /**
     * What would become of its VMs if a host failed now; changes nothing.
     *
     * @throws PoolException NOT_FOUND
     */
    public Forecast simulate(HostId id) {
        return evacuations.forecast(known(id));
    }

    /**
     * Uses a host again, or has it tried again at once.
     *
     * @throws PoolException NOT_FOUND; IN_USE when it waits for approval; CONFLICT
     */
    public Host activate(HostId id) {
        var host = known(id);
        var now = clock.instant();
        return switch (host.state()) {
            case HostState.Maintenance it -> write(host, it.activate(now), "it is activated");
            case HostState.PreparingForMaintenance it -> write(host, it.giveUp(now), "maintenance was called off");
            case HostState.NonOperational it -> write(host, it.tryAgain(now), "it is tried again");
            case HostState.Unassigned _,
                    HostState.Initializing _,
                    HostState.Up _,
                    HostState.Connecting _,
                    HostState.NonResponsive _,
                    HostState.Down _ -> host;
            case HostState.PendingApproval _ -> throw inUse(host, "waits for approval; approve or remove it");
        };
    }

    /**
     * A person says that a host that does not answer runs nothing any more: its machine was powered off, or restarted.
     * What is highly available is then started on other hosts. Said wrongly, only the locks of disks keep a VM from
     * running twice.
     *
     * @param who the person, for people
     * @throws PoolException NOT_FOUND; IN_USE when it answers, or has not been silent for long enough; CONFLICT
     */
    public Host confirmRebooted(HostId id, String who) {
        var host = known(id);
        if (!(host.state() instanceof HostState.NonResponsive silent)) {
            throw inUse(
                    host,
                    "is " + host.state().word() + ": only of a host that is NonResponsive it can be said that it was"
                            + " rebooted");
        }
        var dead = silent.dead(clock.instant(), who + " says that it was rebooted");
        return write(host, dead, dead.proof());
    }

    /**
     * Enrolment found this machine behind the host.
     *
     * @throws PoolException INVALID; NOT_FOUND; CONFLICT when another machine was confirmed before
     */
    public void confirmed(HostId host, String hardwareId) {
        Rules.require(
                !hardwareId.isBlank() && hardwareId.length() <= LONGEST_HARDWARE_ID,
                "a hardware id has 1 to 128 characters");
        var known = known(host);
        if (!rows.confirm(host, hardwareId)) {
            throw new PoolException(
                    PoolException.Code.CONFLICT, "host " + known.name() + " was confirmed as another machine before");
        }
        events.announce(new Change(Optional.empty(), Optional.empty(), "host " + known.name() + " is confirmed"));
    }

    /**
     * The machine that was found at work in place of the confirmed one is this host from now on.
     *
     * @throws PoolException NOT_FOUND; IN_USE when no machine waits; CONFLICT
     */
    public Host approve(HostId id) {
        var host = known(id);
        if (!(host.state() instanceof HostState.PendingApproval waiting)) {
            throw inUse(host, "is " + host.state().word() + ": no machine waits for approval");
        }
        transactions.executeWithoutResult(_ -> {
            if (!rows.approve(host, waiting.approve(clock.instant()), waiting.machine())) {
                throw conflict(host);
            }
            tell(id, "host " + host.name() + ": PendingApproval → Unassigned (its machine was approved)");
        });
        return known(id);
    }

    /**
     * Deletes a host that is at rest and that nothing is bound to. A storage domain of its own that holds nothing waits
     * for another host.
     *
     * @throws PoolException NOT_FOUND; IN_USE, with what binds it; CONFLICT
     */
    public void remove(HostId id) {
        var host = known(id);
        atRest(host, "remove it");
        rows.bound(id).ifPresent(why -> {
            throw inUse(host, "cannot be removed: " + why);
        });
        Rules.deleting(
                "host " + host.name(),
                "something still refers to it",
                () -> transactions.executeWithoutResult(_ -> {
                    if (!rows.delete(host)) {
                        throw conflict(host);
                    }
                    tell(id, "host " + host.name() + " was removed");
                }));
    }

    private Host drain(Host host, HostState.PreparingForMaintenance next) {
        evacuations.objection(host).ifPresent(why -> {
            throw inUse(host, "cannot go into maintenance: " + why);
        });
        return write(
                host,
                next,
                "an admin wants it empty",
                () -> jobs.open(JobKind.HOST_MAINTENANCE, host.id().value(), "maintenance of host " + host.name()));
    }

    private Host rest(Host host, HostState.Maintenance next) {
        if (!evacuations.vmsOn(host).isEmpty()) {
            throw inUse(
                    host,
                    "does not answer, and nobody knows whether these still run there: "
                            + Evacuations.names(evacuations.vmsOn(host)));
        }
        return write(host, next, "an admin took it out of use");
    }

    private Host write(Host host, HostState next, String why) {
        return write(host, next, why, () -> {});
    }

    private Host write(Host host, HostState next, String why, Runnable together) {
        transactions.executeWithoutResult(_ -> {
            if (!rows.save(host.in(next))) {
                throw conflict(host);
            }
            tell(
                    host.id(),
                    "host " + host.name() + ": " + host.state().word() + " → " + next.word() + " (" + why + ")");
            together.run();
        });
        return known(host.id());
    }

    private void atRest(Host host, String what) {
        switch (host.state()) {
            case HostState.Maintenance _,
                    HostState.Unassigned _,
                    HostState.NonResponsive _,
                    HostState.Down _,
                    HostState.NonOperational _,
                    HostState.PendingApproval _ -> {}
            case HostState.Initializing _,
                    HostState.Up _,
                    HostState.Connecting _,
                    HostState.PreparingForMaintenance _ ->
                throw inUse(host, "is " + host.state().word() + "; to " + what + ", put it into maintenance first");
        }
        if (!evacuations.vmsOn(host).isEmpty()) {
            throw inUse(host, "has vms: " + Evacuations.names(evacuations.vmsOn(host)));
        }
    }

    private Host known(HostId id) {
        return rows.find(id).orElseThrow(() -> Rules.notFound("host " + id));
    }

    private void tell(HostId id, String text) {
        events.record(Event.of(Severity.NORMAL, text).about(id));
    }

    private static PoolException inUse(Host host, String why) {
        return new PoolException(PoolException.Code.IN_USE, "host " + host.name() + " " + why);
    }

    private static PoolException conflict(Host host) {
        return new PoolException(
                PoolException.Code.CONFLICT, "host " + host.name() + " has just changed, or has VMs again; try again");
    }
}
