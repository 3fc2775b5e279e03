package io.oriel.host.libvirt;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.HostFacts;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.StorageReport;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.host.local.HardwareId;
import io.oriel.host.local.LocalHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This machine's qemu as a {@link LocalHost}: checks a command, then has the right part carry it out. */
public final class LibvirtHost implements LocalHost {
    private static final Logger log = LoggerFactory.getLogger(LibvirtHost.class);

    private final HypervisorConnection connection;
    private final Orders orders;
    private final Watch watch;
    private final HostFacts facts;
    private final Audience audience;
    private final Statistics statistics;

    private LibvirtHost(
            HypervisorConnection connection,
            Orders orders,
            Watch watch,
            HostFacts facts,
            Audience audience,
            Statistics statistics) {
        this.connection = connection;
        this.orders = orders;
        this.watch = watch;
        this.facts = facts;
        this.audience = audience;
        this.statistics = statistics;
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
        return open(
                settings,
                clock,
                (heard, lost) -> HypervisorConnection.open(settings, heard, lost),
                h -> Capabilities.read(h, settings.accelerator()));
    }

    /** Finds a hypervisor. */
    @FunctionalInterface
    interface Finding {
        HypervisorConnection open(HypervisorConnection.Opened opened, Runnable lost);
    }

    static LocalHost open(
            LibvirtSettings settings, Clock clock, Finding finding, HypervisorConnection.Call<Capabilities> offered) {
        var qemuImg = new QemuImg();
        PrivateLibvirtd.program("qemu-system-x86_64", "qemu-system-x86");
        var audience = new Audience();
        var life = new CompletableFuture<VmLife>();
        var watch = new Watch(audience, vm -> {
            // before the wiring is done nobody waits for a restart
            if (life.isDone()) {
                life.join().rebooted(vm);
            }
        });
        var connection = finding.open(watch::hear, watch::look);
        try {
            var capabilities = connection.call(offered);
            var here = new DomainXml.Surroundings(
                    settings.installation().toString(),
                    capabilities,
                    connection.call(Networks::ensure),
                    settings.displayListen(),
                    settings.tls(),
                    new SerialLogs(settings.state().toAbsolutePath().normalize().resolve("serial")),
                    new Seeds(thisHost(settings)),
                    connection.hasOwnDaemon());
            var facts = connection.call(h -> Facts.read(h, capabilities, settings));
            var orders = orders(connection, here, qemuImg, watch, audience, settings, clock);
            life.complete(orders.life());
            orders.freezer().thawThoseLeft();
            here.serialLogs().ready();
            watch.start(orders.domains(), orders.agents(), () -> {
                here.serialLogs().trim();
                orders.migrations().renewCertificate();
            });
            log.atInfo()
                    .addKeyValue("accelerator", facts.accelerator())
                    .addKeyValue("spice", facts.spice())
                    .addKeyValue("video", capabilities.video())
                    .addKeyValue("network", here.networkMode())
                    .addKeyValue("qemu", facts.qemuVersion())
                    .log("hypervisor ready");
            var statistics = new Statistics(connection, audience::statistics);
            statistics.start();
            return new LibvirtHost(connection, orders, watch, facts, audience, statistics);
        } catch (LibvirtException e) {
            connection.close();
            throw new HypervisorException(
                    HypervisorException.Code.LIBVIRT, "libvirt cannot be used: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static Orders orders(
            HypervisorConnection connection,
            DomainXml.Surroundings here,
            QemuImg qemuImg,
            Watch watch,
            Audience audience,
            LibvirtSettings settings,
            Clock clock) {
        var guests = new GuestMemory();
        var domains = new Domains(connection, here, guests);
        var agents = new GuestAgents(connection, guests, clock);
        return new Orders(
                domains,
                new VmLife(connection, domains, here, guests),
                new HotPlug(domains, here),
                new Snapshots(domains, here.displayListen()),
                agents,
                new Freezer(agents, settings.state().resolve("frozen")),
                new Migrations(connection, domains, watch, audience, connection.migration(), clock),
                new Displays(clock),
                new GuestSessions(connection),
                new Adoption(connection, here.owner(), watch),
                new Storage(qemuImg),
                new DiskCopies(qemuImg, audience, thisHost(settings)));
    }

    /** This machine and this state directory: several agents may run on one machine. */
    private static UUID thisHost(LibvirtSettings settings) {
        var name = HardwareId.read() + settings.state().toAbsolutePath().normalize();
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Outcome run(EstateCommand command) {
        return orders.run(command);
    }

    @Override
    public Outcome run(ConsoleCommand command) {
        return orders.run(command);
    }

    @Override
    public HostFacts facts() {
        return Facts.networksNow(facts);
    }

    @Override
    public List<VmReport> vms() {
        try {
            return orders.domains().all();
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
        return orders.storage().store(disk, image);
    }

    @Override
    public StorageReport storage(StorageRef storage) {
        if (Storage.objection(storage).orElse(new Outcome.Done()) instanceof Outcome.Refused(var _, var message)) {
            throw new AgentException(message);
        }
        try {
            return StorageContents.report(storage);
        } catch (IOException e) {
            throw new AgentException("the storage domain in " + storage.path() + " cannot be read", e);
        }
    }

    @Override
    public Optional<VmSpec> inspect(VmId vm) {
        try {
            return orders.domains().spec(vm);
        } catch (LibvirtException e) {
            throw unreachable(e);
        }
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
        var running = vms().stream().filter(vm -> vm.ours() && isOn(vm)).toList();
        try (var each = Executors.newVirtualThreadPerTaskExecutor()) {
            running.forEach(vm ->
                    each.execute(() -> Orders.attempt(() -> orders.life().shutdown(vm.id(), grace))));
        }
        var left = vms().stream()
                .filter(vm -> vm.ours() && vm.power() == VmPower.RUNNING)
                .findFirst();
        if (left.isPresent()) {
            return new Outcome.Failed("the VM " + left.get().title() + " cannot be powered off");
        }
        return connection.hasOwnDaemon() ? stopOwnDaemon() : new Outcome.Done();
    }

    @Override
    public void certificatesRenewed() {
        connection.displayCertificateRenewed();
    }

    private Outcome stopOwnDaemon() {
        statistics.close();
        watch.close();
        var outcome = Orders.attempt(() -> connection.call(hypervisor -> {
            Networks.stop(hypervisor);
            return new Outcome.Done();
        }));
        connection.stopOwnDaemon();
        return outcome;
    }

    private static boolean isOn(VmReport vm) {
        return vm.power() == VmPower.RUNNING || vm.power() == VmPower.PAUSED || vm.power() == VmPower.SHUTTING_DOWN;
    }

    private static HypervisorException unreachable(LibvirtException e) {
        return new HypervisorException(
                HypervisorException.Code.UNREACHABLE, "libvirt does not answer: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        statistics.close();
        watch.close();
        orders.freezer().close();
        orders.agents().close();
        connection.close();
    }
}
