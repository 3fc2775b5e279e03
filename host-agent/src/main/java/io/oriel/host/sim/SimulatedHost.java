package io.oriel.host.sim;

import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostFacts;
import io.oriel.host.api.HostId;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.StorageReport;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.host.guard.CommandCheck;
import io.oriel.host.local.LocalHost;
import io.oriel.host.sim.SimulatedDisks.Holder;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * A host in memory. Does what the real one does and refuses what it refuses, with the same reasons; its VMs' displays
 * can be looked at. Without a viewer it needs no thread of its own: a thousand fit into one JVM.
 *
 * <p>Displays have ports from 5900 to 6923, one per VM, on which somebody listens only while a console password is
 * valid.
 */
public final class SimulatedHost implements LocalHost {
    private static final Outcome DONE = new Outcome.Done();
    private static final Duration STATISTICS_EVERY = Duration.ofSeconds(5);

    /**
     * Where a host stands among others.
     *
     * @param neighbours the hosts it reaches now
     * @param displays where its displays listen
     */
    record Place(SimulatedDisks disks, Function<HostId, Optional<SimulatedHost>> neighbours, InetAddress displays) {
        static Place alone(Optional<Path> disks) {
            return new Place(new SimulatedDisks(disks), _ -> Optional.empty(), InetAddress.getLoopbackAddress());
        }
    }

    private final String hostName;
    private final SimulatedTime time;
    private final SimulatedTimes times;
    private final Faults.Dice dice;
    private final SimulatedDisks disks;
    private final SimulatedVms vms;
    private final SimulatedLife life;
    private final SimulatedDevices devices;
    private final SimulatedGuests guests;
    private final SimulatedMoves moves;
    private final SimulatedDisplays displays;
    private final SimulatedMachine machine;
    private final AtomicBoolean counted = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * An empty host on its own, on which nothing goes wrong.
     *
     * @param clock what passwords expire by and test cards show
     * @param scheduler lets the times pass; stays the caller's
     */
    public SimulatedHost(String hostName, Clock clock, ScheduledExecutorService scheduler, SimulatedTimes times) {
        this(hostName, SimulatedTime.by(clock, scheduler), times, Faults.NONE);
    }

    /** An empty host on its own. */
    public SimulatedHost(String hostName, SimulatedTime time, SimulatedTimes times, Faults faults) {
        this(hostName, time, times, faults, Place.alone(Optional.empty()));
    }

    SimulatedHost(String hostName, SimulatedTime time, SimulatedTimes times, Faults faults, Place place) {
        this.hostName = hostName;
        this.time = time;
        this.times = times;
        this.dice = faults.dice(hostName);
        this.disks = place.disks();
        var server = new RfbServer(place.displays());
        this.displays = new SimulatedDisplays(server, time);
        this.vms = new SimulatedVms(time.clock(), server::isFree, this::ended);
        this.life = new SimulatedLife(hostName, vms, disks, time, times, dice);
        this.devices = new SimulatedDevices(hostName, vms, disks, times);
        this.guests = new SimulatedGuests(vms, time);
        this.moves = new SimulatedMoves(vms, place.neighbours(), time, times);
        this.machine = new SimulatedMachine(hostName, time.clock());
    }

    /** A lifelike host that finds its images, not its VMs, again: their names are in {@code disks}. */
    public static SimulatedHost remembering(Path disks, ScheduledExecutorService scheduler) {
        return new SimulatedHost(
                "simulated",
                SimulatedTime.by(Clock.systemUTC(), scheduler),
                SimulatedTimes.lifelike(),
                Faults.NONE,
                Place.alone(Optional.of(disks)));
    }

    @Override
    public Outcome run(EstateCommand command) {
        var objection = CommandCheck.objection(command);
        if (objection.isPresent()) {
            return objection.get();
        }
        var fate = dice.fate();
        var passing = new Passing(time, fate);
        if (fate.fails()) {
            passing.pass(times.start());
            return new Outcome.Failed("the simulated hypervisor failed, as its seed wants; try again");
        }
        return switch (command) {
            case EstateCommand.PrepareStorage prepare -> disks.prepare(prepare.storage());
            case EstateCommand.CreateDisk create -> {
                passing.pass(times.copying());
                yield disks.create(create);
            }
            case EstateCommand.DeleteDisk delete -> disks.delete(delete.disk());
            case EstateCommand.CopyDisk copy -> copy(copy, passing);
            case EstateCommand.QuarantineDisk quarantine -> disks.quarantine(quarantine.disk());
            case EstateCommand.AdoptVm adopt -> vms.adopt(adopt.vm());
            case EstateCommand.LockGuest lock -> guests.lock(lock.vm());
            case EstateCommand.LogOutGuest logOut -> guests.logOut(logOut.vm());
            case EstateCommand.StartVm start ->
                SimulatedDevices.objection(start.spec().cdrom()).orElseGet(() -> life.start(start.spec(), passing));
            case EstateCommand.ShutdownVm shutdown -> life.shutdown(shutdown.vm(), shutdown.grace(), passing);
            case EstateCommand.DestroyVm destroy -> life.destroy(destroy.vm());
            case EstateCommand.RebootVm reboot -> life.reboot(reboot.vm(), reboot.grace(), passing);
            case EstateCommand.ResetVm reset -> life.reset(reset.vm());
            case EstateCommand.PauseVm pause -> life.pause(pause.vm(), true);
            case EstateCommand.ResumeVm resume -> life.pause(resume.vm(), false);
            case EstateCommand.SuspendVm suspend -> life.suspend(suspend.vm(), passing);
            case EstateCommand.ChangeCd change -> devices.changeCd(change.vm(), change.cdrom());
            case EstateCommand.AttachDisk attach -> devices.attach(attach.vm(), attach.disk());
            case EstateCommand.DetachDisk detach -> devices.detach(detach.vm(), detach.disk(), passing);
            case EstateCommand.AttachNic attach -> devices.attach(attach.vm(), attach.nic());
            case EstateCommand.DetachNic detach -> devices.detach(detach.vm(), detach.mac(), passing);
            case EstateCommand.CreateSnapshot create -> life.keep(create.vm(), create.snapshot(), passing);
            case EstateCommand.RevertSnapshot revert -> life.revert(revert.vm(), revert.snapshot(), passing);
            case EstateCommand.DeleteSnapshot delete -> life.forget(delete.vm(), delete.snapshot());
            case EstateCommand.FreezeGuest freeze -> guests.freeze(freeze.vm(), freeze.most());
            case EstateCommand.ThawGuest thaw -> guests.thaw(thaw.vm());
            case EstateCommand.SetGuestTime set -> guests.setTime(set.vm());
            case EstateCommand.MigrateVm migrate -> moves.move(migrate, passing);
            case EstateCommand.CancelMigration cancel -> moves.cancel(cancel.vm());
        };
    }

    private Outcome copy(EstateCommand.CopyDisk command, Passing passing) {
        var before = disks.beforeCopy(command);
        if (before.isPresent()) {
            return before.get();
        }
        for (int percent = 0; percent <= 100; percent += 50) {
            int told = percent;
            vms.tell(listener -> listener.progress(
                    command.id(), told, "copying image " + command.from().disk()));
            passing.pass(times.copying());
        }
        return disks.copy(command);
    }

    @Override
    public Outcome run(ConsoleCommand command) {
        return CommandCheck.objection(command).orElseGet(() -> switch (command) {
            case ConsoleCommand.SetConsolePassword set -> vms.running(set.vm(), vm -> displays.open(vm, set));
            case ConsoleCommand.SendKey keys -> vms.running(keys.vm(), vm -> SimulatedDisplays.press(vm, keys));
        });
    }

    @Override
    public Outcome store(DiskRef disk, Path image) {
        return disks.store(disk, image);
    }

    @Override
    public StorageReport storage(StorageRef storage) {
        return disks.report(storage);
    }

    @Override
    public Optional<VmSpec> inspect(VmId vm) {
        return vms.find(vm).map(SimulatedVm::spec).map(SimulatedDevices::withoutSeed);
    }

    /** Has a VM run here that no installation owns: {@code ours} is false until it is adopted. */
    public void plant(VmSpec spec) {
        life.plant(spec);
    }

    /** Room, and its disks, for a VM that comes from another host; empty when there is none. */
    Optional<SimulatedVm> placeFor(VmSpec spec) {
        if (vms.find(spec.id()).filter(SimulatedVm::isOn).isPresent()) {
            return Optional.empty();
        }
        var place = vms.make(spec);
        place.ifPresent(_ -> disks.take(new Holder(hostName, spec.id())));
        return place;
    }

    /** The VM that was elsewhere goes on here. */
    void settle(SimulatedVm place, SimulatedVm.State state, Map<UUID, SimulatedVm.State> snapshots) {
        place.keep(snapshots);
        life.goesOn(place, state);
    }

    private void ended(SimulatedVm vm) {
        displays.close(vm.spec().id());
        disks.unlock(new Holder(hostName, vm.spec().id()));
    }

    @Override
    public byte[] screenshot(VmId id) {
        return vms.find(id)
                .filter(SimulatedVm::isOn)
                .map(vm -> vm.screen().png())
                .orElse(new byte[0]);
    }

    @Override
    public HostFacts facts() {
        return machine.facts();
    }

    @Override
    public List<VmReport> vms() {
        return vms.all().stream().map(SimulatedVm::report).toList();
    }

    /** Statistics are told from the first listener on. */
    @Override
    public void listen(Listener listener) {
        vms.listen(listener);
        if (counted.compareAndSet(false, true)) {
            time.later(STATISTICS_EVERY, this::count);
        }
    }

    private void count() {
        if (!closed) {
            var on = vms.all().stream()
                    .filter(SimulatedVm::isOn)
                    .map(SimulatedVm::usage)
                    .toList();
            var statistics = new HostEvent.Statistics(machine.usage(on), on);
            vms.tell(listener -> listener.statistics(statistics));
            time.later(STATISTICS_EVERY, this::count);
        }
    }

    @Override
    public Outcome shutdownAll(Duration grace) {
        new Passing(time, Faults.Fate.USUAL).pass(grace.compareTo(times.shutdown()) < 0 ? grace : times.shutdown());
        vms.all().stream().filter(vm -> vm.isOn() && vm.isOurs()).forEach(vm -> vms.end(vm, VmPower.OFF));
        return DONE;
    }

    /** The machine loses its power: all VMs end without a word, and their disks are free for others. */
    public void crash() {
        vms.lose();
    }

    @Override
    public void close() {
        closed = true;
        displays.close();
    }
}
