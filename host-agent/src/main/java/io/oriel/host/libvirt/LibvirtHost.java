package io.oriel.host.libvirt;

import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.HostFacts;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.guard.CommandCheck;
import io.oriel.host.local.LocalHost;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This machine's qemu as a {@link LocalHost}: checks a command, then has the right part carry it out. */
public final class LibvirtHost implements LocalHost {
    private static final Logger log = LoggerFactory.getLogger(LibvirtHost.class);

    private final HypervisorConnection connection;
    private final Domains domains;
    private final Displays displays;
    private final Storage storage;
    private final Watch watch;
    private final HostFacts facts;
    private final Audience audience;

    private LibvirtHost(
            HypervisorConnection connection,
            Domains domains,
            Displays displays,
            Storage storage,
            Watch watch,
            HostFacts facts,
            Audience audience) {
        this.connection = connection;
        this.domains = domains;
        this.displays = displays;
        this.storage = storage;
        this.watch = watch;
        this.facts = facts;
        this.audience = audience;
    }

    /**
     * Connects to this machine's libvirt, starting one of our own where root finds none.
     *
     * @throws HypervisorException when there is no usable hypervisor; its message names what is missing
     */
    public static LocalHost open(LibvirtSettings settings) {
        return open(settings, Clock.systemUTC());
    }

    static LocalHost open(LibvirtSettings settings, Clock clock) {
        var storage = new Storage(PrivateLibvirtd.program("qemu-img", "qemu-utils"));
        PrivateLibvirtd.program("qemu-system-x86_64", "qemu-system-x86");
        var audience = new Audience();
        var watch = new Watch(audience);
        var connection = HypervisorConnection.open(settings, watch::hear, watch::look);
        try {
            var capabilities = connection.call(h -> Capabilities.read(h, settings.accelerator()));
            var here = new DomainXml.Surroundings(
                    settings.installation().toString(),
                    capabilities,
                    connection.call(Networks::ensure),
                    settings.displayListen(),
                    settings.tls(),
                    new SerialLogs(settings.state().toAbsolutePath().normalize().resolve("serial")));
            var facts = connection.call(h -> Facts.read(h, capabilities, settings));
            var domains = new Domains(connection, here);
            watch.start(domains);
            log.atInfo()
                    .addKeyValue("accelerator", facts.accelerator())
                    .addKeyValue("spice", facts.spice())
                    .addKeyValue("video", capabilities.video())
                    .addKeyValue("network", here.networkMode())
                    .addKeyValue("qemu", facts.qemuVersion())
                    .log("hypervisor ready");
            return new LibvirtHost(connection, domains, new Displays(clock), storage, watch, facts, audience);
        } catch (LibvirtException e) {
            connection.close();
            throw new HypervisorException(
                    HypervisorException.Code.LIBVIRT, "libvirt cannot be used: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Something asked of libvirt that ends in an outcome. */
    @FunctionalInterface
    private interface Attempt {
        Outcome run() throws LibvirtException;
    }

    @Override
    public Outcome run(EstateCommand command) {
        return switch (command) {
            case EstateCommand.CreateDisk create -> storage.create(create);
            case EstateCommand.DeleteDisk delete -> attempt(() -> delete(delete.disk()));
            case EstateCommand.StartVm start -> attempt(() -> start(start));
            case EstateCommand.ShutdownVm shutdown -> attempt(() -> domains.shutdown(shutdown.vm(), shutdown.grace()));
            case EstateCommand.DestroyVm destroy -> attempt(() -> domains.destroy(destroy.vm()));
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
            case EstateCommand.PrepareStorage prepare -> storage.prepare(prepare.storage());
        };
    }

    private Outcome start(EstateCommand.StartVm start) throws LibvirtException {
        var spec = start.spec();
        var objection = CommandCheck.objection(spec);
        if (objection.isPresent()) {
            return objection.get();
        }
        for (var disk : spec.disks()) {
            var refusal = Storage.objection(disk.storage());
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        return domains.start(spec, spec.disks().stream().map(Storage::file).toList());
    }

    private Outcome delete(DiskRef disk) throws LibvirtException {
        return domains.uses(Storage.file(disk))
                ? new Outcome.Refused(Reason.BUSY, "the image " + disk.disk() + " is in use by a running VM")
                : storage.delete(disk);
    }

    @Override
    public Outcome run(ConsoleCommand command) {
        return switch (command) {
            case ConsoleCommand.SetConsolePassword set ->
                CommandCheck.objection(set)
                        .orElseGet(() -> attempt(
                                () -> domains.whileRunning(set.vm(), domain -> displays.setPassword(domain, set))));
            case ConsoleCommand.SendKey keys ->
                CommandCheck.objection(keys)
                        .orElseGet(() ->
                                attempt(() -> domains.whileRunning(keys.vm(), domain -> displays.press(domain, keys))));
        };
    }

    private static Outcome attempt(Attempt attempt) {
        try {
            return attempt.run();
        } catch (LibvirtException e) {
            return new Outcome.Failed("libvirt says: " + e.getMessage());
        } catch (HypervisorException e) {
            return new Outcome.Failed(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public HostFacts facts() {
        return facts;
    }

    @Override
    public List<VmReport> vms() {
        try {
            return domains.all();
        } catch (LibvirtException e) {
            throw unreachable(e);
        }
    }

    @Override
    public byte[] screenshot(VmId vm) {
        try {
            return connection.call(h -> Displays.screenshot(h, vm));
        } catch (LibvirtException e) {
            log.atDebug()
                    .addKeyValue("vm", vm)
                    .addKeyValue("reason", e.getMessage())
                    .log("no screenshot");
            return new byte[0];
        }
    }

    @Override
    public Outcome store(DiskRef disk, Path image) {
        return storage.store(disk, image);
    }

    @Override
    public void listen(Listener listener) {
        audience.add(listener);
    }

    /**
     * Does nothing where the machine runs libvirtd as a service: guests go on there. A user's session libvirtd ends by
     * itself when its guests have ended; one of our own is ended with its network: nothing is left behind.
     */
    @Override
    public Outcome shutdownAll(Duration grace) {
        if (connection.isService()) {
            return new Outcome.Done();
        }
        var running = vms().stream()
                .filter(vm -> vm.ours() && vm.power() != VmPower.OFF && vm.power() != VmPower.CRASHED)
                .toList();
        try (var each = Executors.newVirtualThreadPerTaskExecutor()) {
            running.forEach(vm -> each.execute(() -> attempt(() -> domains.shutdown(vm.id(), grace))));
        }
        var left = vms().stream()
                .filter(vm -> vm.ours() && vm.power() == VmPower.RUNNING)
                .findFirst();
        if (left.isPresent()) {
            return new Outcome.Failed("the VM " + left.get().title() + " cannot be powered off");
        }
        return connection.hasOwnDaemon() ? stopOwnDaemon() : new Outcome.Done();
    }

    private Outcome stopOwnDaemon() {
        watch.close();
        var outcome = attempt(() -> connection.call(hypervisor -> {
            Networks.stop(hypervisor);
            return new Outcome.Done();
        }));
        connection.stopOwnDaemon();
        return outcome;
    }

    private static HypervisorException unreachable(LibvirtException e) {
        return new HypervisorException(
                HypervisorException.Code.UNREACHABLE, "libvirt does not answer: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        watch.close();
        connection.close();
    }
}
