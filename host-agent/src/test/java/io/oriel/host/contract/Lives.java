package io.oriel.host.contract;

import static io.oriel.host.contract.Subject.TOKEN;
import static io.oriel.host.contract.Subject.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.Boot;
import io.oriel.host.api.BootDevice;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand.AdoptVm;
import io.oriel.host.api.EstateCommand.AttachDisk;
import io.oriel.host.api.EstateCommand.ChangeCd;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.EstateCommand.CreateSnapshot;
import io.oriel.host.api.EstateCommand.DeleteDisk;
import io.oriel.host.api.EstateCommand.DestroyVm;
import io.oriel.host.api.EstateCommand.DetachNic;
import io.oriel.host.api.EstateCommand.FreezeGuest;
import io.oriel.host.api.EstateCommand.LockGuest;
import io.oriel.host.api.EstateCommand.LogOutGuest;
import io.oriel.host.api.EstateCommand.PauseVm;
import io.oriel.host.api.EstateCommand.PrepareStorage;
import io.oriel.host.api.EstateCommand.RebootVm;
import io.oriel.host.api.EstateCommand.ResetVm;
import io.oriel.host.api.EstateCommand.ResumeVm;
import io.oriel.host.api.EstateCommand.ShutdownVm;
import io.oriel.host.api.EstateCommand.StartVm;
import io.oriel.host.api.EstateCommand.SuspendVm;
import io.oriel.host.api.EstateCommand.ThawGuest;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Lifecycle and storage. */
final class Lives {
    private static final String AREA = "lifecycle";

    private Lives() {}

    static Stream<Behaviour> all() {
        return Stream.of(
                new Behaviour(
                        AREA, "a started VM runs and is told, and starting twice is starting once", Lives::starts),
                new Behaviour(AREA, "a VM may be started standing still", Lives::startsPaused),
                new Behaviour(AREA, "a paused VM stands still until it is resumed", Lives::pauses),
                new Behaviour(AREA, "a VM suspended to disk goes on where it was", Lives::suspends),
                new Behaviour(AREA, "a guest shuts itself down when it is asked", Lives::shutsDown),
                new Behaviour(AREA, "a VM without time to shut down is powered off", Lives::powersOff),
                new Behaviour(AREA, "a guest restarts when it is asked, and when it is reset", Lives::restarts),
                new Behaviour(AREA, "a reset VM runs on", Lives::resets),
                new Behaviour(AREA, "a destroyed VM is gone, and destroying nothing is done", Lives::destroys),
                new Behaviour(AREA, "what is asked of a VM that is not here is refused", Lives::absent),
                new Behaviour(AREA, "what needs a running VM is refused while it is off", Lives::off),
                new Behaviour(AREA, "values out of their range are refused", Lives::invalid),
                new Behaviour("storage", "a domain belongs to one id", Lives::domains),
                new Behaviour("storage", "an image in use is not removed", Lives::inUse),
                new Behaviour("storage", "an image under one in use is not removed", Lives::underOneInUse),
                new Behaviour("storage", "a VM does not start on another one's disk", Lives::locked));
    }

    private static void starts(Subject subject) throws Exception {
        var vm = subject.started("runs");
        subject.told(vm, "it runs", r -> r.power() == VmPower.RUNNING && r.ours());
        var before = subject.report(vm);
        subject.done(new StartVm(command(), TOKEN, vm));
        assertThat(subject.report(vm).consoles()).isEqualTo(before.consoles());
        assertThat(before.title()).isEqualTo("runs");
    }

    private static void startsPaused(Subject subject) {
        var plain = subject.spec("waits");
        var vm = subject.started(new VmSpec(
                plain.id(),
                plain.title(),
                plain.hardware(),
                plain.heads(),
                plain.vcpus(),
                plain.memoryMiB(),
                plain.disks(),
                plain.cdrom(),
                plain.nics(),
                new Boot(List.of(BootDevice.DISK), false, true),
                false,
                true));
        assertThat(subject.power(vm)).isEqualTo(VmPower.PAUSED);
        subject.done(new ResumeVm(command(), TOKEN, vm.id()));
        assertThat(subject.power(vm)).isEqualTo(VmPower.RUNNING);
    }

    private static void pauses(Subject subject) throws Exception {
        var vm = subject.started("pauses");
        for (int i = 0; i < 2; i++) {
            subject.done(new PauseVm(command(), TOKEN, vm.id()));
            assertThat(subject.power(vm)).isEqualTo(VmPower.PAUSED);
        }
        subject.told(vm, "it stands still", r -> r.power() == VmPower.PAUSED);
        for (int i = 0; i < 2; i++) {
            subject.done(new ResumeVm(command(), TOKEN, vm.id()));
            assertThat(subject.power(vm)).isEqualTo(VmPower.RUNNING);
        }
    }

    private static void suspends(Subject subject) throws Exception {
        var vm = subject.started("sleeps");
        for (int i = 0; i < 2; i++) {
            subject.done(new SuspendVm(command(), TOKEN, vm.id()));
            assertThat(subject.power(vm)).isEqualTo(VmPower.SAVED);
            assertThat(subject.report(vm).consoles()).isEmpty();
        }
        subject.told(vm, "it is saved", r -> r.power() == VmPower.SAVED);
        subject.refused(Reason.BUSY, new PauseVm(command(), TOKEN, vm.id()));
        subject.done(new StartVm(command(), TOKEN, vm));
        assertThat(subject.power(vm)).isEqualTo(VmPower.RUNNING);
    }

    private static void shutsDown(Subject subject) throws Exception {
        var vm = subject.booted("ends");
        long begun = System.nanoTime();
        subject.done(new ShutdownVm(command(), TOKEN, vm.id(), Duration.ofMinutes(4)));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(2));
        assertThat(subject.power(vm)).isEqualTo(VmPower.OFF);
        subject.told(vm, "it is off", r -> r.power() == VmPower.OFF);
        subject.done(new ShutdownVm(command(), TOKEN, vm.id(), Duration.ZERO));
    }

    private static void powersOff(Subject subject) throws Exception {
        var vm = subject.started("ends at once");
        subject.done(new ShutdownVm(command(), TOKEN, vm.id(), Duration.ZERO));
        assertThat(subject.power(vm)).isEqualTo(VmPower.OFF);
        assertThat(subject.report(vm).consoles()).isEmpty();
        subject.told(
                vm, "it is off", r -> r.power() == VmPower.OFF && r.consoles().isEmpty());
        subject.done(new StartVm(command(), TOKEN, vm));
        assertThat(subject.power(vm)).isEqualTo(VmPower.RUNNING);
    }

    private static void restarts(Subject subject) throws Exception {
        var vm = subject.booted("restarts");
        subject.done(new RebootVm(command(), TOKEN, vm.id(), Duration.ofMinutes(2)));
        subject.up(vm);
        subject.driver().heard().changes.removeIf(r -> r.id().equals(vm.id()));
        subject.done(new ResetVm(command(), TOKEN, vm.id()));
        subject.told(vm, "its agent is away", r -> !r.guestAgent());
        subject.up(vm);
    }

    private static void resets(Subject subject) {
        var vm = subject.started("is reset");
        subject.done(new ResetVm(command(), TOKEN, vm.id()));
        assertThat(subject.power(vm)).isEqualTo(VmPower.RUNNING);
        subject.done(new RebootVm(command(), TOKEN, vm.id(), Duration.ZERO));
        assertThat(subject.power(vm)).isEqualTo(VmPower.RUNNING);
    }

    private static void destroys(Subject subject) throws Exception {
        var vm = subject.started("goes");
        subject.told(vm, "it runs", r -> r.power() == VmPower.RUNNING);
        subject.done(new DestroyVm(command(), TOKEN, vm.id()));
        assertThat(subject.found(vm)).isEmpty();
        subject.told(vm, "it ended", r -> r.power() == VmPower.OFF);
        subject.done(new DestroyVm(command(), TOKEN, vm.id()));
        subject.done(new ShutdownVm(command(), TOKEN, vm.id(), Duration.ofSeconds(5)));
        subject.done(new DeleteDisk(command(), TOKEN, vm.disks().getFirst()));
    }

    private static void absent(Subject subject) {
        var nobody = new VmId(UUID.randomUUID());
        Stream.of(
                        new PauseVm(command(), TOKEN, nobody),
                        new ResumeVm(command(), TOKEN, nobody),
                        new ResetVm(command(), TOKEN, nobody),
                        new RebootVm(command(), TOKEN, nobody, Duration.ZERO),
                        new SuspendVm(command(), TOKEN, nobody),
                        new ChangeCd(command(), TOKEN, nobody, Optional.empty()),
                        new AttachDisk(
                                command(), TOKEN, nobody, subject.driver().template()),
                        new DetachNic(command(), TOKEN, nobody, "52:54:00:00:00:09"),
                        new CreateSnapshot(command(), TOKEN, nobody, UUID.randomUUID()),
                        new FreezeGuest(command(), TOKEN, nobody, Duration.ofSeconds(5)),
                        new ThawGuest(command(), TOKEN, nobody),
                        new AdoptVm(command(), TOKEN, nobody),
                        new LockGuest(command(), TOKEN, nobody),
                        new LogOutGuest(command(), TOKEN, nobody))
                .forEach(command -> subject.refused(Reason.NOT_FOUND, command));
    }

    private static void off(Subject subject) {
        var vm = subject.started("off");
        subject.done(new ShutdownVm(command(), TOKEN, vm.id(), Duration.ZERO));
        Stream.of(
                        new PauseVm(command(), TOKEN, vm.id()),
                        new ResumeVm(command(), TOKEN, vm.id()),
                        new ResetVm(command(), TOKEN, vm.id()),
                        new SuspendVm(command(), TOKEN, vm.id()),
                        new ChangeCd(command(), TOKEN, vm.id(), Optional.empty()),
                        new DetachNic(command(), TOKEN, vm.id(), "52:54:00:00:00:09"),
                        new LockGuest(command(), TOKEN, vm.id()),
                        new LogOutGuest(command(), TOKEN, vm.id()),
                        new ThawGuest(command(), TOKEN, vm.id()))
                .forEach(command -> subject.refused(Reason.BUSY, command));
    }

    private static void invalid(Subject subject) {
        var good = subject.spec("good");
        var vm = new VmSpec(good.id(), "a\nb", 1, 128, good.disks(), good.nics(), false, true);
        subject.refused(Reason.INVALID, new StartVm(command(), TOKEN, vm));
        var many = new VmSpec(good.id(), "many", 65, 128, good.disks(), good.nics(), false, true);
        subject.refused(Reason.INVALID, new StartVm(command(), TOKEN, many));
        subject.refused(Reason.INVALID, new FreezeGuest(command(), TOKEN, good.id(), Duration.ofDays(1)));
        subject.refused(Reason.INVALID, new DetachNic(command(), TOKEN, good.id(), "<mac/>"));
        assertThat(subject.driver().host().vms()).extracting(VmReport::id).doesNotContain(good.id());
    }

    private static void domains(Subject subject) {
        var storage = subject.driver().storage();
        subject.done(new PrepareStorage(command(), TOKEN, storage));
        var other = new StorageRef(UUID.randomUUID(), storage.path());
        subject.refused(Reason.NOT_OURS, new PrepareStorage(command(), TOKEN, other));
        subject.refused(
                Reason.NOT_OURS,
                new CreateDisk(command(), TOKEN, new DiskRef(other, UUID.randomUUID()), Optional.empty(), 1 << 20));
        subject.refused(
                Reason.INVALID, new PrepareStorage(command(), TOKEN, new StorageRef(UUID.randomUUID(), "../x")));
    }

    private static void inUse(Subject subject) {
        var vm = subject.started("uses");
        var disk = vm.disks().getFirst();
        subject.refused(Reason.BUSY, new DeleteDisk(command(), TOKEN, disk));
        subject.done(new DestroyVm(command(), TOKEN, vm.id()));
        subject.done(new DeleteDisk(command(), TOKEN, disk));
        subject.done(new DeleteDisk(command(), TOKEN, disk));
    }

    private static void underOneInUse(Subject subject) {
        subject.needsGuests();
        subject.started("stands on it");
        subject.refused(
                Reason.BUSY, new DeleteDisk(command(), TOKEN, subject.driver().template()));
    }

    private static void locked(Subject subject) {
        subject.needsGuests();
        var vm = subject.started("holds");
        var other = new VmSpec(new VmId(UUID.randomUUID()), "wants", 1, 128, vm.disks(), List.of(), false, true);
        subject.refused(Reason.BUSY, new StartVm(command(), TOKEN, other));
        subject.done(new DestroyVm(command(), TOKEN, vm.id()));
        subject.started(other);
    }
}
