package io.oriel.broker.operation;

import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.gateway.Approvals;
import io.oriel.broker.gateway.Enrolments;
import io.oriel.broker.gateway.Joins;
import io.oriel.broker.trust.Certificates;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.pool.Admissions;
import io.oriel.pool.Clusters;
import io.oriel.pool.Drain;
import io.oriel.pool.Hosts;
import io.oriel.pool.NewHost;
import io.oriel.pool.PoolModule;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.schedule.Forecast;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Hosts: adding, letting in, removing.
 *
 * <p>Throws {@link BrokerException} FORBIDDEN, NOT_FOUND, ALREADY_EXISTS or INVALID, and {@link
 * io.oriel.pool.PoolException} INVALID and IN_USE.
 */
public final class HostAdmin {
    private final Rights rights;
    private final Hosts hosts;
    private final Clusters clusters;
    private final Admissions admissions;
    private final Enrolments enrolments;
    private final Papers papers;
    private final JoinCommands commands;
    private final Events events;

    /** What hosts were given and are waiting for. */
    public record Papers(Joins joins, Approvals approvals, Certificates certificates) {}

    public HostAdmin(Rights rights, PoolModule estate, Enrolments enrolments, Papers papers, JoinCommands commands) {
        this.rights = rights;
        this.hosts = estate.hosts();
        this.clusters = estate.clusters();
        this.admissions = estate.admissions();
        this.enrolments = enrolments;
        this.papers = papers;
        this.commands = commands;
        this.events = estate.events();
    }

    /**
     * A machine that waits to become a host.
     *
     * @param hardwareId what it says it is
     * @param address where it asked from
     * @param reason why it must wait, for people
     */
    public record Machine(String hardwareId, String address, String reason) {}

    /**
     * A host with what an administrator must know of its trust.
     *
     * @param waiting the machine that wants to be this host
     * @param bootKeys how many are good
     * @param certificateUntil when its agent's certificate runs out
     */
    public record Entry(
            Host host, Optional<Machine> waiting, int bootKeys, Optional<OffsetDateTime> certificateUntil) {}

    /** A host that was added, and how its machine joins. */
    public record Added(Entry entry, JoinCommand join) {}

    /** All hosts, by name. */
    public List<Entry> list(User actor) {
        return rights.listed(actor, UseCase.HOST_LIST, hosts.list(), it -> ObjectRef.of(it.id())).stream()
                .map(this::entry)
                .toList();
    }

    /** One host. */
    public Entry show(User actor, String name) {
        return entry(find(actor, UseCase.HOST_SHOW, name));
    }

    /**
     * Adds a host.
     *
     * @param address where the control plane, the gateways and the other hosts reach it
     * @param cluster empty takes {@code Default}
     */
    public Added add(User actor, String name, String address, int port, Optional<String> cluster) {
        var chosen = cluster.map(wanted -> clusters.byName(wanted)
                .filter(it -> rights.sees(actor, ObjectRef.of(it.id())))
                .orElseThrow(() -> new BrokerException(
                        List.of(new BrokerException.Wrong("cluster", "unknown", "there is no cluster " + wanted)))));
        chosen.or(() -> clusters.byName(SiteAdmin.DEFAULT))
                .ifPresent(
                        it -> rights.require(actor, UseCase.HOST_ADD, ObjectRef.of(it.id()), "cluster " + it.name()));
        var host = hosts.add(new NewHost(name, address, port, chosen.map(Cluster::id)));
        record(actor, "host " + name + " added", host);
        return new Added(entry(host), commands.host(host));
    }

    /** A new join command for a host; works once, for 15 minutes. */
    public JoinCommand token(User actor, String name) {
        var host = find(actor, UseCase.HOST_TOKEN, name);
        record(actor, "join token for host " + name + " made", host);
        return commands.host(host);
    }

    /**
     * A join command that works at every boot, for a host that keeps nothing.
     *
     * @param address the only address it is taken from; empty takes it from any
     */
    public JoinCommand bootKey(User actor, String name, Optional<String> address) {
        var host = find(actor, UseCase.HOST_BOOT_KEY, name);
        record(
                actor,
                "boot key for host " + name + " made"
                        + address.map(from -> ", good from " + from).orElse(""),
                host);
        return commands.bootKey(host, address);
    }

    /** Takes all boot keys of a host away; says how many there were. */
    public int revokeBootKeys(User actor, String name) {
        var host = find(actor, UseCase.HOST_REVOKE_BOOT_KEYS, name);
        int revoked = papers.joins().revokeBootKeys(host.id());
        record(actor, revoked + " boot keys of host " + name + " revoked", host);
        return revoked;
    }

    /**
     * Lets the machine in that is not the confirmed one: the one that waits to join, in place of the one before, whose
     * certificates end; or the one that was found at work.
     *
     * @return the machine, for people
     */
    public String approve(User actor, String name) {
        var host = find(actor, UseCase.HOST_APPROVE, name);
        var machine = enrolments
                .approve(host)
                .map(waiting -> "machine " + waiting.hardwareId() + " at " + waiting.address())
                .orElseGet(() -> approveFound(host));
        record(actor, "host " + name + ": " + machine + " approved", host);
        return machine;
    }

    private String approveFound(Host host) {
        if (!(host.state() instanceof HostState.PendingApproval)) {
            throw nobodyWaits(host.name());
        }
        hosts.approve(host.id());
        return "the machine found at " + host.address();
    }

    /** Sends the machine away that waits for this host; what it showed is good no more. */
    public String reject(User actor, String name) {
        var host = find(actor, UseCase.HOST_REJECT, name);
        var machine = enrolments
                .reject(host)
                .map(waiting -> "machine " + waiting.hardwareId() + " at " + waiting.address())
                .orElseThrow(() -> nobodyWaits(name));
        record(actor, "host " + name + ": " + machine + " rejected", host);
        return machine;
    }

    /** Empties a host and keeps it out of use; from then on it can be removed. */
    public Entry maintenance(User actor, String name) {
        var host = find(actor, UseCase.HOST_MAINTENANCE, name);
        record(actor, "host " + name + ": maintenance asked for", host);
        return entry(hosts.maintenance(host.id()));
    }

    /**
     * What emptying a host would meet, or how far it has come. VMs that the acting person does not see are counted and
     * not named.
     */
    public Drain drain(User actor, String name) {
        var drain = hosts.drain(find(actor, UseCase.HOST_DRAIN, name).id());
        var seen = drain.leaving().stream()
                .filter(it -> rights.sees(actor, ObjectRef.of(it.vm().vm().id())))
                .toList();
        var names = seen.stream().map(it -> it.vm().vm().name()).collect(Collectors.toSet());
        var hindrances = drain.hindrances().stream()
                .map(it -> it.vm().filter(vm -> !names.contains(vm)).isPresent()
                        ? new Drain.Hindrance(Optional.empty(), "one vm that you may not see cannot leave")
                        : it)
                .toList();
        return new Drain(drain.host(), hindrances, seen, drain.left());
    }

    /** What would become of the VMs on a host if it failed now, as far as the acting person sees them. */
    public Forecast simulate(User actor, String name) {
        var forecast = hosts.simulate(find(actor, UseCase.HOST_SIMULATE, name).id());
        return new Forecast(
                forecast.failed(),
                forecast.fates().stream()
                        .filter(it ->
                                rights.sees(actor, ObjectRef.of(it.vm().vm().id())))
                        .toList());
    }

    /**
     * Says that a host that does not answer was powered off or rebooted, so that its highly available VMs are started
     * elsewhere.
     *
     * @param typed the host's name once more: said of the wrong host, a VM may run twice
     */
    public Entry confirmRebooted(User actor, String name, String typed) {
        var host = find(actor, UseCase.HOST_CONFIRM_REBOOTED, name);
        if (!typed.equals(host.name())) {
            record(actor, "host " + name + ": a reboot was confirmed without its name; refused, asked for", host);
            throw new BrokerException(List.of(new BrokerException.Wrong(
                    "host", "mismatch", "type the name of the host that was rebooted: " + host.name())));
        }
        var down = hosts.confirmRebooted(host.id(), actor.id().toString());
        record(actor, "host " + name + ": its reboot confirmed", host);
        return entry(down);
    }

    /** Takes a host into use again. */
    public Entry activate(User actor, String name) {
        var host = find(actor, UseCase.HOST_ACTIVATE, name);
        record(actor, "host " + name + ": activation asked for", host);
        return entry(hosts.activate(host.id()));
    }

    /** Removes a host without VMs. Its certificates, tokens and boot keys are good for nothing from then on. */
    public void remove(User actor, String name) {
        var host = find(actor, UseCase.HOST_REMOVE, name);
        admissions.remove(host);
        papers.certificates().revokeAll(new PeerIdentity.Host(host.id().value()));
        papers.joins().spoilAll(host.id().value());
        enrolments.forget(host);
        record(actor, "host " + name + " removed, its certificates are denied", host);
    }

    private Host find(User actor, UseCase what, String name) {
        var found =
                hosts.byName(name).orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no host " + name));
        rights.require(actor, what, ObjectRef.of(found.id()), "host " + name);
        return found;
    }

    private static BrokerException nobodyWaits(String name) {
        return new BrokerException(Code.NOT_FOUND, "no machine waits to become host " + name);
    }

    private Entry entry(Host host) {
        return new Entry(
                host,
                papers.approvals()
                        .find(host.id())
                        .filter(waiting -> !waiting.approved())
                        .map(waiting -> new Machine(waiting.hardwareId(), waiting.address(), waiting.reason())),
                papers.joins().bootKeys(host.id()),
                papers.certificates().until(host.id().value(), "agent"));
    }

    private void record(User actor, String what, Host host) {
        events.record(Event.of(Severity.NORMAL, what + " by " + actor.id())
                .about(host.id())
                .about(actor.id()));
    }
}
