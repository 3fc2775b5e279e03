package io.oriel.pool.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Safety over random estates and nights; {@code -Doriel.rounds} makes it longer. */
class ReconcilerPropertiesTest {
    private static final int ROUNDS_TO_QUIET = 60;

    static LongStream seeds() {
        return LongStream.range(0, 200L * Integer.getInteger("oriel.rounds", 1));
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void nothingForbiddenHappensAndTheEstateComesToRest(long seed) {
        // Given
        var world = new World(seed);
        // When
        for (int i = 0; i < 120; i++) {
            world.happen();
            world.round();
            world.work();
        }
        world.calm();
        int rounds = 0;
        var plan = world.round();
        while (!plan.actions().isEmpty() || plan.next().isPresent()) {
            rounds++;
            assertThat(rounds)
                    .as("rounds without rest; next %s at %s; %s", plan, world.now, world.unfulfilled())
                    .isLessThan(ROUNDS_TO_QUIET);
            if (plan.actions().isEmpty()) {
                var next = plan.next().orElseThrow();
                // A host that keeps answering never falls silent, so that deadline never ends.
                if (next.isAfter(world.now.plusSeconds(3600))) {
                    break;
                }
                world.now = next;
            }
            world.work();
            plan = world.round();
            if (plan.actions().isEmpty() && world.unfulfilled().isEmpty()) {
                break;
            }
        }
        // Then
        assertThat(world.unfulfilled()).isEmpty();
        assertThat(world.round().actions()).isEmpty();
    }
}
