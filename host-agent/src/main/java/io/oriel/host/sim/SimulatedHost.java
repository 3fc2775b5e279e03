package io.oriel.host.sim;

import io.netty.channel.Channel;
import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.HostFacts;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.host.guard.CommandCheck;
import io.oriel.host.local.LocalHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A host in memory. Refuses what the real one refuses, with the same reasons; its VMs' displays can be looked at.
 *
 * <p>Displays have ports from 5900 to 6923, one per VM, on which somebody listens only while a console password is
 * valid. The lock guards the maps; time passes outside of it.
 */
public final class SimulatedHost implements LocalHost {
    static final int FIRST_PORT = 5900;
    private static final int LAST_PORT = 6923;

    private final String hostName;
    private final Clock clock;
    private final ScheduledExecutorService scheduler;
    private final SimulatedTimes times;
    private final RfbServer displays = new RfbServer();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final SimulatedDisks disks;
    private final Map<VmId, SimulatedVm> vms = new HashMap<>();
    private final Map<VmId, Channel> open = new HashMap<>();
    private final BitSet ports = new BitSet(LAST_PORT - FIRST_PORT + 1);

    /**
     * An empty host.
     *
     * @param clock what passwords expire by and test cards show
     * @param scheduler lets the times pass; stays the caller's
     */
    public SimulatedHost(String hostName, Clock clock, ScheduledExecutorService scheduler, SimulatedTimes times) {
        this(hostName, clock, scheduler, times, new SimulatedDisks(Optional.empty()));
    }

    private SimulatedHost(
            String hostName,
            Clock clock,
            ScheduledExecutorService scheduler,
            SimulatedTimes times,
            SimulatedDisks disks) {
        this.disks = disks;
        this.hostName = hostName;
        this.clock = clock;
        this.scheduler = scheduler;
        this.times = times;
    }

    /** A lifelike host that finds its images, not its VMs, again: their names are in {@code disks}. */
    public static SimulatedHost remembering(Path disks, ScheduledExecutorService scheduler) {
        return new SimulatedHost(
                "simulated",
                Clock.systemUTC(),
                scheduler,
                SimulatedTimes.lifelike(),
                new SimulatedDisks(Optional.of(disks)));
    }

    @Override
    public Outcome run(EstateCommand command) {
        return switch (command) {
            case EstateCommand.RebootVm _,
                    EstateCommand.ResetVm _,
                    EstateCommand.PauseVm _,
                    EstateCommand.ResumeVm _,
                    EstateCommand.SuspendVm _,
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
                    EstateCommand.SetGuestTime _,
                    EstateCommand.MigrateVm _,
                    EstateCommand.CancelMigration _ ->
                new Outcome.Unsupported(command.getClass().getSimpleName());
            case EstateCommand.PrepareStorage prepare -> disks.prepare(prepare.storage());
            case EstateCommand.CreateDisk create -> after(times.copying(), () -> disks.create(create));
            case EstateCommand.DeleteDisk delete -> delete(delete.disk());
            case EstateCommand.StartVm start -> start(start.spec());
            case EstateCommand.ShutdownVm shutdown -> shutdown(shutdown.vm(), shutdown.grace());
            case EstateCommand.DestroyVm destroy -> destroy(destroy.vm());
        };
    }

    @Override
    public Outcome run(ConsoleCommand command) {
        return switch (command) {
            case ConsoleCommand.SetConsolePassword set ->
                CommandCheck.objection(set).orElseGet(() -> open(set));
            case ConsoleCommand.SendKey keys ->
                CommandCheck.objection(keys)
                        .orElseGet(() -> running(keys.vm(), vm -> {
                            keys.keys().forEach(k -> Keys.ofLinuxCode(k).ifPresent(vm::type));
                            return new Outcome.Done();
                        }));
        };
    }

    private Outcome delete(DiskRef disk) {
        return disks.delete(
                disk,
                vms().stream()
                        .anyMatch(r -> r.power() != VmPower.OFF
                                && find(r.id())
                                        .filter(vm -> vm.spec().disks().contains(disk))
                                        .isPresent()));
    }

    @Override
    public Outcome store(DiskRef disk, Path image) {
        return disks.store(disk, image);
    }

    // --- VMs -------------------------------------------------------------------------------------------------------

    private Outcome start(VmSpec spec) {
        var objection = CommandCheck.objection(spec);
        if (objection.isPresent()) {
            return objection.get();
        }
        synchronized (vms) {
            var there = vms.get(spec.id());
            if (there != null && there.power() != VmPower.OFF) {
                return new Outcome.Done();
            }
            var missing = spec.disks().stream().filter(d -> !disks.has(d)).findFirst();
            if (missing.isPresent()) {
                return new Outcome.Refused(
                        Reason.NOT_FOUND, "the image " + missing.get().disk() + " is not here");
            }
        }
        return after(times.start(), () -> {
            SimulatedVm vm;
            synchronized (vms) {
                var there = vms.get(spec.id());
                if (there != null && there.power() != VmPower.OFF) {
                    return new Outcome.Done();
                }
                int port = there == null ? freePort() : there.port();
                if (port < 0) {
                    return new Outcome.Failed("all display ports of this host are taken");
                }
                vm = new SimulatedVm(spec, port, clock);
                vms.put(spec.id(), vm);
                vm.run();
            }
            publish(vm);
            later(times.boot(), () -> {
                if (vm.boot()) {
                    publish(vm);
                }
            });
            return new Outcome.Done();
        });
    }

    private int freePort() {
        for (int i = ports.nextClearBit(0); i <= LAST_PORT - FIRST_PORT; i = ports.nextClearBit(i + 1)) {
            if (RfbServer.isFree(FIRST_PORT + i)) {
                ports.set(i);
                return FIRST_PORT + i;
            }
        }
        return -1;
    }

    private Outcome shutdown(VmId id, Duration grace) {
        var vm = find(id);
        if (vm.isEmpty() || vm.get().power() == VmPower.OFF) {
            return new Outcome.Done();
        }
        var time = grace.compareTo(times.shutdown()) < 0 ? grace : times.shutdown();
        return after(time, () -> {
            turnOff(vm.get());
            return new Outcome.Done();
        });
    }

    private Outcome destroy(VmId id) {
        find(id).ifPresent(vm -> {
            turnOff(vm);
            synchronized (vms) {
                vms.remove(id);
                ports.clear(vm.port() - FIRST_PORT);
            }
        });
        return new Outcome.Done();
    }

    private void turnOff(SimulatedVm vm) {
        boolean ran = vm.power() != VmPower.OFF;
        vm.off();
        stopListening(vm.spec().id());
        if (ran) {
            publish(vm);
        }
    }

    private Optional<SimulatedVm> find(VmId id) {
        synchronized (vms) {
            return Optional.ofNullable(vms.get(id));
        }
    }

    // --- displays --------------------------------------------------------------------------------------------------

    private Outcome running(VmId id, Function<SimulatedVm, Outcome> action) {
        var vm = find(id);
        if (vm.isEmpty()) {
            return new Outcome.Refused(Reason.NOT_FOUND, "there is no VM " + id + " on this host");
        }
        return vm.get().power() == VmPower.OFF
                ? new Outcome.Refused(Reason.BUSY, "the VM " + id + " is not running")
                : action.apply(vm.get());
    }

    private Outcome open(ConsoleCommand.SetConsolePassword set) {
        if (set.kind() == ConsoleKind.SPICE) {
            return new Outcome.Refused(Reason.NOT_FOUND, "the VM has no SPICE display");
        }
        return running(set.vm(), vm -> {
            int number = vm.open(set.password(), clock.instant().plusSeconds(set.validSeconds()));
            synchronized (vms) {
                if (!open.containsKey(set.vm())) {
                    try {
                        open.put(set.vm(), displays.listen(vm));
                    } catch (IOException e) {
                        return new Outcome.Failed(String.valueOf(e.getMessage()));
                    }
                }
            }
            later(Duration.ofSeconds(set.validSeconds()), () -> {
                if (!vm.openedSince(number)) {
                    stopListening(set.vm());
                }
            });
            return new Outcome.Done();
        });
    }

    private void stopListening(VmId id) {
        synchronized (vms) {
            var channel = open.remove(id);
            if (channel != null) {
                channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
            }
        }
    }

    @Override
    public byte[] screenshot(VmId id) {
        return find(id).filter(vm -> vm.power() != VmPower.OFF)
                .map(vm -> vm.screen().png())
                .orElse(new byte[0]);
    }

    // --- the host --------------------------------------------------------------------------------------------------

    @Override
    public HostFacts facts() {
        var hardware = UUID.nameUUIDFromBytes(hostName.getBytes(StandardCharsets.UTF_8));
        return new HostFacts(
                hardware.toString(),
                hostName,
                Runtime.getRuntime().availableProcessors(),
                1 << 20,
                "simulated",
                false,
                "",
                "none",
                "none",
                Optional.ofNullable(SimulatedHost.class.getPackage().getImplementationVersion())
                        .orElse("development"));
    }

    @Override
    public List<VmReport> vms() {
        synchronized (vms) {
            return vms.values().stream().map(SimulatedVm::report).toList();
        }
    }

    @Override
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public Outcome shutdownAll(Duration grace) {
        return after(grace.compareTo(times.shutdown()) < 0 ? grace : times.shutdown(), () -> {
            List<SimulatedVm> all;
            synchronized (vms) {
                all = List.copyOf(vms.values());
            }
            all.forEach(this::turnOff);
            return new Outcome.Done();
        });
    }

    private void publish(SimulatedVm vm) {
        var report = vm.report();
        listeners.forEach(listener -> listener.changed(report));
    }

    private void later(Duration time, Runnable action) {
        var _ = scheduler.schedule(action, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Lets time pass by the scheduler, then acts on the calling thread. */
    private Outcome after(Duration time, Supplier<Outcome> action) {
        if (time.isPositive()) {
            var passed = new CompletableFuture<Void>();
            later(time, () -> passed.complete(null));
            passed.join();
        }
        return action.get();
    }

    @Override
    public void close() {
        displays.close();
    }
}
