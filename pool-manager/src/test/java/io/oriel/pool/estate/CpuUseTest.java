package io.oriel.pool.estate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuUseTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void aPeakIsSmoothedAndALongLoadShows() {
        // Given
        var use = CpuUse.first(10, NOW);
        // When
        var peak = use.then(100, NOW.plusSeconds(5));
        var later = peak;
        for (int i = 2; i <= 60; i++) {
            later = later.then(100, NOW.plusSeconds(5L * i));
        }
        // Then
        assertThat(peak.percent()).isBetween(10.0, 20.0);
        assertThat(later.percent()).isCloseTo(100, within(1.0));
        assertThat(later.atLeast(90)).contains(NOW.plusSeconds(5));
        assertThat(later.atLeast(90, Duration.ofMinutes(4))).isTrue();
        assertThat(later.atLeast(90, Duration.ofMinutes(5))).isFalse();
        assertThat(later.then(20, NOW.plusSeconds(305)).atLeast(90))
                .as("a pause")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void itKnowsSinceWhenForEveryValueAndStaysSmall(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        var samples = new ArrayList<Integer>();
        samples.add(random.nextInt(101));
        var use = CpuUse.first(samples.getFirst(), NOW);
        for (int i = 1; i < 1000; i++) {
            // When
            samples.add(random.nextInt(101));
            use = use.then(samples.get(i), NOW.plusSeconds(i));
            // Then
            int wanted = random.nextInt(101);
            int since = i + 1;
            while (since > 0 && samples.get(since - 1) >= wanted) {
                since--;
            }
            if (since > i) {
                assertThat(use.atLeast(wanted)).isEmpty();
            } else {
                assertThat(use.atLeast(wanted)).contains(NOW.plusSeconds(since));
            }
            assertThat(use.floors()).hasSizeLessThanOrEqualTo(101);
        }
    }
}
