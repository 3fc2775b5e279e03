package io.oriel.loadtest.bench;

import io.oriel.host.api.Boot;
import io.oriel.host.api.BootDevice;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmSpec;
import io.oriel.host.libvirt.Accelerator;
import io.oriel.host.libvirt.LibvirtHost;
import io.oriel.host.libvirt.LibvirtSettings;
import io.oriel.host.local.LocalHost;
import io.oriel.loadtest.lab.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Thin clones of one image: the agent's command, and the same by hand. */
final class CloneTimes implements AutoCloseable {
    private final LocalHost host;
    private final StorageRef storage;
    private final DiskRef base;

    CloneTimes(Path directory, Path image) throws IOException {
        var settings = new LibvirtSettings(
                UUID.randomUUID(), directory.resolve("agent"), Accelerator.AUTO, "127.0.0.1", directory.resolve("tls"));
        Files.createDirectories(settings.state());
        host = LibvirtHost.open(settings);
        storage = new StorageRef(
                UUID.randomUUID(),
                Files.createDirectories(directory.resolve("storage")).toString());
        base = new DiskRef(storage, UUID.randomUUID());
        must(host.run(new EstateCommand.PrepareStorage(command(), new LeaseToken(1), storage)));
        must(host.store(base, image));
    }

    /** Milliseconds. */
    double ours() {
        long start = System.nanoTime();
        must(host.run(new EstateCommand.CreateDisk(
                command(), new LeaseToken(1), new DiskRef(storage, UUID.randomUUID()), Optional.of(base), 0)));
        return (System.nanoTime() - start) / 1e6;
    }

    /** Milliseconds until a VM of a new clone is defined and stands still before its first instruction. */
    double defined() {
        var disk = new DiskRef(storage, UUID.randomUUID());
        var vm = new VmId(UUID.randomUUID());
        var spec = new VmSpec(
                vm,
                "clone",
                Hardware.LINUX,
                1,
                1,
                64,
                List.of(disk),
                Optional.empty(),
                List.of(),
                new Boot(List.of(BootDevice.DISK), false, true),
                Optional.empty(),
                false,
                false);
        long start = System.nanoTime();
        must(host.run(new EstateCommand.CreateDisk(command(), new LeaseToken(1), disk, Optional.of(base), 0)));
        must(host.run(new EstateCommand.StartVm(command(), new LeaseToken(1), spec)));
        double took = (System.nanoTime() - start) / 1e6;
        must(host.run(new EstateCommand.DestroyVm(command(), new LeaseToken(1), vm)));
        return took;
    }

    double byHand() {
        var images = Path.of(storage.path(), "images");
        long start = System.nanoTime();
        Command.of(
                        "qemu-img",
                        "create",
                        "-q",
                        "-f",
                        "qcow2",
                        "-F",
                        "qcow2",
                        "-b",
                        images.resolve(base.disk() + ".qcow2").toString(),
                        images.resolve(UUID.randomUUID() + ".qcow2").toString())
                .run()
                .orFail();
        return (System.nanoTime() - start) / 1e6;
    }

    private static CommandId command() {
        return new CommandId(UUID.randomUUID());
    }

    private static void must(Outcome outcome) {
        if (!(outcome instanceof Outcome.Done)) {
            throw new IllegalStateException(outcome.toString());
        }
    }

    @Override
    public void close() {
        host.shutdownAll(java.time.Duration.ofSeconds(5)); // ends the libvirtd that was started for this
        try {
            host.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
