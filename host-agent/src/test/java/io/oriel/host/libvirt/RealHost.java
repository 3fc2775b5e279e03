package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.Needs;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.EstateCommand.DestroyVm;
import io.oriel.host.api.EstateCommand.PrepareStorage;
import io.oriel.host.api.EstateCommand.StartVm;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.host.local.Heard;
import io.oriel.host.local.LocalHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** This machine's hypervisor with a directory of its own and a storage domain that holds the demo template. */
final class RealHost implements AutoCloseable {
    static final LeaseToken TOKEN = new LeaseToken(1);
    static final Outcome DONE = new Outcome.Done();
    static final Duration BOOT = Duration.ofMinutes(2);

    final UUID installation = UUID.randomUUID();
    final Heard heard = new Heard();
    final Path state;
    final StorageRef storage;
    private final LocalHost host;
    final DiskRef template;

    RealHost() throws Exception {
        // short, because it holds sockets; open, because qemu's user has to pass through
        state = Files.createTempDirectory("oriel-host");
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
        host = open();
        host.listen(heard);
        storage = new StorageRef(UUID.randomUUID(), state + "/storage");
        template = new DiskRef(storage, UUID.randomUUID());
        assertThat(host.run(new PrepareStorage(command(), TOKEN, storage))).isEqualTo(DONE);
        assertThat(host.store(template, GuestImage.built())).isEqualTo(DONE);
    }

    /** One more agent of the same installation. */
    LocalHost open() {
        try {
            return LibvirtHost.open(new LibvirtSettings(
                    installation, state, Accelerator.AUTO, "127.0.0.1", state.resolve("display.pem")));
        } catch (HypervisorException e) {
            return Needs.abort("libvirt", "there is no libvirt with qemu here: " + e.getMessage());
        }
    }

    LocalHost host() {
        return host;
    }

    /** Carries a command out and says how long that took. */
    Outcome run(EstateCommand command) {
        long begun = System.nanoTime();
        var outcome = host.run(command);
        System.out.printf(
                "%s: %d ms %s%n", command.getClass().getSimpleName(), (System.nanoTime() - begun) / 1_000_000, outcome);
        return outcome;
    }

    VmSpec booted(String title) throws Exception {
        var vm = started(title);
        Eventually.within(BOOT, "BOOTED in the serial log", () -> serial(vm).contains("BOOTED " + title));
        return vm;
    }

    VmSpec started(String title) {
        var vm = spec(title);
        assertThat(run(new StartVm(command(), TOKEN, vm))).isEqualTo(DONE);
        return vm;
    }

    /** A VM on a clone of the template, not started. */
    VmSpec spec(String title) {
        return new VmSpec(
                new VmId(UUID.randomUUID()),
                title,
                1,
                128,
                List.of(clone(template)),
                List.of(new NicSpec("52:54:00:00:00:01", "oriel")),
                false,
                true);
    }

    private DiskRef clone(DiskRef base) {
        var disk = new DiskRef(storage, UUID.randomUUID());
        assertThat(run(new CreateDisk(command(), TOKEN, disk, Optional.of(base), 0)))
                .isEqualTo(DONE);
        return disk;
    }

    DiskRef emptyDisk() {
        var disk = new DiskRef(storage, UUID.randomUUID());
        assertThat(host.run(new CreateDisk(command(), TOKEN, disk, Optional.empty(), 16 << 20)))
                .isEqualTo(DONE);
        return disk;
    }

    VmReport report(VmSpec vm) {
        return found(vm).orElseThrow();
    }

    Optional<VmReport> found(VmSpec vm) {
        return host.vms().stream().filter(r -> r.id().equals(vm.id())).findFirst();
    }

    VmPower power(VmSpec vm) {
        return report(vm).power();
    }

    String serial(VmSpec vm) throws IOException {
        return Files.readString(state.resolve("serial").resolve(vm.id() + ".log"), StandardCharsets.ISO_8859_1);
    }

    static CommandId command() {
        return new CommandId(UUID.randomUUID());
    }

    /** Ends every VM of ours and the libvirtd that was started for them. */
    @Override
    public void close() throws IOException {
        for (var vm : host.vms()) {
            if (vm.ours()) {
                host.run(new DestroyVm(command(), TOKEN, vm.id()));
            }
        }
        host.shutdownAll(Duration.ZERO);
        host.close();
        try (var files = Files.walk(state)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
