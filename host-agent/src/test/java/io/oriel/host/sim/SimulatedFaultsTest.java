package io.oriel.host.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.EstateCommand.DestroyVm;
import io.oriel.host.api.EstateCommand.PrepareStorage;
import io.oriel.host.api.EstateCommand.StartVm;
import io.oriel.host.api.HostId;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.host.http.Journal;
import io.oriel.host.local.Heard;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong on simulated hosts, and many of them together. */
class SimulatedFaultsTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final LeaseToken TOKEN = new LeaseToken(1);
    private static final Outcome DONE = new Outcome.Done();
    private static final StorageRef STORAGE = new StorageRef(new UUID(0, 1), "/srv/oriel");

    private final VirtualTime time = new VirtualTime(START);

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 2, 3})
    void oneSeedGivesTheSameDayAgain(long seed) {
        // Given, When
        var once = day(seed);
        var again = day(seed);

        // Then
        assertThat(once).isEqualTo(again);
        assertThat(once).contains("failed").contains("done").isNotEqualTo(day(seed + 100));
    }

    /** How a hundred starts end on a host on which one command in five fails. */
    private static List<String> day(long seed) {
        var time = new VirtualTime(START);
        var faults = new Faults(seed, 0.2, 0, 1, 0.2, Duration.ZERO, Duration.ZERO);
        var host = new SimulatedHost("h1", time, SimulatedTimes.none(), faults);
        var told = new ArrayList<String>();
        for (int i = 0; i < 100; i++) {
            var vm = new VmId(new UUID(1, i));
            var disk = new DiskRef(STORAGE, new UUID(2, i));
            host.run(new PrepareStorage(command(), TOKEN, STORAGE));
            host.run(new CreateDisk(command(), TOKEN, disk, Optional.empty(), 1 << 20));
            var outcome = host.run(new StartVm(command(), TOKEN, spec(vm, disk)));
            time.advance(Duration.ofSeconds(1));
            told.add(outcome instanceof Outcome.Failed ? "failed" : outcome.equals(DONE) ? "done" : "refused");
            host.vms().stream()
                    .filter(r -> r.id().equals(vm))
                    .map(VmReport::power)
                    .filter(VmPower.CRASHED::equals)
                    .forEach(_ -> told.add("crashed"));
        }
        host.close();
        return told;
    }

    @Test
    void aHostThatLosesItsPowerFreesItsDisksForOthers() {
        // Given two hosts that share their storage
        try (var hosts = new SimulatedHosts(time, SimulatedTimes.none())) {
            var one = hosts.add(new HostId(UUID.randomUUID()), "h1", Faults.NONE);
            var two = hosts.add(new HostId(UUID.randomUUID()), "h2", Faults.NONE);
            var heard = new Heard();
            one.listen(heard);
            var vm = prepared(one);
            assertThat(one.run(new StartVm(command(), TOKEN, vm))).isEqualTo(DONE);
            assertThat(two.run(new StartVm(command(), TOKEN, vm)))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class, r -> assertThat(r.reason()).isEqualTo(Outcome.Reason.BUSY));
            heard.changes.clear();

            // When
            one.crash();

            // Then nobody was told, and the other host may start it
            assertThat(one.vms()).isEmpty();
            assertThat(heard.changes).isEmpty();
            assertThat(two.run(new StartVm(command(), TOKEN, vm))).isEqualTo(DONE);
        }
    }

    @Test
    void aCutLinkIsSilentAndGoesOnWhereItWas(@TempDir Path directory) throws Exception {
        // Given
        var host = new SimulatedHost("h1", time, SimulatedTimes.none(), Faults.NONE);
        try (var link = new SimulatedLink(Journal.open(host, directory.resolve("journal")));
                var events = link.events(0)) {
            events.next(Duration.ofSeconds(5));
            var vm = prepared(host);

            // When
            link.cut(true);
            host.run(new StartVm(command(), TOKEN, vm));

            // Then
            assertThatThrownBy(link::report).isInstanceOf(AgentException.class);
            assertThat(events.next(Duration.ofMillis(20))).isEmpty();
            link.cut(false);
            assertThat(events.next(Duration.ofSeconds(5))).isPresent();
            assertThat(link.report().vms()).hasSize(1);
        }
    }

    @Test
    void aFailingLinkIsCutAndMendedByItself(@TempDir Path directory) {
        // Given a link that holds for a minute and is cut for ten seconds, on average
        var host = new SimulatedHost("h1", time, SimulatedTimes.none(), Faults.NONE);
        var faults = new Faults(7, 0, 0, 1, 0, Duration.ofMinutes(1), Duration.ofSeconds(10));
        try (var link = SimulatedLink.failing(Journal.open(host, directory.resolve("journal")), "h1", time, faults)) {
            // When an hour passes
            long cut = IntStream.range(0, 3600)
                    .filter(_ -> {
                        time.advance(Duration.ofSeconds(1));
                        return link.isCut();
                    })
                    .count();

            // Then
            assertThat(cut).isBetween(100L, 1500L);
        }
    }

    @Test
    void aThousandHostsWithTenVmsEachFitIntoOneJvm() {
        // Given
        var scheduler = Executors.newScheduledThreadPool(2);
        int before = ManagementFactory.getThreadMXBean().getThreadCount();
        long empty = used();
        try (var hosts = new SimulatedHosts(SimulatedTime.by(Clock.systemUTC(), scheduler), SimulatedTimes.none())) {
            // When
            var all = IntStream.range(0, 1000)
                    .mapToObj(i -> hosts.add(new HostId(UUID.randomUUID()), "h" + i, Faults.NONE))
                    .toList();
            all.forEach(host -> IntStream.range(0, 10)
                    .forEach(_ -> assertThat(host.run(new StartVm(command(), TOKEN, prepared(host))))
                            .isEqualTo(DONE)));

            // Then
            assertThat(all).allSatisfy(host -> assertThat(host.vms()).hasSize(10));
            int threads = ManagementFactory.getThreadMXBean().getThreadCount() - before;
            System.out.printf(
                    "1,000 simulated hosts with 10 VMs each: %d MB of heap, %d more threads%n",
                    (used() - empty) >> 20, threads);
            assertThat(threads).isLessThan(50);
            assertThat(all.getFirst()
                            .run(new DestroyVm(
                                    command(),
                                    TOKEN,
                                    all.getFirst().vms().getFirst().id())))
                    .isEqualTo(DONE);
        } finally {
            scheduler.shutdownNow();
        }
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static VmSpec prepared(SimulatedHost host) {
        var disk = new DiskRef(STORAGE, UUID.randomUUID());
        assertThat(host.run(new PrepareStorage(command(), TOKEN, STORAGE))).isEqualTo(DONE);
        assertThat(host.run(new CreateDisk(command(), TOKEN, disk, Optional.empty(), 1 << 20)))
                .isEqualTo(DONE);
        return spec(new VmId(UUID.randomUUID()), disk);
    }

    private static VmSpec spec(VmId vm, DiskRef disk) {
        return new VmSpec(vm, "vm", 1, 128, List.of(disk), List.of(), false, false);
    }

    private static CommandId command() {
        return new CommandId(UUID.randomUUID());
    }
}
