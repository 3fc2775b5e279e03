package io.oriel.loadtest.lab;

import com.zaxxer.hikari.HikariDataSource;
import io.oriel.certs.ca.MasterKey;
import io.oriel.host.api.VmId;
import io.oriel.pool.NewNetwork;
import io.oriel.pool.NewStorageDomain;
import io.oriel.pool.NewVm;
import io.oriel.pool.PoolModule;
import io.oriel.pool.Shape;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.Network;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.estate.VmState.Paused;
import io.oriel.pool.estate.VmState.Up;
import io.oriel.pool.event.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The estate of a laboratory, as a further control plane without a loop of its own sees it: over the same database. What
 * is asked for here is done by the laboratory's own control plane.
 */
public final class LabEstate implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int DATABASE_PORT = 8448;
    private static final String NAME = "lab";

    private final Laboratory laboratory;
    private final Doorway door;
    private final HikariDataSource source = new HikariDataSource();
    private final PoolModule estate;
    private final List<VmId> made = new ArrayList<>();

    LabEstate(Laboratory laboratory, Path passwordFile) {
        this.laboratory = laboratory;
        door = Doorway.into(laboratory.namespace("net"), "127.0.0.1", DATABASE_PORT);
        source.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + door.https().getPort() + "/oriel");
        source.setUsername("oriel");
        try {
            source.setPassword(Files.readString(passwordFile).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        source.setMaximumPoolSize(2);
        estate = PoolModule.open(
                source,
                MasterKey.openOrCreate(passwordFile.resolveSibling("master.key")),
                host -> {
                    throw new IllegalStateException("the laboratory's control plane speaks to " + host.name());
                },
                Clock.systemUTC());
    }

    public PoolModule estate() {
        return estate;
    }

    // ---------------------------------------------------------------- hosts

    /** Host N, which the laboratory has called {@code hN}. */
    public Host host(int number) {
        return estate.hosts().byName("h" + number).orElseThrow(() -> new AssertionError("there is no h" + number));
    }

    /** The number of the host a VM is on. */
    public Optional<Integer> hostOf(VmId vm) {
        return vm(vm).host()
                .flatMap(id -> estate.hosts().find(id))
                .map(host -> Integer.parseInt(host.name().substring(1)));
    }

    public void awaitHost(int number, Class<? extends HostState> state) {
        Await.until(
                "h" + number + " is " + state.getSimpleName(),
                PATIENCE,
                () -> state.isInstance(host(number).state()));
    }

    /** Waits until every host is Up. */
    public void awaitAllUp() {
        for (int number = 1; number <= laboratory.hosts(); number++) {
            awaitHost(number, HostState.Up.class);
        }
    }

    // ---------------------------------------------------------------- VMs

    /** Makes a VM of the demo template on the shared storage domain; it is off. */
    public VmId create(String name, Optional<Integer> host) {
        var wanted = new NewVm(
                name,
                template().id(),
                Optional.empty(),
                new Shape(1, 128, io.oriel.host.api.Hardware.LINUX, 1),
                Optional.of(network().id()),
                host.map(number -> host(number).id()));
        var vm = estate.vms().create(wanted).id();
        made.add(vm);
        await(vm, VmState.Down.class);
        return vm;
    }

    /** Makes a VM, starts it, and waits until its guest is up. */
    public VmId boot(String name, Optional<Integer> host) {
        var vm = create(name, host);
        estate.vms().start(vm);
        awaitBooted(vm);
        return vm;
    }

    /** Waits until a VM is Up and its guest has said so on its serial console. */
    public void awaitBooted(VmId vm) {
        await(vm, Up.class);
        var host = hostOf(vm).orElseThrow();
        Await.until(
                vm(vm).name() + "'s guest is up",
                PATIENCE,
                () -> laboratory.serial(host, vm).contains("BOOTED " + vm(vm).name()));
    }

    public Vm vm(VmId id) {
        return estate.vms().find(id).orElseThrow(() -> new AssertionError("there is no VM " + id));
    }

    public void await(VmId vm, Class<? extends VmState> state) {
        await(vm, state.getSimpleName(), seen -> state.isInstance(seen.state()));
    }

    public void await(VmId vm, String what, Predicate<Vm> wanted) {
        Await.until(vm(vm).name() + " is " + what, PATIENCE, () -> wanted.test(vm(vm)));
    }

    /** Shows that a VM is in hand: it is paused, and goes on. Asked once: what meets an agent just ending is asked again. */
    public void pauseAndResume(VmId vm) {
        await(vm, Up.class);
        estate.vms().pause(vm);
        await(vm, Paused.class);
        estate.vms().start(vm);
        await(vm, Up.class);
    }

    /** Texts of the latest events about a VM, the latest first. */
    public List<String> events(VmId vm) {
        return estate.events().latest(500).stream()
                .filter(event -> event.vm().equals(Optional.of(vm)))
                .map(Event::text)
                .toList();
    }

    /** The demo template, on the shared storage domain. */
    public Template template() {
        var known = estate.templates().byName(NAME);
        if (known.isPresent()) {
            return known.get();
        }
        var storage = new NewStorageDomain(NAME, Optional.empty(), Laboratory.SHARED, true, Optional.empty());
        if (estate.storage().byName(NAME).isEmpty()) {
            estate.storage().create(storage);
        }
        // Until some host has prepared the new storage domain, there is nowhere to import to.
        var image = GuestImage.built();
        Await.until(
                "the template is imported",
                PATIENCE,
                () -> laboratory
                                .oriel("template", "import", image.toString(), "--name", NAME)
                                .status()
                        == 0);
        return estate.templates().byName(NAME).orElseThrow();
    }

    private Network network() {
        return estate.networks().list().stream()
                .filter(network -> network.name().equals(NAME))
                .findFirst()
                .orElseGet(() -> estate.networks()
                        .create(new NewNetwork(NAME, Optional.empty(), "br0", Optional.empty(), true)));
    }

    /** Whether a file of this name is some VM's disk. */
    public boolean isADisk(String file) {
        return JdbcClient.create(source)
                .sql("select exists (select 1 from pool.vm where disk || '.qcow2' = :file)")
                .param("file", file)
                .query(Boolean.class)
                .single();
    }

    /** Powers off every VM that was made since the last time; their rows and disks stay. */
    public void stopAll() {
        for (var vm : List.copyOf(made)) {
            if (vm(vm).host().isPresent()) {
                estate.vms().stop(vm);
            }
        }
        Set.copyOf(made).forEach(vm -> await(vm, "off", seen -> seen.host().isEmpty()));
        made.clear();
    }

    @Override
    public void close() {
        estate.close();
        source.close();
        door.close();
    }
}
