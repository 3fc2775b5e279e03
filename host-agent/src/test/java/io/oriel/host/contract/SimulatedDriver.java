package io.oriel.host.contract;

import static io.oriel.host.contract.Subject.TOKEN;
import static io.oriel.host.contract.Subject.command;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.EstateCommand.PrepareStorage;
import io.oriel.host.api.EstateCommand.StartVm;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostId;
import io.oriel.host.api.MigrationTarget;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.host.libvirt.OpenHosts;
import io.oriel.host.local.Heard;
import io.oriel.host.local.LocalHost;
import io.oriel.host.sim.Faults;
import io.oriel.host.sim.SimulatedHost;
import io.oriel.host.sim.SimulatedHosts;
import io.oriel.host.sim.SimulatedTime;
import io.oriel.host.sim.SimulatedTimes;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;

/** Simulated hosts, lifelike. */
final class SimulatedDriver implements Driver, Pair {
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
    private final SimulatedHosts hosts =
            new SimulatedHosts(SimulatedTime.by(Clock.systemUTC(), scheduler), SimulatedTimes.lifelike());
    private final StorageRef storage;
    private final DiskRef template;
    private final Simulated one = new Simulated("one");
    private final Simulated two = new Simulated("two");

    SimulatedDriver(Path directory) {
        storage = new StorageRef(UUID.randomUUID(), directory.toString());
        template = new DiskRef(storage, UUID.randomUUID());
        Subject.done(one.run(new PrepareStorage(command(), TOKEN, storage)));
        Subject.done(one.run(new CreateDisk(command(), TOKEN, template, Optional.empty(), 1 << 20)));
    }

    private final class Simulated implements Side {
        private final HostId id = new HostId(UUID.randomUUID());
        private final Heard heard = new Heard();
        private final SimulatedHost host;

        Simulated(String name) {
            host = hosts.add(id, name, Faults.NONE);
            host.listen(heard);
        }

        @Override
        public Outcome run(EstateCommand command) {
            return host.run(command);
        }

        @Override
        public Future<Outcome> begin(EstateCommand command) {
            return CompletableFuture.supplyAsync(() -> host.run(command));
        }

        @Override
        public Optional<VmReport> last(VmId vm) {
            return host.vms().stream().filter(r -> r.id().equals(vm)).findFirst();
        }

        @Override
        public List<HostEvent.Progress> progress(CommandId command) {
            return heard.progress.stream()
                    .filter(p -> p.command().equals(command))
                    .toList();
        }

        @Override
        public MigrationTarget target() {
            return new MigrationTarget(id, "127.0.0.1");
        }
    }

    @Override
    public String name() {
        return "simulator";
    }

    @Override
    public LocalHost host() {
        return one.host;
    }

    @Override
    public Heard heard() {
        return one.heard;
    }

    @Override
    public StorageRef storage() {
        return storage;
    }

    @Override
    public DiskRef template() {
        return template;
    }

    @Override
    public boolean hasGuests() {
        return true;
    }

    @Override
    public VmId stranger() {
        var vm = new VmSpec(new VmId(UUID.randomUUID()), "stranger", 1, 32, List.of(), List.of(), false, false);
        one.host.plant(vm);
        return vm.id();
    }

    @Override
    public boolean letsIn(int port, String password) throws Exception {
        return OpenHosts.vncOpens(port, password);
    }

    @Override
    public Pair pair() {
        return this;
    }

    @Override
    public Side one() {
        return one;
    }

    @Override
    public Side two() {
        return two;
    }

    @Override
    public VmSpec booted(String title) throws Exception {
        var disk = new DiskRef(storage, UUID.randomUUID());
        Subject.done(one.run(new CreateDisk(command(), TOKEN, disk, Optional.of(template), 0)));
        var vm = new VmSpec(
                new VmId(UUID.randomUUID()),
                title,
                1,
                128,
                List.of(disk),
                List.of(new NicSpec("52:54:00:00:00:03", "oriel")),
                false,
                true);
        Subject.done(one.run(new StartVm(command(), TOKEN, vm)));
        Subject.within(
                Subject.LONG, title + " boots", () -> one.last(vm.id()).stream().anyMatch(VmReport::guestAgent));
        return vm;
    }

    /** Twice does no harm: it is its own pair. */
    @Override
    public void close() {
        hosts.close();
        scheduler.shutdownNow();
    }
}
