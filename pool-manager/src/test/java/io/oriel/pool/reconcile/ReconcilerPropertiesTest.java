package io.oriel.pool.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.pool.estate.Setback;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Safety over random estates and nights; {@code -Doriel.rounds} makes it longer. */
class ReconcilerPropertiesTest {
    /** Rounds that do something; those that only wait for a deadline are held to the time instead. */
    private static final int ROUNDS_TO_QUIET = 60;

    /** What failed last in the night may be left alone for the longest pause there is; after it all is well soon. */
    private static final Duration TIME_TO_QUIET = Setback.LONGEST.plus(Duration.ofMinutes(6));

    static LongStream seeds() {
        var once = LongStream.of(1272, 2306); // these have found something
        return LongStream.concat(LongStream.range(0, 200L * Integer.getInteger("oriel.rounds", 1)), once)
                .distinct();
    }

    private static final AtomicInteger takenOver = new AtomicInteger();
    private static final AtomicInteger recovered = new AtomicInteger();

    @AfterAll
    static void theNightsWereBadOnes() {
        assertThat(takenOver).as("starts elsewhere by a lease").hasPositiveValue();
        assertThat(recovered).as("starts after a host's end").hasPositiveValue();
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
        var latest = world.now.plus(TIME_TO_QUIET);
        int rounds = 0;
        var plan = world.round();
        while (!plan.actions().isEmpty() || plan.next().isPresent()) {
            rounds += plan.actions().isEmpty() ? 0 : 1;
            assertThat(rounds < ROUNDS_TO_QUIET && world.now.isBefore(latest))
                    .as("%d rounds without rest; next %s at %s; %s", rounds, plan, world.now, world.unfulfilled())
                    .isTrue();
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
        takenOver.addAndGet(world.takenOver);
        recovered.addAndGet(world.recovered);
        // Then
        assertThat(world.unfulfilled()).isEmpty();
        assertThat(world.round().actions()).isEmpty();
    }
}
