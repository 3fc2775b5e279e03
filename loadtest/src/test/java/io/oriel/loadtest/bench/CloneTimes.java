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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Thin clones of one image: the agent's command, and the same by hand. */
final class CloneTimes implements AutoCloseable {
    private final LocalHost host;
    private final StorageRef storage;
    private final DiskRef base;
    private final Path directory;

    CloneTimes(Path directory, Path image) throws IOException {
        this.directory = directory;
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
        var vm = new VmId(UUID.randomUUID());
        long start = System.nanoTime();
        start(vm, new DiskRef(storage, UUID.randomUUID()));
        double took = (System.nanoTime() - start) / 1e6;
        must(host.run(new EstateCommand.DestroyVm(command(), new LeaseToken(1), vm)));
        return took;
    }

    private void start(VmId vm, DiskRef disk) {
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
        must(host.run(new EstateCommand.CreateDisk(command(), new LeaseToken(1), disk, Optional.of(base), 0)));
        must(host.run(new EstateCommand.StartVm(command(), new LeaseToken(1), spec)));
    }

    /** Milliseconds until the disk of a new clone is there and libvirt has a definition of its VM, by virsh. */
    double known() throws IOException {
        var like = new DiskRef(storage, UUID.randomUUID());
        var vm = new VmId(UUID.randomUUID());
        start(vm, like);
        var xml = virsh("dumpxml", "--inactive", vm.toString());
        must(host.run(new EstateCommand.DestroyVm(command(), new LeaseToken(1), vm)));
        var disk = new DiskRef(storage, UUID.randomUUID());
        var other = UUID.randomUUID().toString();
        var file = Files.writeString(
                directory.resolve("clone.xml"),
                xml.replace(vm.toString(), other)
                        .replace(like.disk().toString(), disk.disk().toString()));
        long start = System.nanoTime();
        must(host.run(new EstateCommand.CreateDisk(command(), new LeaseToken(1), disk, Optional.of(base), 0)));
        virsh("define", file.toString());
        double took = (System.nanoTime() - start) / 1e6;
        virsh("undefine", other);
        return took;
    }

    private String virsh(String... words) {
        var all = new ArrayList<>(List.of(
                "virsh",
                "--quiet",
                "--connect",
                "qemu+unix:///system?socket=" + directory.resolve("agent/libvirt/run/libvirt-sock")));
        all.addAll(List.of(words));
        return Command.of(all).run().orFail();
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
