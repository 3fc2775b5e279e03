package io.oriel.host.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private final VirtualTime time = new VirtualTime(START);
    private final ArrayList<String> done = new ArrayList<>();

    private void note(String what) {
        done.add(what + " at " + Duration.between(START, time.clock().instant()).toSeconds());
    }

    @Test
    void whatFallsDueIsDoneInOrderAndAtItsTime() {
        // Given something that asks for more
        time.later(Duration.ofSeconds(5), () -> note("last"));
        time.later(Duration.ofSeconds(1), () -> {
            note("first");
            time.later(Duration.ofSeconds(2), () -> note("second"));
        });
        time.later(Duration.ofSeconds(9), () -> note("never"));

        // When
        time.advance(Duration.ofSeconds(8));

        // Then
        assertThat(done).containsExactly("first at 1", "second at 3", "last at 5");
        assertThat(time.clock().instant()).isEqualTo(START.plusSeconds(8));
        assertThat(time.waiting()).isEqualTo(1);
    }

    @Test
    void whatFallsDueTogetherIsDoneAsItWasAskedFor() {
        // Given
        for (int i = 0; i < 5; i++) {
            int number = i;
            time.later(Duration.ofSeconds(1), () -> note("" + number));
        }

        // When
        time.advance(Duration.ofSeconds(1));

        // Then
        assertThat(done).containsExactly("0 at 1", "1 at 1", "2 at 1", "3 at 1", "4 at 1");
    }
}
