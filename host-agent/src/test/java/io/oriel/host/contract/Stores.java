package io.oriel.host.contract;

import static io.oriel.host.contract.Subject.TOKEN;
import static io.oriel.host.contract.Subject.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand.AdoptVm;
import io.oriel.host.api.EstateCommand.CopyDisk;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.EstateCommand.DeleteDisk;
import io.oriel.host.api.EstateCommand.DestroyVm;
import io.oriel.host.api.EstateCommand.PauseVm;
import io.oriel.host.api.EstateCommand.QuarantineDisk;
import io.oriel.host.api.EstateCommand.ShutdownVm;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.Seed;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.StoredImage;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Copies, quarantine, what storage and VMs are made of, and VMs of nobody's. */
final class Stores {
    private static final long GROWN = 256L << 20;

    private Stores() {}

    static Stream<Behaviour> all() {
        return Stream.of(
                new Behaviour("storage", "a copy stands alone, and progress is told", Stores::copies),
                new Behaviour(
                        "storage", "an image that a VM writes is not copied, the one under it is", Stores::copiesUnder),
                new Behaviour("storage", "a clone is as large as it is wanted", Stores::grows),
                new Behaviour("storage", "what lies in a storage domain is told", Stores::tells),
                new Behaviour("quarantine", "an image is put out of the way, and told there", Stores::quarantines),
                new Behaviour("quarantine", "an image that is needed stays", Stores::needed),
                new Behaviour("inspection", "what a VM is made of is told", Stores::inspects),
                new Behaviour("seed", "a VM starts with a seed, which nobody is told", Stores::seeds),
                new Behaviour("adoption", "a VM of nobody's is left alone until it is adopted", Stores::adopts));
    }

    private static Optional<StoredImage> image(Subject subject, DiskRef disk) {
        return subject.driver().host().storage(disk.storage()).images().stream()
                .filter(image -> image.disk().equals(disk.disk()))
                .findFirst();
    }

    private static DiskRef fresh(Subject subject) {
        return new DiskRef(subject.driver().storage(), UUID.randomUUID());
    }

    private static void copies(Subject subject) {
        var clone = subject.disk();
        var copy = fresh(subject);
        var first = new CopyDisk(command(), TOKEN, clone, copy);
        subject.done(first);
        assertThat(subject.driver().heard().progress)
                .filteredOn(p -> p.command().equals(first.id()))
                .isNotEmpty()
                .extracting(HostEvent.Progress::percent)
                .isSorted()
                .allSatisfy(percent -> assertThat(percent).isBetween(0, 100));
        assertThat(image(subject, clone).orElseThrow().base())
                .contains(subject.driver().template().disk());
        assertThat(image(subject, copy).orElseThrow().base()).isEmpty();
        assertThat(image(subject, copy).orElseThrow().virtualBytes())
                .isEqualTo(image(subject, clone).orElseThrow().virtualBytes());
        subject.done(new DeleteDisk(command(), TOKEN, clone));
        subject.done(new CopyDisk(command(), TOKEN, clone, copy));
        subject.done(new DeleteDisk(command(), TOKEN, copy));
        subject.refused(Reason.NOT_FOUND, new CopyDisk(command(), TOKEN, clone, copy));
        subject.refused(Reason.INVALID, new CopyDisk(command(), TOKEN, clone, clone));
    }

    private static void copiesUnder(Subject subject) {
        var vm = subject.started("writes");
        var copy = fresh(subject);
        subject.refused(Reason.BUSY, new CopyDisk(command(), TOKEN, vm.disks().getFirst(), copy));
        assertThat(image(subject, copy)).isEmpty();
        subject.done(new CopyDisk(command(), TOKEN, subject.driver().template(), copy));
        subject.done(new DeleteDisk(command(), TOKEN, copy));
    }

    private static void grows(Subject subject) {
        var template = subject.driver().template();
        long bytes = image(subject, template).orElseThrow().virtualBytes();
        var grown = fresh(subject);
        var plain = fresh(subject);
        subject.done(new CreateDisk(command(), TOKEN, grown, Optional.of(template), GROWN));
        subject.done(new CreateDisk(command(), TOKEN, plain, Optional.of(template), 1));
        assertThat(image(subject, grown).orElseThrow().virtualBytes()).isEqualTo(GROWN);
        assertThat(image(subject, plain).orElseThrow().virtualBytes()).isEqualTo(bytes);
        subject.done(new DeleteDisk(command(), TOKEN, grown));
        subject.done(new DeleteDisk(command(), TOKEN, plain));
    }

    private static void tells(Subject subject) {
        var host = subject.driver().host();
        var storage = subject.driver().storage();
        var report = host.storage(storage);
        assertThat(report.freeBytes()).isPositive().isLessThanOrEqualTo(report.totalBytes());
        assertThat(report.images())
                .filteredOn(i -> i.disk().equals(subject.driver().template().disk()))
                .singleElement()
                .satisfies(image -> {
                    assertThat(image.allocatedBytes()).isPositive();
                    assertThat(image.virtualBytes()).isPositive();
                    assertThat(image.base()).isEmpty();
                });
        for (var wrong : List.of(
                new StorageRef(UUID.randomUUID(), storage.path()),
                new StorageRef(storage.id(), storage.path() + "/none"),
                new StorageRef(storage.id(), "../" + storage.path()))) {
            assertThatThrownBy(() -> host.storage(wrong))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("storage domain");
        }
    }

    private static void quarantines(Subject subject) {
        var disk = subject.disk();
        for (int i = 0; i < 2; i++) {
            subject.done(new QuarantineDisk(command(), TOKEN, disk));
            assertThat(image(subject, disk)).isEmpty();
            assertThat(subject.driver().host().storage(disk.storage()).quarantined())
                    .extracting(StoredImage::disk)
                    .contains(disk.disk());
        }
        subject.done(new CreateDisk(command(), TOKEN, disk, Optional.empty(), 1 << 20));
        subject.refused(Reason.BUSY, new QuarantineDisk(command(), TOKEN, disk));
        subject.done(new DeleteDisk(command(), TOKEN, disk));
    }

    private static void needed(Subject subject) {
        var vm = subject.started("needs");
        subject.refused(
                Reason.BUSY, new QuarantineDisk(command(), TOKEN, vm.disks().getFirst()));
        subject.done(new DestroyVm(command(), TOKEN, vm.id()));
        subject.refused(
                Reason.BUSY,
                new QuarantineDisk(command(), TOKEN, subject.driver().template()));
        assertThat(image(subject, subject.driver().template())).isPresent();
    }

    private static void inspects(Subject subject) {
        var vm = subject.started("is <known> & \"said\"");
        assertThat(subject.driver().host().inspect(vm.id())).contains(vm);
        assertThat(subject.driver().host().inspect(new VmId(UUID.randomUUID()))).isEmpty();
    }

    private static void seeds(Subject subject) {
        var plain = subject.spec("is sown");
        var seed = new Seed("instance-id: 1\n", "#cloud-config\npassword: geheim\n", Optional.of("version: 2\n"));
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
                plain.boot(),
                Optional.of(seed),
                plain.clipboardToClient(),
                plain.serialLog()));
        assertThat(subject.driver().host().inspect(vm.id())).contains(plain);
    }

    private static void adopts(Subject subject) throws Exception {
        var stranger = subject.driver().stranger();
        try {
            assertThat(told(subject, stranger).ours()).isFalse();
            Stream.of(
                            new PauseVm(command(), TOKEN, stranger),
                            new ShutdownVm(command(), TOKEN, stranger, Duration.ZERO),
                            new DestroyVm(command(), TOKEN, stranger))
                    .forEach(command -> subject.refused(Reason.NOT_OURS, command));
            assertThat(subject.driver().host().inspect(stranger)).isPresent();
            for (int i = 0; i < 2; i++) {
                subject.done(new AdoptVm(command(), TOKEN, stranger));
                assertThat(told(subject, stranger).ours()).isTrue();
            }
            Subject.within(
                    Duration.ofSeconds(30),
                    "told: it is ours",
                    () -> subject.driver().heard().changes.stream().anyMatch(r -> r.id().equals(stranger) && r.ours()));
        } finally {
            subject.done(new AdoptVm(command(), TOKEN, stranger));
            subject.done(new DestroyVm(command(), TOKEN, stranger));
        }
    }

    private static VmReport told(Subject subject, VmId vm) {
        return subject.driver().host().vms().stream()
                .filter(report -> report.id().equals(vm))
                .findFirst()
                .orElseThrow();
    }
}
