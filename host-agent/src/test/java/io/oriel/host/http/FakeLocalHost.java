package io.oriel.host.http;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostFacts;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.StorageReport;
import io.oriel.host.api.StoredImage;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.host.local.LocalHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** A local host in memory that writes down what was really done, and can be held back. */
final class FakeLocalHost implements LocalHost {

    static final HostFacts FACTS = new HostFacts("hw", "h1", 2, 4096, "tcg", true, "", "9.0.0", "7.2.0", "test");

    final List<CommandId> done = new CopyOnWriteArrayList<>();
    final Map<DiskRef, byte[]> stored = new ConcurrentHashMap<>();
    final Map<VmId, VmSpec> specs = new ConcurrentHashMap<>();
    final AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
    final AtomicReference<Outcome> outcome = new AtomicReference<>(new Outcome.Done());
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    volatile boolean closed;
    volatile boolean broken;

    /** Holds every command back until {@link #letGo}. */
    void hold() {
        gate.set(new CountDownLatch(1));
    }

    void letGo() {
        gate.get().countDown();
    }

    static VmReport vm(VmId id, VmPower power) {
        return new VmReport(id, "desktop", true, power, false, List.of(), List.of());
    }

    void change(VmReport vm) {
        listeners.forEach(listener -> listener.changed(vm));
    }

    void progress(CommandId command, int percent) {
        listeners.forEach(listener -> listener.progress(command, percent, "memory " + percent + " %"));
    }

    void statistics(HostEvent.Statistics statistics) {
        listeners.forEach(listener -> listener.statistics(statistics));
    }

    private Outcome carryOut(CommandId id) {
        try {
            gate.get().await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (broken) {
            throw new IllegalStateException("broken");
        }
        done.add(id);
        return outcome.get();
    }

    @Override
    public Outcome run(EstateCommand command) {
        return carryOut(command.id());
    }

    @Override
    public Outcome run(ConsoleCommand command) {
        return carryOut(command.id());
    }

    @Override
    public HostFacts facts() {
        return FACTS;
    }

    @Override
    public List<VmReport> vms() {
        return List.of();
    }

    @Override
    public byte[] screenshot(VmId vm) {
        return vm.toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Outcome store(DiskRef disk, Path image) {
        try {
            stored.put(disk, Files.readAllBytes(image));
            return outcome.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public StorageReport storage(StorageRef storage) {
        if (broken) {
            throw new AgentException("no storage domain in " + storage.path() + " on this host");
        }
        return new StorageReport(
                2000,
                1000,
                List.of(new StoredImage(storage.id(), 10, 20, Optional.of(storage.id()))),
                List.of(new StoredImage(storage.id(), 30, 40, Optional.empty())));
    }

    @Override
    public Optional<VmSpec> inspect(VmId vm) {
        return Optional.ofNullable(specs.get(vm));
    }

    @Override
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public Outcome shutdownAll(Duration grace) {
        return new Outcome.Done();
    }

    @Override
    public void close() {
        closed = true;
    }
}
