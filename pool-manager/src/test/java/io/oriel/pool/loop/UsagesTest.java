package io.oriel.pool.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostFacts;
import io.oriel.host.api.HostId;
import io.oriel.host.api.HostReport;
import io.oriel.host.api.HostUsage;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmUsage;
import io.oriel.host.sim.VirtualTime;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmLoad;
import io.oriel.pool.estate.VmState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UsagesTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final HostId HOST = new HostId(UUID.randomUUID());
    private static final HostId OTHER = new HostId(UUID.randomUUID());
    private static final VmId ID = new VmId(UUID.randomUUID());

    private final VirtualTime time = new VirtualTime(NOW);
    private final Usages usages = new Usages(time.clock());

    @Test
    void whatAVmUsesIsTheDifferenceOfTwoSamplesOverAllItsProcessors() {
        // When
        usages.take(HOST, sample(Duration.ofSeconds(100), 0));
        // Then
        assertThat(load(HOST).orElseThrow().cpuPercent()).as("told of once").isEmpty();

        // When: in 5 s it used 3 s of two processors
        time.advance(Duration.ofSeconds(5));
        usages.take(HOST, sample(Duration.ofSeconds(103), 340));
        time.advance(Duration.ofSeconds(2));
        // Then
        assertThat(load(HOST))
                .contains(new VmLoad(Duration.ofSeconds(2), Optional.of(30), Optional.of(340L), List.of()));
        assertThat(load(OTHER)).as("as another host says").isEmpty();
    }

    @Test
    void aVmThatWasStartedAnewHasNoLoadFromBefore() {
        // Given
        usages.take(HOST, sample(Duration.ofSeconds(100), 0));
        time.advance(Duration.ofSeconds(5));
        // When
        usages.take(HOST, sample(Duration.ofSeconds(1), 0));
        // Then
        assertThat(load(HOST).orElseThrow().cpuPercent()).isEmpty();
    }

    @Test
    void addressesComeFromTheReportAndTheAgeIsThatOfTheOlderPart() {
        // Given
        usages.take(HOST, report(List.of("10.0.0.7", "x".repeat(46), "fe80::1")));
        time.advance(Duration.ofSeconds(4));
        usages.take(HOST, sample(Duration.ofSeconds(1), 0));
        // Then
        assertThat(load(HOST))
                .contains(new VmLoad(
                        Duration.ofSeconds(4), Optional.empty(), Optional.empty(), List.of("10.0.0.7", "fe80::1")));
    }

    @Test
    void whatIsOldOrOfAHostThatIsNoLongerHeardIsNotShown() {
        // Given
        usages.take(HOST, sample(Duration.ofSeconds(1), 0));
        usages.take(HOST, report(List.of("10.0.0.7")));
        // When, Then
        time.advance(Duration.ofSeconds(19));
        assertThat(load(HOST)).isPresent();
        time.advance(Duration.ofSeconds(1));
        assertThat(load(HOST)).isEmpty();

        // When
        usages.take(HOST, sample(Duration.ofSeconds(1), 0));
        usages.forget(HOST);
        // Then
        assertThat(load(HOST)).isEmpty();
    }

    private Optional<VmLoad> load(HostId host) {
        return usages.load(new Vm(
                ID,
                "web",
                Optional.empty(),
                new VmState.Up(NOW, host),
                Optional.empty(),
                2,
                512,
                false,
                Optional.empty(),
                1));
    }

    private static HostEvent.Statistics sample(Duration cpu, long used) {
        return new HostEvent.Statistics(
                new HostUsage(1, 1, 1, 1, 0, 0, 0, 0, 1),
                List.of(new VmUsage(ID, cpu.toNanos(), 512, used, 512, 0, 0, 0, 0)));
    }

    private static HostReport report(List<String> addresses) {
        var facts = new HostFacts("hw", "h", 8, 8192, "simulated", true, "", "", "", "");
        return new HostReport(
                UUID.randomUUID(),
                1,
                facts,
                List.of(new VmReport(ID, "web", true, VmPower.RUNNING, true, addresses, List.of())));
    }
}
