package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand.AttachDisk;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.EstateCommand.DestroyVm;
import io.oriel.host.api.EstateCommand.PrepareStorage;
import io.oriel.host.api.EstateCommand.StartVm;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two hosts, each with its own libvirtd and virtlockd, and one lockspace between them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DiskLocksTest {
    private RealHost one;
    private RealHost two;
    private StorageRef far;
    private DiskRef disk;

    /** The same disk of the same storage domain as the other host sees it: its own file, the common lock. */
    private DiskRef elsewhere;

    @BeforeAll
    void twoHosts() throws Exception {
        one = new RealHost();
        two = new RealHost();
        Assumptions.assumeTrue(
                Files.exists(one.state.resolve("libvirt/run/virtlockd.pid")),
                "disks are locked only where the agent runs its own libvirtd, as root without a service manager");
        // qemu locks images by itself, and would be first to refuse: so that virtlockd is seen, the images are two
        var path = two.state.resolve("far");
        far = new StorageRef(one.storage.id(), path.toString());
        assertThat(two.run(new PrepareStorage(RealHost.command(), RealHost.TOKEN, far)))
                .isEqualTo(RealHost.DONE);
        Files.createDirectories(Path.of(one.storage.path(), "locks"));
        Files.createSymbolicLink(path.resolve("locks"), Path.of(one.storage.path(), "locks"));
    }

    @BeforeEach
    void aDiskThatBothSee() {
        disk = one.emptyDisk();
        elsewhere = new DiskRef(far, disk.disk());
        assertThat(two.run(new CreateDisk(RealHost.command(), RealHost.TOKEN, elsewhere, Optional.empty(), 16 << 20)))
                .isEqualTo(RealHost.DONE);
    }

    @AfterAll
    void leaveNothingBehind() throws Exception {
        // the second first: its lockspace lies with the first
        if (two != null) {
            two.close();
        }
        if (one != null) {
            one.close();
        }
    }

    @Test
    void aLockedDiskStartsNowhereElseUntilItsVmHasEnded() {
        // Given a VM that runs on one host
        var vm = vm(disk);
        var same = vm(elsewhere);
        assertThat(start(one, vm)).isEqualTo(RealHost.DONE);

        // When another host is told to start it
        var second = start(two, same);

        // Then it refuses, and starts it when the first has ended
        assertThat(second).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.BUSY);
            assertThat(refused.message()).contains("locked");
        });
        assertThat(two.found(same).map(r -> r.power()).filter(p -> p == VmPower.RUNNING))
                .isEmpty();
        assertThat(one.run(new DestroyVm(RealHost.command(), RealHost.TOKEN, vm.id())))
                .isEqualTo(RealHost.DONE);
        assertThat(start(two, same)).isEqualTo(RealHost.DONE);
    }

    @Test
    void aDeadHostHoldsNoLock() throws Exception {
        // Given a VM that runs on a host
        var vm = vm(disk);
        assertThat(start(one, vm)).isEqualTo(RealHost.DONE);

        // When all of that host dies at once, Then the VM starts on another
        kill("libvirtd.pid");
        kill("virtlockd.pid");
        kill("qemu/" + vm.id() + ".pid");
        Eventually.within(
                Duration.ofSeconds(30),
                "the lock of a dead host is free",
                () -> start(two, vm(elsewhere)).equals(RealHost.DONE));
        Eventually.within(
                Duration.ofSeconds(60),
                "the host whose programs died is back",
                () -> start(one, vm(one.emptyDisk())).equals(RealHost.DONE));
    }

    @Test
    void aDiskPluggedInIsLockedToo() {
        // Given a VM on each host, and a disk plugged into the first
        var other = one.emptyDisk();
        var first = vm(other);
        assertThat(start(one, first)).isEqualTo(RealHost.DONE);
        assertThat(one.run(new AttachDisk(RealHost.command(), RealHost.TOKEN, first.id(), disk)))
                .isEqualTo(RealHost.DONE);

        // When the second host starts a VM with that disk
        var second = start(two, vm(elsewhere));

        // Then
        assertThat(second).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void aDeadVirtlockdIsStartedAgain() throws Exception {
        // Given
        kill("virtlockd.pid");

        // When
        var started = start(one, vm(disk));

        // Then
        assertThat(started).isEqualTo(RealHost.DONE);
    }

    private static Outcome start(RealHost host, VmSpec vm) {
        return host.run(new StartVm(RealHost.command(), RealHost.TOKEN, vm));
    }

    private static VmSpec vm(DiskRef disk) {
        return new VmSpec(
                new VmId(UUID.nameUUIDFromBytes(disk.disk().toString().getBytes(StandardCharsets.US_ASCII))),
                "locked",
                1,
                32,
                List.of(disk),
                List.of(),
                false,
                false);
    }

    private void kill(String pidFile) throws IOException {
        var file = one.state.resolve("libvirt/run").resolve(pidFile);
        var process =
                ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }
}
