package io.oriel.host.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.EstateCommand.LogOutGuest;
import io.oriel.host.api.EstateCommand.MigrateVm;
import io.oriel.host.api.EstateCommand.PrepareStorage;
import io.oriel.host.api.EstateCommand.QuarantineDisk;
import io.oriel.host.api.EstateCommand.ResetVm;
import io.oriel.host.api.EstateCommand.StartVm;
import io.oriel.host.api.HostId;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.MigrationLimits;
import io.oriel.host.api.MigrationTarget;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.StoredImage;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the simulation has to keep in mind: images in a list, people in its guests, VMs of nobody's. */
class SimulatedStoresTest {
    private static final LeaseToken TOKEN = new LeaseToken(1);
    private static final Outcome DONE = new Outcome.Done();
    private static final StorageRef STORAGE = new StorageRef(UUID.randomUUID(), "/srv/a b");

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    private static CommandId command() {
        return new CommandId(UUID.randomUUID());
    }

    private static DiskRef disk() {
        return new DiskRef(STORAGE, UUID.randomUUID());
    }

    @Test
    void anAgentStartedAgainKnowsSizesBasesAndWhatIsInQuarantine() {
        // Given
        var file = directory.resolve("disks");
        var base = disk();
        var clone = disk();
        var lost = disk();
        try (var before = SimulatedHost.remembering(file, scheduler)) {
            assertThat(before.run(new PrepareStorage(command(), TOKEN, STORAGE)))
                    .isEqualTo(DONE);
            assertThat(before.run(new CreateDisk(command(), TOKEN, base, Optional.empty(), 5 << 20)))
                    .isEqualTo(DONE);
            assertThat(before.run(new CreateDisk(command(), TOKEN, clone, Optional.of(base), 0)))
                    .isEqualTo(DONE);
            assertThat(before.run(new CreateDisk(command(), TOKEN, lost, Optional.of(base), 7 << 20)))
                    .isEqualTo(DONE);
            assertThat(before.run(new QuarantineDisk(command(), TOKEN, lost))).isEqualTo(DONE);
        }

        // When
        try (var after = SimulatedHost.remembering(file, scheduler)) {
            var report = after.storage(STORAGE);

            // Then
            assertThat(report.images())
                    .containsExactlyInAnyOrder(
                            new StoredImage(base.disk(), 5 << 20, 5 << 20, Optional.empty()),
                            new StoredImage(clone.disk(), 1 << 20, 5 << 20, Optional.of(base.disk())));
            assertThat(report.quarantined())
                    .containsExactly(new StoredImage(lost.disk(), 1 << 20, 7 << 20, Optional.of(base.disk())));
        }
    }

    @Test
    void aListFromBeforeSizesWereKeptIsRead() throws Exception {
        // Given
        var file = directory.resolve("disks");
        var base = disk();
        var clone = disk();
        var where = " " + STORAGE.id() + " " + STORAGE.path();
        Files.write(file, List.of("storage" + where, base.disk() + where, clone.disk() + "/" + base.disk() + where));

        // When
        try (var host = SimulatedHost.remembering(file, scheduler)) {
            var report = host.storage(STORAGE);

            // Then
            assertThat(report.images()).extracting(StoredImage::disk).contains(base.disk(), clone.disk());
            assertThat(host.run(new QuarantineDisk(command(), TOKEN, base))).isInstanceOf(Outcome.Refused.class);
        }
    }

    @Test
    void whoIsLoggedOutIsToldNoMoreUntilTheGuestStartsAnew() {
        // Given
        try (var host = new SimulatedHost("one", Clock.systemUTC(), scheduler, SimulatedTimes.none())) {
            var vm = started(host);
            until(() -> users(host, vm).equals(List.of("user")));

            // When
            assertThat(host.run(new LogOutGuest(command(), TOKEN, vm))).isEqualTo(DONE);

            // Then
            assertThat(users(host, vm)).isEmpty();
            assertThat(host.run(new ResetVm(command(), TOKEN, vm))).isEqualTo(DONE);
            until(() -> users(host, vm).equals(List.of("user")));
        }
    }

    @Test
    void aVmOfNobodysIsNotMovedNorShutDownWithOurs() {
        // Given
        try (var host = new SimulatedHost("one", Clock.systemUTC(), scheduler, SimulatedTimes.none())) {
            var vm = new VmId(UUID.randomUUID());
            host.plant(new VmSpec(vm, "stranger", 1, 32, List.of(), List.of(), false, false));

            // When
            var moved = host.run(new MigrateVm(
                    command(),
                    TOKEN,
                    vm,
                    new MigrationTarget(new HostId(UUID.randomUUID()), "10.0.0.2"),
                    MigrationLimits.DEFAULT));
            host.shutdownAll(Duration.ZERO);

            // Then
            assertThat(moved)
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Outcome.Reason.NOT_OURS));
            assertThat(host.vms()).singleElement().satisfies(report -> {
                assertThat(report.ours()).isFalse();
                assertThat(report.consoles()).isEmpty();
                assertThat(report.power()).isEqualTo(VmPower.RUNNING);
            });
        }
    }

    private static VmId started(SimulatedHost host) {
        var disk = disk();
        var vm = new VmSpec(new VmId(UUID.randomUUID()), "vm", 1, 64, List.of(disk), List.of(), false, false);
        assertThat(host.run(new PrepareStorage(command(), TOKEN, STORAGE))).isEqualTo(DONE);
        assertThat(host.run(new CreateDisk(command(), TOKEN, disk, Optional.empty(), 1 << 20)))
                .isEqualTo(DONE);
        assertThat(host.run(new StartVm(command(), TOKEN, vm))).isEqualTo(DONE);
        return vm.id();
    }

    private static List<String> users(SimulatedHost host, VmId vm) {
        return host.vms().stream()
                .filter(report -> report.id().equals(vm))
                .findFirst()
                .orElseThrow()
                .guest()
                .users();
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
