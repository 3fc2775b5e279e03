package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.Boot;
import io.oriel.host.api.BootDevice;
import io.oriel.host.api.EstateCommand.ChangeCd;
import io.oriel.host.api.EstateCommand.CreateSnapshot;
import io.oriel.host.api.EstateCommand.DestroyVm;
import io.oriel.host.api.EstateCommand.LockGuest;
import io.oriel.host.api.EstateCommand.LogOutGuest;
import io.oriel.host.api.EstateCommand.ResetVm;
import io.oriel.host.api.EstateCommand.ResumeVm;
import io.oriel.host.api.EstateCommand.RevertSnapshot;
import io.oriel.host.api.EstateCommand.ShutdownVm;
import io.oriel.host.api.EstateCommand.StartVm;
import io.oriel.host.api.IsoRef;
import io.oriel.host.api.Seed;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How real VMs begin: from what, when, and with what for cloud-init. The guest itself says what it did, on its serial port. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BeginningsTest {
    private static final Boot CD_FIRST = new Boot(List.of(BootDevice.CDROM, BootDevice.DISK), false, false);

    private RealHost real;
    private IsoRef disc;

    @BeforeAll
    void open() throws Exception {
        real = new RealHost();
        disc = new IsoRef(real.storage, "starts here.iso");
        Files.createDirectories(Storage.file(disc).resolveSibling(""));
        Files.write(Storage.file(disc), BootableDisc.saying("BEGUN FROM CD"));
    }

    @AfterAll
    void close() throws Exception {
        if (real != null) {
            real.close();
        }
    }

    @Test
    void aChangedCdIsWhatTheNextStartReadsAndARunOnceOrderHoldsForOneStart() throws Exception {
        // Given a VM that looks into its empty CD drive first, and finds its disk
        var once = with(real.spec("cd"), CD_FIRST, Optional.empty());
        assertThat(real.run(new StartVm(RealHost.command(), RealHost.TOKEN, once)))
                .isEqualTo(RealHost.DONE);
        says(once, "BOOTED cd", 1);

        // When the disc is put in and the button pressed
        assertThat(real.run(new ChangeCd(RealHost.command(), RealHost.TOKEN, once.id(), Optional.of(disc))))
                .isEqualTo(RealHost.DONE);
        assertThat(real.host().inspect(once.id()).orElseThrow().cdrom()).contains(disc);
        assertThat(real.run(new ResetVm(RealHost.command(), RealHost.TOKEN, once.id())))
                .isEqualTo(RealHost.DONE);

        // Then it starts from there; and the next start, in its usual order, is from its disk again
        says(once, "BEGUN FROM CD", 1);
        assertThat(real.run(new ChangeCd(RealHost.command(), RealHost.TOKEN, once.id(), Optional.empty())))
                .isEqualTo(RealHost.DONE);
        assertThat(real.host().inspect(once.id()).orElseThrow().cdrom()).isEmpty();
        assertThat(real.run(new ShutdownVm(RealHost.command(), RealHost.TOKEN, once.id(), Duration.ZERO)))
                .isEqualTo(RealHost.DONE);
        var usual = new VmSpec(
                once.id(),
                once.title(),
                once.hardware(),
                once.heads(),
                once.vcpus(),
                once.memoryMiB(),
                once.disks(),
                Optional.of(disc),
                once.nics(),
                Boot.FROM_DISK,
                false,
                true);
        assertThat(real.run(new StartVm(RealHost.command(), RealHost.TOKEN, usual)))
                .isEqualTo(RealHost.DONE);
        says(usual, "BOOTED cd", 1);
        assertThat(real.serial(usual)).doesNotContain("BEGUN FROM CD");
        assertThat(real.run(new DestroyVm(RealHost.command(), RealHost.TOKEN, usual.id())))
                .isEqualTo(RealHost.DONE);
    }

    @Test
    void aVmStartedPausedDoesNothingUntilItIsResumed() throws Exception {
        // Given a VM that would start from its disc within moments
        var boot = new Boot(List.of(BootDevice.CDROM), false, true);
        var vm = with(real.spec("paused"), boot, Optional.of(disc));

        // When
        assertThat(real.run(new StartVm(RealHost.command(), RealHost.TOKEN, vm)))
                .isEqualTo(RealHost.DONE);
        var power = power(vm);

        // Then it says nothing until it may go on
        assertThat(power).isEqualTo(VmPower.PAUSED);
        assertThat(real.serial(vm)).isEmpty();
        assertThat(real.run(new ResumeVm(RealHost.command(), RealHost.TOKEN, vm.id())))
                .isEqualTo(RealHost.DONE);
        says(vm, "BEGUN FROM CD", 1);
        assertThat(real.run(new DestroyVm(RealHost.command(), RealHost.TOKEN, vm.id())))
                .isEqualTo(RealHost.DONE);
    }

    @Test
    void aGuestReadsItsSeedWhichGoesWithTheVm() throws Exception {
        // Given
        var plain = real.spec("sown");
        var vm = new VmSpec(
                plain.id(),
                plain.title(),
                plain.hardware(),
                plain.heads(),
                plain.vcpus(),
                plain.memoryMiB(),
                plain.disks(),
                plain.cdrom(),
                plain.nics(),
                plain.boot(),
                Optional.of(new Seed(
                        "instance-id: sown-1\nlocal-hostname: sown\n",
                        "#cloud-config for the test\n" + "# filler\n".repeat(1000),
                        Optional.of("version: 2\n"))),
                false,
                true);

        // and what a host that is gone left of it
        var left = Path.of(real.storage.path(), "seeds", vm.id() + "." + UUID.randomUUID() + ".iso");
        Files.createDirectories(left.resolveSibling(""));
        Files.writeString(left, "of an earlier start");

        // When
        assertThat(real.run(new StartVm(RealHost.command(), RealHost.TOKEN, vm)))
                .isEqualTo(RealHost.DONE);

        // Then the guest mounts the disc called cidata and finds what was sent
        says(vm, "SEED meta-data: instance-id: sown-1", 1);
        says(vm, "SEED user-data: #cloud-config for the test", 1);
        says(vm, "SEED network-config: version: 2", 1);
        var file = onlyFile(Path.of(real.storage.path(), "seeds"));
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(real.run(new ChangeCd(RealHost.command(), RealHost.TOKEN, vm.id(), Optional.of(disc))))
                .isEqualTo(RealHost.DONE);
        assertThat(real.host().inspect(vm.id()).orElseThrow().cdrom()).contains(disc);
        sessions(vm);
        var snapshot = UUID.randomUUID();
        assertThat(real.run(new CreateSnapshot(RealHost.command(), RealHost.TOKEN, vm.id(), snapshot)))
                .isEqualTo(RealHost.DONE);
        assertThat(real.run(new DestroyVm(RealHost.command(), RealHost.TOKEN, vm.id())))
                .isEqualTo(RealHost.DONE);
        assertThat(file).doesNotExist();

        // and a snapshot of that time can be gone back to all the same
        assertThat(real.run(new StartVm(RealHost.command(), RealHost.TOKEN, plain)))
                .isEqualTo(RealHost.DONE);
        assertThat(real.run(new RevertSnapshot(RealHost.command(), RealHost.TOKEN, vm.id(), snapshot)))
                .isEqualTo(RealHost.DONE);
        assertThat(power(vm)).isEqualTo(VmPower.RUNNING);
        assertThat(real.run(new DestroyVm(RealHost.command(), RealHost.TOKEN, vm.id())))
                .isEqualTo(RealHost.DONE);
    }

    private VmPower power(VmSpec vm) {
        return real.host().vms().stream()
                .filter(r -> r.id().equals(vm.id()))
                .findFirst()
                .orElseThrow()
                .power();
    }

    private static Path onlyFile(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            var all = files.toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }

    /** The guest locks and ends its session, and the desktop begins anew. */
    private void sessions(VmSpec vm) throws Exception {
        Eventually.within(
                RealHost.BOOT,
                "the guest's agent answers",
                () -> real.host().vms().stream().anyMatch(r -> r.id().equals(vm.id()) && r.guestAgent()));
        assertThat(real.run(new LockGuest(RealHost.command(), RealHost.TOKEN, vm.id())))
                .isEqualTo(RealHost.DONE);
        says(vm, "LOCKED", 1);
        assertThat(real.run(new LogOutGuest(RealHost.command(), RealHost.TOKEN, vm.id())))
                .isEqualTo(RealHost.DONE);
        says(vm, "LOGGED OUT", 1);
        says(vm, "BOOTED sown", 2);
    }

    private void says(VmSpec vm, String words, int times) throws Exception {
        Eventually.within(RealHost.BOOT, words, () -> real.serial(vm).split(words, -1).length - 1 >= times);
    }

    private static VmSpec with(VmSpec vm, Boot boot, Optional<IsoRef> cdrom) {
        return new VmSpec(
                vm.id(),
                vm.title(),
                vm.hardware(),
                vm.heads(),
                vm.vcpus(),
                vm.memoryMiB(),
                vm.disks(),
                cdrom,
                vm.nics(),
                boot,
                false,
                true);
    }
}
