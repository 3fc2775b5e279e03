package io.oriel.host.contract;

import static io.oriel.host.contract.Subject.TOKEN;
import static io.oriel.host.contract.Subject.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.EstateCommand.CancelMigration;
import io.oriel.host.api.EstateCommand.CreateSnapshot;
import io.oriel.host.api.EstateCommand.DeleteSnapshot;
import io.oriel.host.api.EstateCommand.DestroyVm;
import io.oriel.host.api.EstateCommand.MigrateVm;
import io.oriel.host.api.EstateCommand.RevertSnapshot;
import io.oriel.host.api.EstateCommand.ShutdownVm;
import io.oriel.host.api.EstateCommand.SuspendVm;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostId;
import io.oriel.host.api.MigrationLimits;
import io.oriel.host.api.MigrationTarget;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Events, snapshots, and moves to another host. */
final class Stays {
    private static final MigrationLimits SLOW =
            new MigrationLimits(1, Duration.ofMillis(10), Duration.ofMinutes(10), false);

    private Stays() {}

    static Stream<Behaviour> all() {
        return Stream.of(
                new Behaviour("events", "what does not change is told once", Stays::once),
                new Behaviour("events", "what the machine and its VMs use is told again and again", Stays::statistics),
                new Behaviour("snapshots", "a running VM comes back running", Stays::snapshotOfRunning),
                new Behaviour("snapshots", "a VM that was off comes back off", Stays::snapshotOfOff),
                new Behaviour(
                        "snapshots", "what is not there is refused, what is gone is done", Stays::absentSnapshots),
                new Behaviour("snapshots", "a VM suspended to disk is left alone", Stays::snapshotOfSaved),
                new Behaviour("migration", "a running VM moves there and back, and progress is told", Stays::moves),
                new Behaviour("migration", "a move that is called off leaves the VM here", Stays::calledOff),
                new Behaviour("migration", "a move past its deadline leaves the VM here", Stays::late),
                new Behaviour("migration", "a VM takes its snapshots along", Stays::takesSnapshots),
                new Behaviour("migration", "a host that is not there gets no VM", Stays::nobodyThere));
    }

    private static void once(Subject subject) throws Exception {
        var vm = subject.started("quiet");
        subject.told(vm, "it runs", r -> r.power() == VmPower.RUNNING);
        subject.done(new ShutdownVm(command(), TOKEN, vm.id(), Duration.ZERO));
        subject.told(vm, "it is off", r -> r.power() == VmPower.OFF);
        var told = subject.driver().heard().changes.stream()
                .filter(r -> r.id().equals(vm.id()))
                .toList();
        for (int i = 1; i < told.size(); i++) {
            assertThat(told.get(i)).isNotEqualTo(told.get(i - 1));
        }
    }

    private static void statistics(Subject subject) throws Exception {
        var vm = subject.started("works");
        subject.driver().heard().statistics.clear();
        Subject.within(
                Duration.ofMinutes(1),
                "its statistics come twice",
                () -> subject.driver().heard().statistics.stream()
                                .filter(s -> s.vms().stream().anyMatch(u -> u.id().equals(vm.id())))
                                .count()
                        >= 2);
        var last = subject.driver().heard().statistics.stream()
                .map(HostEvent.Statistics::host)
                .reduce((_, later) -> later)
                .orElseThrow();
        assertThat(last.cpuPercent()).isBetween(0.0, 100.0);
        assertThat(last.memoryUsedMiB()).isPositive();
        if (subject.driver().hasGuests()) {
            var used = subject.driver().heard().statistics.stream()
                    .flatMap(s -> s.vms().stream())
                    .filter(u -> u.id().equals(vm.id()))
                    .toList();
            assertThat(used.getLast().cpuNanos()).isGreaterThan(used.getFirst().cpuNanos());
            assertThat(used.getLast().residentMiB()).isPositive();
        }
    }

    private static void snapshotOfRunning(Subject subject) {
        var vm = subject.started("kept");
        var snapshot = UUID.randomUUID();
        for (int i = 0; i < 2; i++) {
            subject.done(new CreateSnapshot(command(), TOKEN, vm.id(), snapshot));
        }
        assertThat(subject.power(vm)).isEqualTo(VmPower.RUNNING);
        subject.done(new ShutdownVm(command(), TOKEN, vm.id(), Duration.ZERO));
        subject.done(new RevertSnapshot(command(), TOKEN, vm.id(), snapshot));
        assertThat(subject.power(vm)).isEqualTo(VmPower.RUNNING);
        for (int i = 0; i < 2; i++) {
            subject.done(new DeleteSnapshot(command(), TOKEN, vm.id(), snapshot));
        }
        subject.refused(Reason.NOT_FOUND, new RevertSnapshot(command(), TOKEN, vm.id(), snapshot));
    }

    private static void snapshotOfOff(Subject subject) {
        var vm = subject.started("kept off");
        subject.done(new ShutdownVm(command(), TOKEN, vm.id(), Duration.ZERO));
        var snapshot = UUID.randomUUID();
        subject.done(new CreateSnapshot(command(), TOKEN, vm.id(), snapshot));
        subject.started(vm);
        subject.done(new RevertSnapshot(command(), TOKEN, vm.id(), snapshot));
        assertThat(subject.power(vm)).isEqualTo(VmPower.OFF);
        subject.done(new DeleteSnapshot(command(), TOKEN, vm.id(), snapshot));
    }

    private static void absentSnapshots(Subject subject) {
        var vm = subject.started("unkept");
        subject.refused(Reason.NOT_FOUND, new RevertSnapshot(command(), TOKEN, vm.id(), UUID.randomUUID()));
        subject.done(new DeleteSnapshot(command(), TOKEN, vm.id(), UUID.randomUUID()));
        assertThat(subject.power(vm)).isEqualTo(VmPower.RUNNING);
    }

    private static void snapshotOfSaved(Subject subject) {
        var vm = subject.started("asleep");
        subject.done(new SuspendVm(command(), TOKEN, vm.id()));
        subject.refused(Reason.BUSY, new CreateSnapshot(command(), TOKEN, vm.id(), UUID.randomUUID()));
        assertThat(subject.power(vm)).isEqualTo(VmPower.SAVED);
    }

    private static void runsOn(Pair.Side side, VmSpec vm) throws Exception {
        Subject.within(
                Subject.LONG,
                vm.title() + " runs",
                () -> side.last(vm.id()).map(VmReport::power).stream().anyMatch(VmPower.RUNNING::equals));
    }

    private static boolean isOn(Pair.Side side, VmSpec vm) {
        return side.last(vm.id()).map(VmReport::power).stream().anyMatch(VmPower.RUNNING::equals);
    }

    private static void moves(Subject subject) throws Exception {
        var pair = subject.pair();
        var vm = pair.booted("mover");
        var there = command();
        Subject.done(
                pair.one().run(new MigrateVm(there, TOKEN, vm.id(), pair.two().target(), MigrationLimits.DEFAULT)));
        runsOn(pair.two(), vm);
        var progress = pair.one().progress(there);
        assertThat(progress).isNotEmpty();
        assertThat(progress).extracting(HostEvent.Progress::percent).isSorted();
        assertThat(progress).allSatisfy(p -> assertThat(p.percent()).isBetween(0, 100));
        Subject.done(pair.two()
                .run(new MigrateVm(command(), TOKEN, vm.id(), pair.one().target(), MigrationLimits.DEFAULT)));
        runsOn(pair.one(), vm);
        Subject.refused(
                Reason.NOT_FOUND,
                pair.two()
                        .run(new MigrateVm(command(), TOKEN, vm.id(), pair.one().target(), MigrationLimits.DEFAULT)));
        Subject.done(pair.one().run(new DestroyVm(command(), TOKEN, vm.id())));
    }

    private static void calledOff(Subject subject) throws Exception {
        var pair = subject.pair();
        var vm = pair.booted("stayer");
        var moving = command();
        var end = pair.one()
                .begin(new MigrateVm(moving, TOKEN, vm.id(), pair.two().target(), SLOW));
        Subject.within(
                Subject.LONG,
                "it is under way",
                () -> !pair.one().progress(moving).isEmpty());
        Subject.done(pair.one().run(new CancelMigration(command(), TOKEN, vm.id())));
        assertThat(end.get(1, TimeUnit.MINUTES))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, f -> assertThat(f.message()).contains("called off"));
        assertThat(isOn(pair.one(), vm)).isTrue();
        assertThat(isOn(pair.two(), vm)).isFalse();
        Subject.done(pair.one().run(new CancelMigration(command(), TOKEN, vm.id())));
        Subject.done(pair.one().run(new DestroyVm(command(), TOKEN, vm.id())));
    }

    private static void late(Subject subject) throws Exception {
        var pair = subject.pair();
        var vm = pair.booted("late");
        var limits = new MigrationLimits(1, Duration.ofMillis(10), Duration.ofSeconds(2), false);
        assertThat(pair.one()
                        .run(new MigrateVm(command(), TOKEN, vm.id(), pair.two().target(), limits)))
                .isInstanceOf(Outcome.Failed.class);
        assertThat(isOn(pair.one(), vm)).isTrue();
        assertThat(isOn(pair.two(), vm)).isFalse();
        Subject.done(pair.one().run(new DestroyVm(command(), TOKEN, vm.id())));
    }

    private static void takesSnapshots(Subject subject) throws Exception {
        var pair = subject.pair();
        var vm = pair.booted("keeper");
        var snapshot = UUID.randomUUID();
        Subject.done(pair.one().run(new CreateSnapshot(command(), TOKEN, vm.id(), snapshot)));
        Subject.done(pair.one()
                .run(new MigrateVm(command(), TOKEN, vm.id(), pair.two().target(), MigrationLimits.DEFAULT)));
        runsOn(pair.two(), vm);
        Subject.done(pair.two().run(new RevertSnapshot(command(), TOKEN, vm.id(), snapshot)));
        runsOn(pair.two(), vm);
        Subject.done(pair.two().run(new DestroyVm(command(), TOKEN, vm.id())));
    }

    private static void nobodyThere(Subject subject) throws Exception {
        var pair = subject.pair();
        var vm = pair.booted("wary");
        var stranger = new MigrationTarget(
                new HostId(UUID.randomUUID()), pair.two().target().address());
        assertThat(pair.one().run(new MigrateVm(command(), TOKEN, vm.id(), stranger, MigrationLimits.DEFAULT)))
                .isInstanceOf(Outcome.Failed.class);
        assertThat(isOn(pair.one(), vm)).isTrue();
        assertThat(isOn(pair.two(), vm)).isFalse();
        Subject.done(pair.one().run(new DestroyVm(command(), TOKEN, vm.id())));
    }
}
