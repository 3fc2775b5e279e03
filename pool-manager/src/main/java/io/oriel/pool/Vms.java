package io.oriel.pool;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.Console;
import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.HostAgent;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostFacts;
import io.oriel.host.api.HostId;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import io.oriel.pool.apply.Connections;
import io.oriel.pool.estate.Errand;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.RunOnce;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmLoad;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.loop.Usages;
import io.oriel.pool.schedule.Explanation;
import io.oriel.pool.store.Assignments;
import io.oriel.pool.store.EstateStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Single VMs and their consoles. */
public final class Vms {
    private final EstateStore store;
    private final Assignments assignments;
    private final Connections connections;
    private final VmMaking making;
    private final VmOperations operations;
    private final VmEditing editing;
    private final Usages usages;
    private final Function<TendedVm, Optional<Duration>> eta;

    Vms(
            EstateStore store,
            Assignments assignments,
            Connections connections,
            VmMaking making,
            VmOperations operations,
            VmEditing editing,
            Usages usages,
            Function<TendedVm, Optional<Duration>> eta) {
        this.store = store;
        this.assignments = assignments;
        this.connections = connections;
        this.making = making;
        this.operations = operations;
        this.editing = editing;
        this.usages = usages;
        this.eta = eta;
    }

    /** All VMs, those of pools included, by name. */
    public List<Vm> list() {
        return store.vms().stream().map(TendedVm::vm).toList();
    }

    public Optional<Vm> byName(String name) {
        return store.vm(name).map(TendedVm::vm);
    }

    /** All VMs with all that is kept about them, by name. */
    public List<TendedVm> tended() {
        return store.vms();
    }

    /** One VM with all that is kept about it. */
    public Optional<TendedVm> tended(VmId id) {
        return store.vm(id);
    }

    /** What may be changed of a VM, as it is now. */
    public Optional<VmConfig> config(VmId id) {
        return store.vm(id).map(editing::config);
    }

    /** The tags of all VMs that have any. */
    public Map<VmId, SortedSet<String>> tags() {
        return editing.tags();
    }

    /** Its further disks, its cards and its snapshots. */
    public VmDevices devices() {
        return new VmDevices(editing, operations);
    }

    /**
     * Changes what a VM is. One that runs takes some of it only at its next start: {@link
     * io.oriel.pool.estate.NextRun#needsRestart}.
     *
     * @param version what the change is based on; empty: whatever it is now
     * @throws PoolException NOT_FOUND, INVALID, ALREADY_EXISTS; IN_USE when it is a pool's; CONFLICT
     */
    public Vm edit(VmId id, Optional<Long> version, UnaryOperator<VmConfig> change) {
        return editing.edit(id, version, change);
    }

    /**
     * Has a VM deleted: its disks, its definition, its row; the loop does it.
     *
     * @param keepDisks whether its disks stay in their storage domains, without a VM
     * @throws PoolException NOT_FOUND; IN_USE when it is protected, runs, or is a pool's; CONFLICT
     */
    public void delete(VmId id, boolean keepDisks) {
        operations.delete(id, keepDisks);
    }

    /**
     * Makes a VM outside of every pool, Down; its disk is made at once.
     *
     * @throws PoolException INVALID, ALREADY_EXISTS, NOT_FOUND (template, cluster, host)
     */
    public Vm create(NewVm wanted) {
        return making.create(wanted);
    }

    /**
     * Has a VM started; one that is paused or suspended goes on where it was.
     *
     * @throws PoolException NOT_FOUND; IN_USE when its state does not allow it; CONFLICT
     */
    public Vm start(VmId id) {
        return operations.start(id);
    }

    /**
     * Has a VM's guest asked to power off; it is powered off when it does not. A stateless desktop is given back.
     *
     * @throws PoolException NOT_FOUND, CONFLICT
     */
    public Vm shutdown(VmId id) {
        return operations.stop(id, Errand.Kind.SHUTDOWN);
    }

    /** As {@link #shutdown}, at once. */
    public Vm stop(VmId id) {
        return operations.stop(id, Errand.Kind.STOP);
    }

    /**
     * Has a VM's guest restarted.
     *
     * @throws PoolException NOT_FOUND; IN_USE when its state does not allow it; CONFLICT
     */
    public Vm reboot(VmId id) {
        return operations.reboot(id);
    }

    /** Presses a VM's reset button. Throws as {@link #reboot}. */
    public Vm reset(VmId id) {
        return operations.reset(id);
    }

    /** Lets a paused VM go on. Throws as {@link #reboot}. */
    public Vm resume(VmId id) {
        return operations.resume(id);
    }

    /** Has a VM that is Down started, this once in another way. Throws as {@link #reboot}, and INVALID. */
    public Vm runOnce(VmId id, RunOnce once) {
        return operations.runOnce(id, once);
    }

    /** Has a VM's processors stopped; {@link #start(VmId)} lets them go on. Throws as {@link #reboot}. */
    public Vm pause(VmId id) {
        return operations.pause(id);
    }

    /** Has a VM's memory written to disk and the VM powered off. Throws as {@link #reboot}; a stateless one never. */
    public Vm suspend(VmId id) {
        return operations.suspend(id);
    }

    /**
     * Has a running VM moved without a break.
     *
     * @param to empty: to the host where it fits best
     * @throws PoolException NOT_FOUND; IN_USE when it cannot be moved, with the reason for each host; CONFLICT
     */
    public Vm migrate(VmId id, Optional<HostId> to) {
        return operations.migrate(id, to);
    }

    /** Has a move called off. Throws as {@link #reboot}. */
    public Vm cancelMigration(VmId id) {
        return operations.cancelMigration(id);
    }

    /**
     * Where a VM would start, or, while it runs, where it would move, and why not elsewhere. How busy the hosts are is
     * known only to the control plane that leads.
     *
     * @throws PoolException NOT_FOUND
     */
    public Explanation explain(VmId id) {
        return operations.explain(id);
    }

    /**
     * What a VM uses and where its guest is reached; empty when it does not run, or its host has not said it lately to
     * this control plane, which must be the one that leads.
     */
    public Optional<VmLoad> load(Vm vm) {
        return usages.load(vm);
    }

    /** How far the command that is being carried out for a VM has come; empty without one, or when nobody says. */
    public Optional<HostEvent.Progress> progress(VmId id) {
        return store.vm(id)
                .flatMap(tended -> tended.upkeep().command())
                .flatMap(command -> usages.progress(command.host(), command.id()));
    }

    public Optional<Vm> find(VmId id) {
        return store.vm(id).map(TendedVm::vm);
    }

    /** All VMs a person holds, by name. */
    public List<Vm> of(UserId user) {
        return store.vmsOf(user).stream().map(TendedVm::vm).toList();
    }

    /** How long a VM that is being started still takes; empty when its pool has no experience yet. */
    public Optional<Duration> eta(VmId id) {
        return store.vm(id).flatMap(eta);
    }

    /** Has a VM that is Down started for the person who holds it; false when it is not theirs. */
    public boolean start(VmId vm, UserId user) {
        return assignments.want(vm, user);
    }

    /** Notes that the person who holds a VM has come to it. Works inside the caller's transaction if there is one. */
    public void used(VmId id) {
        assignments.used(id);
    }

    /** Where a VM's display is reached; empty when it has none of this kind, or does not run. */
    public Optional<VmConsole> console(VmId id, ConsoleKind kind) {
        return store.vm(id).filter(tended -> tended.state().connectable()).flatMap(tended -> {
            var host = tended.vm().host().flatMap(store::host);
            var console = tended.upkeep().consoles().stream()
                    .filter(it -> it.kind() == kind)
                    .findFirst();
            return host.flatMap(on -> console.map(it -> console(on, it)));
        });
    }

    private static VmConsole console(Host host, Console console) {
        var pin = host.facts()
                .map(HostFacts::displayPin)
                .filter(_ -> console.tls())
                .orElse("");
        return new VmConsole(host.id(), console.kind(), host.address(), console.port(), console.tls(), pin);
    }

    /** Which host has a VM or, while it moves, is about to have it; empty when it does not run. */
    public Optional<VmPlace> place(VmId id) {
        return store.vm(id)
                .flatMap(tended -> tended.state() instanceof VmState.MigratingFrom move
                        ? Optional.of(move.to())
                        : tended.vm().host())
                .flatMap(store::host)
                .map(host -> new VmPlace(
                        host.address(), host.facts().map(HostFacts::displayPin).orElse("")));
    }

    /**
     * Opens a display to whoever shows this password.
     *
     * @param password 32 base64url characters for SPICE, 8 for VNC
     * @param seconds 1–300; at most 10 for VNC
     * @throws PoolException NOT_FOUND when the VM does not run, AGENT when its host does not answer
     */
    public Outcome openConsole(VmId vm, ConsoleKind kind, String password, int seconds) {
        var command =
                new ConsoleCommand.SetConsolePassword(new CommandId(UUID.randomUUID()), vm, kind, password, seconds);
        return ask(vm, agent -> agent.execute(command));
    }

    /**
     * A running VM's screen as PNG; empty when it has none.
     *
     * @throws PoolException NOT_FOUND when the VM does not run, AGENT when its host does not answer
     */
    public byte[] screenshot(VmId vm) {
        return ask(vm, agent -> agent.screenshot(vm));
    }

    private <T> T ask(VmId vm, Function<HostAgent, T> question) {
        var host = store.vm(vm)
                .flatMap(tended -> tended.vm().host())
                .flatMap(store::host)
                .orElseThrow(() -> new PoolException(PoolException.Code.NOT_FOUND, "vm " + vm + " does not run"));
        try {
            return question.apply(connections.to(host));
        } catch (AgentException e) {
            throw new PoolException(
                    PoolException.Code.AGENT, "host " + host.name() + " does not answer: " + e.getMessage(), e);
        }
    }
}
