package io.oriel.pool.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.oriel.host.api.HostUsage;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmUsage;
import io.oriel.pool.loop.Rates.Point;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How fast counters rise. */
class RatesTest {
    private static final VmId VM = new VmId(UUID.randomUUID());
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private static Point point(int second, long cpuNanos, long bytes) {
        return new Point(
                NOW.plusSeconds(second),
                new HostUsage(40, 1.5, 6000, 2000, 0, 0, bytes, bytes, second),
                Map.of(VM, new VmUsage(VM, cpuNanos, 2048, 512, 700, bytes, 0, 0, 0)));
    }

    @Test
    void risesAreCountedBySecond() {
        // When
        var rates = Rates.between(point(0, 1_000_000_000L, 0), point(10, 16_000_000_000L, 125_000_000));
        // Then
        assertThat(rates.vms().get(VM)).satisfies(use -> {
            assertThat(use.processors()).isCloseTo(1.5, within(0.001));
            assertThat(use.memoryPercent()).hasValue(25);
            assertThat(use.networkMbit()).isCloseTo(100, within(0.001));
        });
        assertThat(rates.host()).hasValueSatisfying(use -> {
            assertThat(use.cpuPercent()).isEqualTo(40);
            assertThat(use.memoryPercent()).isEqualTo(75);
            assertThat(use.networkMbit()).isCloseTo(200, within(0.001));
        });
    }

    @Test
    void aCounterThatBeganAnewSaysNothing() {
        assertThat(Rates.between(point(0, 9, 9), point(10, 5, 5)).vms()).isEmpty();
        assertThat(Rates.between(point(5, 1, 1), point(5, 2, 2))).isEqualTo(Rates.UNKNOWN);
    }
}
