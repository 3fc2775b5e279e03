package io.oriel.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.directory.User;
import io.oriel.broker.operation.ConnectResult;
import io.oriel.broker.operation.GiveBackResult;
import io.oriel.broker.operation.Target;
import io.oriel.host.api.VmId;
import io.oriel.loadtest.rig.Rig;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.Vm;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** More people than desktops, all at the same moment. {@code -Doriel.rounds=N} repeats it, at most 20 times. */
class PoolRaceTest {
    private static final int ROUNDS = Math.clamp(Integer.getInteger("oriel.rounds", 1), 1, 20);
    private static final int PEOPLE = 200;
    private static final int DESKTOPS = 100;
    private static final int PRESTARTED = 20;
    private static final int SECONDS = 60;

    private static Rig rig;

    @BeforeAll
    static void open() throws Exception {
        rig = Rig.open(PEOPLE);
        rig.pretendGateway();
    }

    @AfterAll
    static void close() throws Exception {
        rig.close();
    }

    @Test
    void twoHundredPeopleOnAPoolOfOneHundred() throws Exception {
        // Given
        var pool = rig.pool("race", DESKTOPS, PRESTARTED);

        for (int round = 1; round <= ROUNDS; round++) {
            rig.awaitAllFree(pool);
            oneRound(pool);
        }
    }

    private static void oneRound(Pool pool) throws Exception {
        // When
        var answers = atOnce(user -> new Target.Pool(pool.id()));

        // Then
        var winners = winners(answers);
        assertThat(winners).as("people with a desktop").hasSize(DESKTOPS);
        assertThat(winners.values()).as("desktops given away").doesNotHaveDuplicates();
        assertThat(answers.values())
                .filteredOn(ConnectResult.PoolExhausted.class::isInstance)
                .as("people told that nothing is left")
                .hasSize(PEOPLE - DESKTOPS)
                .containsOnly(new ConnectResult.PoolExhausted(pool.name()));
        assertThat(rig.estate().pools().count(pool.id()).assigned()).isEqualTo(DESKTOPS);
        assertThat(held(pool.id())).as("what the database says").isEqualTo(winners);

        // When
        var again = atOnce(user -> new Target.Pool(pool.id()));
        var own = atOnce(user -> {
            var vm = winners.get(user);
            return vm == null ? new Target.Pool(pool.id()) : new Target.Desktop(vm);
        });

        // Then
        assertThat(again)
                .allSatisfy((user, answer) -> assertThat(answer)
                        .isEqualTo(
                                winners.containsKey(user)
                                        ? new ConnectResult.LimitReached(1)
                                        : new ConnectResult.PoolExhausted(pool.name())));
        assertThat(winners(own)).as("everybody's own desktop").isEqualTo(winners);
        assertThat(held(pool.id())).as("nothing changed hands").isEqualTo(winners);

        winners.forEach((user, vm) ->
                assertThat(rig.broker().giveBack().giveBack(user, vm)).isInstanceOf(GiveBackResult.GivenBack.class));
    }

    /** Everybody asks at the same moment, each on a thread of their own. */
    private static Map<User, ConnectResult> atOnce(Function<User, Target> wish) throws Exception {
        var barrier = new CyclicBarrier(PEOPLE);
        var asked = new LinkedHashMap<User, Future<ConnectResult>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var user : rig.people()) {
                var target = wish.apply(user);
                asked.put(user, threads.submit(() -> {
                    barrier.await(SECONDS, TimeUnit.SECONDS);
                    return rig.connect(user, target);
                }));
            }
        }
        var answers = new LinkedHashMap<User, ConnectResult>();
        for (var entry : asked.entrySet()) {
            answers.put(entry.getKey(), entry.getValue().get());
        }
        return answers;
    }

    /** Who was given which desktop, running or starting. */
    private static Map<User, VmId> winners(Map<User, ConnectResult> answers) {
        var winners = new HashMap<User, VmId>();
        answers.forEach((user, answer) -> {
            switch (answer) {
                case ConnectResult.Offered(var offer) -> winners.put(user, offer.vm());
                case ConnectResult.ComeBack(var vm, var _, var _) -> winners.put(user, vm);
                case ConnectResult.PoolExhausted _ -> {}
                case ConnectResult.LimitReached _,
                        ConnectResult.NotEntitled _,
                        ConnectResult.NotRunning _,
                        ConnectResult.OpenElsewhere _,
                        ConnectResult.NoGateway _,
                        ConnectResult.NoDisplay _ -> throw new AssertionError(user.id() + " was answered " + answer);
            }
        });
        return winners;
    }

    /** Who holds what of this pool; more than one desktop is a failure. */
    private static Map<User, VmId> held(PoolId pool) {
        var held = new HashMap<User, VmId>();
        for (var user : rig.people()) {
            List<Vm> theirs = rig.estate().vms().of(user.id());
            assertThat(theirs)
                    .as("desktops of " + user.id())
                    .hasSizeLessThanOrEqualTo(1)
                    .allMatch(vm -> vm.pool().filter(pool::equals).isPresent());
            theirs.forEach(vm -> held.put(user, vm.id()));
        }
        return held;
    }
}
