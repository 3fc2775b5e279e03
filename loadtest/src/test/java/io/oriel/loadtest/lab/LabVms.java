package io.oriel.loadtest.lab;

import io.oriel.host.api.Answer;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.EstateCommand.DeleteDisk;
import io.oriel.host.api.EstateCommand.DestroyVm;
import io.oriel.host.api.EstateCommand.MigrateVm;
import io.oriel.host.api.EstateCommand.PrepareStorage;
import io.oriel.host.api.EstateCommand.StartVm;
import io.oriel.host.api.EventStream;
import io.oriel.host.api.HostAgent;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.MigrationLimits;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * VMs of the demo template on a laboratory's hosts, told to their agents as a control plane would. Disks lie in the
 * shared directory, so that every host reaches them.
 */
public final class LabVms implements AutoCloseable {
    private static final LeaseToken TOKEN = new LeaseToken(1);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Outcome DONE = new Outcome.Done();

    private final Laboratory laboratory;
    private final StorageRef storage = new StorageRef(UUID.randomUUID(), Laboratory.SHARED + "/" + UUID.randomUUID());
    private final DiskRef template = new DiskRef(storage, UUID.randomUUID());
    private final List<VmSpec> made = new ArrayList<>();

    /** Prepares a storage domain with the template in it. */
    public LabVms(Laboratory laboratory) {
        this.laboratory = laboratory;
        mustBeDone(1, id -> new PrepareStorage(id, TOKEN, storage));
        var stored = agent(1).upload(template, GuestImage.built());
        if (!stored.equals(DONE)) {
            throw new AssertionError("the template was not stored: " + stored);
        }
    }

    private HostAgent agent(int host) {
        return laboratory.agents().of(laboratory, host);
    }

    /** A VM with a disk of its own; it runs nowhere yet. */
    public VmSpec fresh(String title) {
        var disk = new DiskRef(storage, UUID.randomUUID());
        mustBeDone(1, id -> new CreateDisk(id, TOKEN, disk, Optional.of(template), 0));
        var id = UUID.randomUUID();
        var mac = "52:54:00:%02x:%02x:%02x".formatted(id.hashCode() & 0xff, id.hashCode() >> 8 & 0xff, made.size());
        var nic = new NicSpec(mac, "lab", Optional.of("br0"), Optional.empty());
        var vm = new VmSpec(new VmId(id), title, 1, 128, List.of(disk), List.of(nic), false, true);
        made.add(vm);
        return vm;
    }

    /** Starts a VM and waits until its guest is up. */
    public void boot(int host, VmSpec vm) {
        mustBeDone(host, id -> new StartVm(id, TOKEN, vm));
        Await.until(
                vm.title() + " is up on host " + host,
                PATIENCE,
                () -> laboratory.serial(host, vm.id()).contains("BOOTED " + vm.title()));
    }

    /** Moves a running VM to another host, and returns when it runs there. */
    public void move(VmSpec vm, int from, int to) {
        var target = laboratory.agents().target(to);
        mustBeDone(from, id -> new MigrateVm(id, TOKEN, vm.id(), target, MigrationLimits.DEFAULT));
    }

    /** Waits for an event of this kind from a host. */
    public <T extends HostEvent> T awaitEvent(int host, Class<T> kind, Predicate<T> wanted) {
        var agent = agent(host);
        try (var events = agent.events(agent.report().sequence())) {
            return Await.value(
                    kind.getSimpleName() + " of host " + host,
                    PATIENCE,
                    () -> next(events).filter(kind::isInstance).map(kind::cast).filter(wanted));
        }
    }

    /** Tries to start a VM, and says how that ended. */
    public Outcome tryToStart(int host, VmSpec vm) {
        return run(host, id -> new StartVm(id, TOKEN, vm));
    }

    /** What a host reports of a VM; empty when nothing, or when its agent does not answer. */
    public Optional<VmReport> report(int host, VmSpec vm) {
        return laboratory
                .agents()
                .report(laboratory, host)
                .flatMap(report -> report.vms().stream()
                        .filter(seen -> seen.id().equals(vm.id()))
                        .findFirst());
    }

    /** Gives a command to a host and waits for its end; anything but done is a failure. */
    public void mustBeDone(int host, Function<CommandId, EstateCommand> command) {
        var outcome = run(host, command);
        if (!outcome.equals(DONE)) {
            var asked =
                    command.apply(new CommandId(UUID.randomUUID())).getClass().getSimpleName();
            throw new AssertionError("host " + host + ", " + asked + ": " + outcome);
        }
    }

    /** Gives a command to a host and waits for its end. */
    public Outcome run(int host, Function<CommandId, EstateCommand> command) {
        var agent = agent(host);
        var id = new CommandId(UUID.randomUUID());
        try (var events = agent.events(agent.report().sequence())) {
            return switch (agent.execute(command.apply(id))) {
                case Answer.Ended(var outcome) -> outcome;
                case Answer.Accepted() -> Await.value("the end of the command", PATIENCE, () -> ended(events, id));
            };
        }
    }

    private static Optional<Outcome> ended(EventStream events, CommandId id) {
        return next(events)
                .filter(event -> event instanceof HostEvent.CommandEnded end
                        && end.command().equals(id))
                .map(event -> ((HostEvent.CommandEnded) event).outcome());
    }

    private static Optional<HostEvent> next(EventStream events) {
        try {
            return events.next(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Removes every VM it made, wherever it runs, and its disk. */
    @Override
    public void close() {
        for (var vm : made) {
            for (int host = 1; host <= laboratory.hosts(); host++) {
                mustBeDone(host, id -> new DestroyVm(id, TOKEN, vm.id()));
            }
            vm.disks().forEach(disk -> mustBeDone(1, id -> new DeleteDisk(id, TOKEN, disk)));
        }
    }
}
