package io.oriel.pool;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.Answer;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.Console;
import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.EventStream;
import io.oriel.host.api.HostAgent;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostFacts;
import io.oriel.host.api.HostId;
import io.oriel.host.api.HostInventory;
import io.oriel.host.api.HostReport;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.StorageReport;
import io.oriel.host.api.StoredImage;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A host in memory that keeps the agent's promises: the same command id has one effect and one outcome, and a lower
 * token is refused. What may go wrong is injected; what must never happen is noted in {@link #violations}.
 */
public final class FakeHost implements HostAgent {

    /** What goes wrong with a command. */
    public enum Fault {
        NONE,
        /** The command never arrives. */
        LOST,
        /** The command is carried out and its answer never arrives. */
        ANSWER_LOST,
        /** The command is tried and does not work. */
        FAILS,
        /** The command is accepted, and ends with {@link #endAccepted()}. */
        ACCEPTED
    }

    /** Decides what goes wrong. */
    public interface Faults {
        Fault of(EstateCommand command);
    }

    private record Running(VmSpec spec, VmPower power, boolean guestAgent, List<Console> consoles) {}

    private final UUID epoch = UUID.randomUUID();
    private final Map<CommandId, Outcome> journal = new LinkedHashMap<>();
    private final Map<CommandId, EstateCommand> accepted = new LinkedHashMap<>();
    private final Map<VmId, Running> running = Collections.synchronizedMap(new LinkedHashMap<>());
    /** Which host has the locks of a VM's disks. */
    private final Map<VmId, FakeHost> locks;

    private final Map<VmId, Running> saved = new LinkedHashMap<>();
    private final Set<VmId> strangers = ConcurrentHashMap.newKeySet();
    private final Set<DiskRef> quarantine = ConcurrentHashMap.newKeySet();
    private final Set<DiskRef> disks;
    private final Set<StorageRef> storage;
    private final List<Queue> streams = new CopyOnWriteArrayList<>();
    private final List<EstateCommand> received = new CopyOnWriteArrayList<>();
    private final List<ConsoleCommand> opened = new CopyOnWriteArrayList<>();

    public final List<String> violations = new CopyOnWriteArrayList<>();
    public volatile Faults faults = _ -> Fault.NONE;
    public volatile boolean guestAgents = true;
    public volatile boolean silent;
    private volatile HostFacts facts = facts("hw-1", 64 * 1024);
    public volatile int firstPort = 5900;
    public volatile Outcome uploads = new Outcome.Done();
    /** What the guests say their addresses are. */
    public volatile List<String> addresses = List.of();

    /** Whether its mount points are empty. */
    public volatile boolean unmounted;
    /** The other hosts, by their ids. */
    public volatile Function<HostId, FakeHost> others = id -> {
        throw new IllegalStateException("no host " + id);
    };

    private long highestToken;
    private long sequence;

    /** A host with disks of its own. */
    public FakeHost() {
        disks = ConcurrentHashMap.newKeySet();
        storage = ConcurrentHashMap.newKeySet();
        locks = new ConcurrentHashMap<>();
    }

    /** A host that mounts what another one mounts. */
    public FakeHost(FakeHost beside) {
        disks = beside.disks;
        storage = beside.storage;
        locks = beside.locks;
    }

    public static HostFacts facts(String hardwareId, long memoryMiB) {
        return new HostFacts(hardwareId, "fake", 8, memoryMiB, "simulated", true, "ab12", "9.0", "7.2", "0.1");
    }

    /** A machine that is not simulated, with these parts. */
    public static HostFacts machine(HostInventory inventory, String libvirt, boolean spice) {
        return new HostFacts("hw-1", "fake", 8, 64 * 1024, "kvm", spice, inventory, "ab12", libvirt, "7.2.0", "0.1");
    }

    public static HostInventory inventory(List<String> cpuModels, List<String> cpuFlags, List<String> bridges) {
        return new HostInventory(
                "Test CPU",
                1,
                4,
                2,
                cpuModels,
                cpuFlags,
                List.of(new HostInventory.Nic("eth0", "52:54:00:00:00:01", true, 1000, "br0")),
                bridges,
                List.of("0000:00:02.0 a, \"device\""),
                "none",
                "6.1.0");
    }

    @Override
    public synchronized Answer execute(EstateCommand command) {
        mustAnswer();
        received.add(command);
        if (command.token().value() < highestToken) {
            return new Answer.Ended(new Outcome.Refused(Outcome.Reason.STALE_TOKEN, "a newer leader was here"));
        }
        highestToken = command.token().value();
        var known = journal.get(command.id());
        if (known != null) {
            return new Answer.Ended(known);
        }
        if (accepted.containsKey(command.id())) {
            return new Answer.Accepted();
        }
        return switch (faults.of(command)) {
            case NONE -> new Answer.Ended(end(command, carryOut(command)));
            case LOST -> throw new AgentException("lost");
            case ANSWER_LOST -> {
                end(command, carryOut(command));
                throw new AgentException("the answer was lost");
            }
            case FAILS -> new Answer.Ended(end(command, new Outcome.Failed("injected")));
            case ACCEPTED -> {
                accepted.put(command.id(), command);
                yield new Answer.Accepted();
            }
        };
    }

    private Outcome end(EstateCommand command, Outcome outcome) {
        journal.put(command.id(), outcome);
        return outcome;
    }

    private Outcome carryOut(EstateCommand command) {
        return switch (command) {
            case EstateCommand.CreateDisk it -> {
                if (it.base().isPresent() && !disks.contains(it.base().get())) {
                    yield new Outcome.Refused(Outcome.Reason.NOT_FOUND, "no base image");
                }
                disks.add(it.disk());
                yield new Outcome.Done();
            }
            case EstateCommand.DeleteDisk it -> {
                if (running.values().stream().anyMatch(vm -> vm.spec().disks().contains(it.disk()))) {
                    violations.add("deleting a disk in use");
                    yield new Outcome.Refused(Outcome.Reason.BUSY, "in use");
                }
                disks.remove(it.disk());
                yield new Outcome.Done();
            }
            case EstateCommand.CopyDisk it -> {
                disks.add(it.to());
                yield new Outcome.Done();
            }
            case EstateCommand.AdoptVm it -> {
                strangers.remove(it.vm());
                yield running.containsKey(it.vm())
                        ? new Outcome.Done()
                        : new Outcome.Refused(Outcome.Reason.NOT_FOUND, "there is no vm " + it.vm());
            }
            case EstateCommand.QuarantineDisk it -> {
                disks.remove(it.disk());
                quarantine.add(it.disk());
                yield new Outcome.Done();
            }
            case EstateCommand.StartVm it -> start(it.spec());
            case EstateCommand.ShutdownVm it -> {
                stop(it.vm());
                yield new Outcome.Done();
            }
            case EstateCommand.DestroyVm it -> {
                stop(it.vm());
                yield new Outcome.Done();
            }
            case EstateCommand.RebootVm it -> guest(it.vm(), VmPower.RUNNING, running.get(it.vm()));
            case EstateCommand.PauseVm it -> guest(it.vm(), VmPower.PAUSED, running.get(it.vm()));
            case EstateCommand.ResumeVm it -> guest(it.vm(), VmPower.RUNNING, running.get(it.vm()));
            case EstateCommand.LockGuest it -> inside(it.vm());
            case EstateCommand.LogOutGuest it -> inside(it.vm());
            case EstateCommand.SuspendVm it -> suspend(it.vm(), running.remove(it.vm()));
            case EstateCommand.MigrateVm it -> migrate(it, running.get(it.vm()));
            case EstateCommand.CancelMigration _ -> new Outcome.Done();
            case EstateCommand.ResetVm _,
                    EstateCommand.ChangeCd _,
                    EstateCommand.AttachDisk _,
                    EstateCommand.DetachDisk _,
                    EstateCommand.AttachNic _,
                    EstateCommand.DetachNic _,
                    EstateCommand.CreateSnapshot _,
                    EstateCommand.RevertSnapshot _,
                    EstateCommand.DeleteSnapshot _,
                    EstateCommand.FreezeGuest _,
                    EstateCommand.ThawGuest _,
                    EstateCommand.SetGuestTime _ ->
                new Outcome.Unsupported(command.getClass().getSimpleName());
            case EstateCommand.PrepareStorage it -> {
                if (unmounted || !(it.make() || storage.contains(it.storage()))) {
                    yield new Outcome.Refused(Outcome.Reason.NOT_FOUND, "no storage domain there");
                }
                storage.add(it.storage());
                yield new Outcome.Done();
            }
        };
    }

    private Outcome guest(VmId id, VmPower power, @Nullable Running was) {
        if (was == null) {
            return new Outcome.Refused(Outcome.Reason.NOT_FOUND, "it does not run here");
        }
        running.put(id, new Running(was.spec(), power, was.guestAgent(), was.consoles()));
        tell(id);
        return new Outcome.Done();
    }

    private Outcome inside(VmId id) {
        return running.containsKey(id)
                ? new Outcome.Done()
                : new Outcome.Refused(Outcome.Reason.NOT_FOUND, "it does not run here");
    }

    private Outcome suspend(VmId id, @Nullable Running was) {
        if (was == null) {
            return new Outcome.Refused(Outcome.Reason.NOT_FOUND, "it does not run here");
        }
        saved.put(id, was);
        tell(id);
        return new Outcome.Done();
    }

    private Outcome migrate(EstateCommand.MigrateVm command, @Nullable Running was) {
        if (was == null) {
            return new Outcome.Refused(Outcome.Reason.NOT_FOUND, "it does not run here");
        }
        others.apply(command.target().host()).receive(was);
        stop(command.vm());
        return new Outcome.Done();
    }

    private synchronized void receive(Running vm) {
        locks.put(vm.spec().id(), this);
        running.put(vm.spec().id(), vm);
        tell(vm.spec().id());
    }

    /** Its machine fails: nothing runs on it any more, and nobody is told. */
    public synchronized void fail() {
        silent = true;
        running.clear();
    }

    /** Says something to whoever listens. */
    public synchronized void say(HostEvent event) {
        streams.forEach(stream -> stream.events.add(Optional.of(event)));
    }

    private Outcome start(VmSpec spec) {
        if (running.containsKey(spec.id())) {
            violations.add("vm " + spec.title() + " was started twice");
            return new Outcome.Done();
        }
        if (!disks.containsAll(spec.disks())) {
            violations.add("vm " + spec.title() + " was started without a disk");
            return new Outcome.Failed("no disk");
        }
        var holder = locks.get(spec.id());
        if (holder != null && holder != this && holder.running.containsKey(spec.id())) {
            return new Outcome.Failed("its disks are locked by another host");
        }
        locks.put(spec.id(), this);
        saved.remove(spec.id());
        int port = firstPort + 2 * running.size();
        var consoles =
                List.of(new Console(ConsoleKind.SPICE, port, true), new Console(ConsoleKind.VNC, port + 1, true));
        running.put(spec.id(), new Running(spec, VmPower.RUNNING, guestAgents, consoles));
        tell(spec.id());
        return new Outcome.Done();
    }

    private void stop(VmId vm) {
        saved.remove(vm);
        if (running.remove(vm) != null) {
            tell(vm);
        }
    }

    /** All accepted commands are carried out and end. */
    public synchronized void endAccepted() {
        for (var command : List.copyOf(accepted.values())) {
            accepted.remove(command.id());
            var outcome = end(command, carryOut(command));
            sequence++;
            var event = new HostEvent.CommandEnded(sequence, command.id(), outcome);
            streams.forEach(stream -> stream.events.add(Optional.of(event)));
        }
    }

    /** The guest powers off, or changes as its hypervisor sees it. */
    public synchronized void guest(VmId vm, VmPower power) {
        var was = running.get(vm);
        if (was == null) {
            return;
        }
        if (power == VmPower.OFF) {
            running.remove(vm);
        } else {
            running.put(vm, new Running(was.spec(), power, was.guestAgent(), was.consoles()));
        }
        tell(vm);
    }

    /** A VM that nobody sent a command for appears. */
    public synchronized void plant(VmSpec spec) {
        running.put(spec.id(), new Running(spec, VmPower.RUNNING, true, List.of()));
        tell(spec.id());
    }

    /** A VM of another owner appears, with its disks. */
    public synchronized void stranger(VmSpec spec) {
        strangers.add(spec.id());
        disks.addAll(spec.disks());
        plant(spec);
    }

    /** An image file appears, as a person might copy one. */
    public void plant(DiskRef image) {
        disks.add(image);
    }

    /** An image file is gone, as a person might delete one. */
    public void lose(DiskRef image) {
        disks.remove(image);
    }

    /** The machine is rebooted: nothing runs any more, disks are kept. */
    public synchronized void reboot() {
        running.clear();
        streams.forEach(Queue::end);
    }

    /** Tells something else of itself, at once. */
    public synchronized void become(HostFacts now) {
        facts = now;
        streams.forEach(Queue::end);
    }

    private void tell(VmId vm) {
        sequence++;
        var event = new HostEvent.VmChanged(sequence, report(vm));
        streams.forEach(stream -> stream.events.add(Optional.of(event)));
    }

    private VmReport report(VmId id) {
        var vm = running.get(id);
        if (vm == null) {
            var power = saved.containsKey(id) ? VmPower.SAVED : VmPower.OFF;
            return new VmReport(id, "", true, power, false, List.of(), List.of());
        }
        return new VmReport(
                id, vm.spec().title(), !strangers.contains(id), vm.power(), vm.guestAgent(), addresses, vm.consoles());
    }

    @Override
    public synchronized Outcome execute(ConsoleCommand command) {
        mustAnswer();
        opened.add(command);
        return new Outcome.Done();
    }

    @Override
    public synchronized HostReport report() {
        mustAnswer();
        var vms = new ArrayList<VmReport>();
        running.keySet().forEach(id -> vms.add(report(id)));
        saved.keySet().forEach(id -> vms.add(report(id)));
        return new HostReport(epoch, sequence, facts, vms);
    }

    @Override
    public synchronized EventStream events(long after) {
        mustAnswer();
        var stream = new Queue();
        stream.events.add(Optional.of(new HostEvent.Hello(epoch, sequence, sequence != after)));
        streams.add(stream);
        return stream;
    }

    private final class Queue implements EventStream {
        /** Nothing stands for being woken. */
        final BlockingQueue<Optional<HostEvent>> events = new LinkedBlockingQueue<>();

        volatile boolean ended;

        @Override
        public Optional<HostEvent> next(Duration timeout) throws InterruptedException {
            @Nullable Optional<HostEvent> event = events.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (ended) {
                throw new AgentException("the stream has ended");
            }
            if (silent) {
                return Optional.empty();
            }
            return event == null ? Optional.of(new HostEvent.Heartbeat()) : event;
        }

        @Override
        public void wake() {
            events.add(Optional.empty());
        }

        void end() {
            ended = true;
            wake();
        }

        @Override
        public void close() {
            streams.remove(this);
        }
    }

    @Override
    public byte[] screenshot(VmId vm) {
        mustAnswer();
        return new byte[] {(byte) 0x89, 'P', 'N', 'G'};
    }

    @Override
    public synchronized StorageReport storage(StorageRef of) {
        mustAnswer();
        var images = disks.stream()
                .filter(disk -> disk.storage().equals(of))
                .map(disk -> new StoredImage(disk.disk(), 1 << 20, 1 << 20, Optional.empty()))
                .toList();
        var away = quarantine.stream()
                .filter(disk -> disk.storage().equals(of))
                .map(disk -> new StoredImage(disk.disk(), 1 << 20, 1 << 20, Optional.empty()))
                .toList();
        return new StorageReport(1L << 40, 1L << 39, images, away);
    }

    @Override
    public synchronized Optional<VmSpec> inspect(VmId vm) {
        mustAnswer();
        return Optional.ofNullable(running.get(vm)).map(Running::spec);
    }

    @Override
    public synchronized Outcome upload(DiskRef disk, Path image) {
        mustAnswer();
        if (uploads instanceof Outcome.Done) {
            disks.add(disk);
        }
        return uploads;
    }

    private void mustAnswer() {
        if (silent) {
            throw new AgentException("silent");
        }
        // Who listens to a machine that ends learns of its end before that machine can answer again.
        if (streams.stream().anyMatch(stream -> stream.ended)) {
            throw new AgentException("it is not there yet");
        }
    }

    public synchronized Set<VmId> running() {
        return Set.copyOf(running.keySet());
    }

    public synchronized Optional<VmSpec> spec(VmId vm) {
        return Optional.ofNullable(running.get(vm)).map(Running::spec);
    }

    public synchronized Set<DiskRef> disks() {
        return Set.copyOf(disks);
    }

    public List<EstateCommand> received() {
        return List.copyOf(received);
    }

    public List<ConsoleCommand> opened() {
        return List.copyOf(opened);
    }

    @Override
    public void close() {}
}
