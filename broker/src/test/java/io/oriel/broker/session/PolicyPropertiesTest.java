package io.oriel.broker.session;

import static io.oriel.broker.Shop.ALICE;
import static io.oriel.broker.Shop.BOB;
import static io.oriel.broker.session.PolicyShop.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.SessionReport;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.EndAction;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.UserId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** People come, type, pause, leave and return as they like: no rule ever hits a desktop that is in use. */
class PolicyPropertiesTest {
    private static final int STEPS = 60;
    private static final Duration IDLE = Duration.ofSeconds(590);
    private static final Duration AWAY = Duration.ofSeconds(290);

    @TempDir
    static Path temp;

    private static PolicyShop desks;

    /** What the person at a desktop really does; minutes count from the test's begin. */
    private static final class Truth {
        final UserId user;
        Optional<Session> session = Optional.empty();
        boolean ticketOnly;
        int lastInput;
        Optional<Integer> left = Optional.empty();
        boolean acted;

        Truth(UserId user) {
            this.user = user;
        }

        void typed(int minute) {
            lastInput = minute;
            acted = false;
        }
    }

    private final Map<VmId, Truth> held = new HashMap<>();
    private final List<String> history = new ArrayList<>();
    private int minute;

    @BeforeAll
    static void open() {
        desks = new PolicyShop(temp);
    }

    @AfterAll
    static void close() {
        desks.close();
    }

    static LongStream seeds() {
        return LongStream.range(0, 12 * Long.getLong("oriel.rounds", 1));
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void noRuleHitsADesktopInUse(long seed) {
        var random = new SplittableRandom(seed);
        var pool = desks.pool(
                3,
                false,
                policy(Optional.of(IDLE), EndAction.LOCK, Optional.of(AWAY), EndAction.SHUT_DOWN, Optional.empty()));
        try {
            for (int step = 0; step < STEPS; step++) {
                happen(pool, random);
                desks.replica().sweep();
                judge(pool);
            }
        } finally {
            desks.shop
                    .jdbc
                    .sql("update pool.pool set idle = null, disconnected = null where id = :id")
                    .param("id", pool.id().value())
                    .update();
        }
    }

    private void happen(Pool pool, SplittableRandom random) {
        var vms = List.copyOf(held.keySet());
        int what = random.nextInt(10);
        if (vms.isEmpty() || (what == 0 && vms.size() < 3)) {
            var user = random.nextBoolean() ? ALICE : BOB;
            var vm = desks.take(pool, user);
            held.put(vm, new Truth(user));
            note(vm, "taken by " + user);
            return;
        }
        var chosen = vms.get(random.nextInt(vms.size()));
        var truth = Objects.requireNonNull(held.get(chosen));
        switch (what) {
            case 0, 1 -> connect(chosen, truth);
            case 2 -> {
                if (truth.session.isPresent() && !truth.ticketOnly) {
                    truth.left = Optional.of(minute); // taken over
                }
                truth.session = Optional.of(
                        desks.shop.open(truth.user, desks.shop.known(chosen), desks.gateway, DisplayProtocol.RFB));
                truth.ticketOnly = true;
                note(chosen, "ticket");
            }
            case 3, 4 -> {
                truth.typed(minute);
                note(chosen, "typed, and told");
                report();
            }
            case 5 -> {
                truth.typed(minute);
                note(chosen, "typed, and nobody told");
                pass(1);
            }
            case 6 -> leave(chosen, truth);
            case 7 -> {
                if (random.nextInt(3) == 0) {
                    giveBack(chosen, truth);
                }
            }
            default -> {
                pass(1 + random.nextInt(6));
                if (random.nextInt(4) > 0) {
                    report();
                }
            }
        }
    }

    private void connect(VmId vm, Truth truth) {
        truth.session = Optional.of(desks.connect(truth.user, vm));
        truth.ticketOnly = false;
        truth.left = Optional.empty();
        truth.typed(minute);
        note(vm, "connected");
    }

    private void leave(VmId vm, Truth truth) {
        if (truth.session.isPresent() && !truth.ticketOnly) {
            var session = truth.session.get();
            truth.session = Optional.empty();
            var all = reports();
            all.add(new SessionReport(
                    session.id(), 0, List.of(), Optional.empty(), 0, Map.of(), Optional.of(CloseReason.CLIENT_CLOSED)));
            desks.shop.tracker.report(desks.gateway, all);
            truth.left = Optional.of(minute);
            note(vm, "left");
        }
    }

    private void giveBack(VmId vm, Truth truth) {
        desks.shop.estate.pools().release(vm, truth.user);
        desks.shop.sessions.close(truth.user, vm, CloseReason.GIVEN_BACK);
        desks.state(vm, "down");
        desks.shop
                .jdbc
                .sql("update pool.vm set recycle = false, wanted = false where id = :id")
                .param("id", vm.value())
                .update();
        held.remove(vm);
        note(vm, "given back");
    }

    private void report() {
        desks.shop.tracker.report(desks.gateway, reports());
    }

    /** A gateway names all it carries: what it leaves out has ended. */
    private List<SessionReport> reports() {
        var reports = new ArrayList<SessionReport>();
        held.values().stream()
                .filter(truth -> !truth.ticketOnly)
                .forEach(truth -> truth.session.ifPresent(
                        session -> reports.add(PolicyShop.live(session, 60L * (minute - truth.lastInput)))));
        return reports;
    }

    private void pass(int minutes) {
        desks.pass(Duration.ofMinutes(minutes));
        minute += minutes;
        history.add("+" + minutes + " min");
        desks.shop.tracker.sweep();
        held.values().stream()
                .filter(truth -> truth.ticketOnly)
                .filter(truth -> desks.state(truth.session.orElseThrow()) instanceof SessionState.Closed)
                .forEach(truth -> {
                    truth.session = Optional.empty();
                    truth.ticketOnly = false;
                });
    }

    /** Looks at what was asked of each desktop, and at what its person does at this moment. */
    private void judge(Pool pool) {
        for (var vm : desks.shop.estate.vms().list()) {
            var asked = desks.asked(vm.id());
            if (asked.isEmpty() || !vm.pool().equals(Optional.of(pool.id()))) {
                continue;
            }
            note(vm.id(), asked.get());
            assertThat(held).as("a desktop nobody has\n" + history).containsKey(vm.id());
            var truth = Objects.requireNonNull(held.get(vm.id()));
            assertThat(truth.ticketOnly).as("somebody is coming\n" + history).isFalse();
            if (asked.get().equals("lock")) {
                assertThat(truth.session).as("idle and connected\n" + history).isPresent();
                assertThat(60 * (minute - truth.lastInput)).isGreaterThanOrEqualTo((int) IDLE.toSeconds());
                assertThat(truth.acted).as("twice for one pause\n" + history).isFalse();
                truth.acted = true;
                desks.done(vm.id());
            } else {
                assertThat(asked).contains("shutdown");
                assertThat(truth.session).as("connected\n" + history).isEmpty();
                assertThat(60 * (minute - truth.left.orElseThrow())).isGreaterThanOrEqualTo((int) AWAY.toSeconds());
                desks.done(vm.id());
                desks.state(vm.id(), "down");
                desks.state(vm.id(), "up"); // its person has it started again
                truth.left = Optional.of(minute);
            }
        }
    }

    private void note(VmId vm, String what) {
        history.add(minute + " " + vm.toString().substring(0, 4) + " " + what);
    }
}
