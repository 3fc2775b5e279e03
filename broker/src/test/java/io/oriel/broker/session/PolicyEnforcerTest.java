package io.oriel.broker.session;

import static io.oriel.broker.Shop.ALICE;
import static io.oriel.broker.Shop.BOB;
import static io.oriel.broker.session.PolicyShop.away;
import static io.oriel.broker.session.PolicyShop.idle;
import static io.oriel.broker.session.PolicyShop.longest;
import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Revocation;
import io.oriel.pool.estate.EndAction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pools' times do to people's desktops. */
class PolicyEnforcerTest {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Duration LESS = Duration.ofMinutes(9);

    @TempDir
    static Path temp;

    private static PolicyShop desks;
    private static PolicyEnforcer enforcer;

    @BeforeAll
    static void open() {
        desks = new PolicyShop(temp);
        enforcer = desks.replica();
    }

    @AfterAll
    static void close() {
        desks.close();
    }

    @Test
    void shouldLockAnIdleDesktopOnceUntilItsPersonTypesAgain() {
        // Given
        var vm = desks.take(desks.pool(1, false, idle(TEN_MINUTES, EndAction.LOCK)), ALICE);
        var session = desks.connect(ALICE, vm);

        // When
        desks.pass(LESS);
        desks.report(session, 540);
        enforcer.sweep();
        var before = desks.asked(vm);
        desks.pass(Duration.ofMinutes(2));
        desks.report(session, 660);
        enforcer.sweep();
        var after = desks.asked(vm);

        // Then
        assertThat(before).isEmpty();
        assertThat(after).contains("lock");
        assertThat(desks.state(session)).isEqualTo(new SessionState.Active());
        assertThat(desks.told(vm))
                .hasSize(1)
                .first()
                .asString()
                .endsWith(" of alice@internal is to be locked: nobody has typed or pointed for 10 min");

        // When: still nobody there
        desks.done(vm);
        desks.pass(TEN_MINUTES);
        desks.report(session, 1260);
        enforcer.sweep();
        // Then
        assertThat(desks.asked(vm)).isEmpty();

        // When: they came, and went again
        desks.report(session, 0);
        desks.pass(TEN_MINUTES);
        desks.report(session, 600);
        enforcer.sweep();
        // Then
        assertThat(desks.asked(vm)).contains("lock");
        assertThat(desks.told(vm)).hasSize(2);
    }

    @Test
    void shouldTakeNobodyForIdleOfWhomTheGatewaySaysNothing() {
        // Given
        var vm = desks.take(desks.pool(1, false, idle(TEN_MINUTES, EndAction.SHUT_DOWN)), ALICE);
        var session = desks.connect(ALICE, vm);

        // When
        desks.pass(Duration.ofHours(5));
        enforcer.sweep();
        var silent = desks.asked(vm);
        desks.report(session, 3);
        enforcer.sweep();

        // Then
        assertThat(silent).isEmpty();
        assertThat(desks.asked(vm)).isEmpty();
    }

    @Test
    void shouldLogOutWhoeverStaysAwayAndLeaveAloneWhoeverIsBack() {
        // Given
        var pool = desks.pool(3, false, away(TEN_MINUTES, EndAction.LOG_OUT));
        var gone = desks.take(pool, ALICE);
        var back = desks.take(pool, ALICE);
        var coming = desks.take(pool, BOB);
        desks.leave(desks.connect(ALICE, gone));
        desks.leave(desks.connect(ALICE, back));
        desks.leave(desks.connect(BOB, coming));

        // When
        desks.pass(LESS);
        enforcer.sweep();
        var early = desks.asked(gone);
        desks.pass(Duration.ofMinutes(2));
        desks.connect(ALICE, back);
        desks.shop.open(BOB, desks.shop.known(coming), desks.gateway, DisplayProtocol.RFB);
        enforcer.sweep();

        // Then
        assertThat(early).isEmpty();
        assertThat(desks.asked(gone)).contains("log_out");
        assertThat(desks.asked(back)).isEmpty();
        assertThat(desks.asked(coming)).isEmpty();

        // When: once is enough for one absence
        desks.done(gone);
        desks.pass(TEN_MINUTES);
        enforcer.sweep();
        // Then
        assertThat(desks.asked(gone)).isEmpty();
        assertThat(desks.told(gone)).hasSize(1);
    }

    @Test
    void shouldNotCountAnAbsenceFromAnEarlierAssignmentNorOfADesktopThatHasJustComeUp() {
        // Given
        var pool = desks.pool(1, false, away(TEN_MINUTES, EndAction.SHUT_DOWN));
        var vm = desks.take(pool, ALICE);
        desks.leave(desks.connect(ALICE, vm));
        desks.shop.estate.pools().release(vm, ALICE);
        desks.state(vm, "down");
        desks.shop.jdbc.sql("update pool.vm set recycle = false").update();
        desks.pass(TEN_MINUTES);

        // When
        desks.take(pool, ALICE);
        desks.pass(TEN_MINUTES);
        enforcer.sweep();
        var again = desks.asked(vm);
        desks.leave(desks.connect(ALICE, vm));
        desks.pass(TEN_MINUTES);
        desks.state(vm, "up"); // it was down meanwhile
        enforcer.sweep();

        // Then
        assertThat(again).isEmpty();
        assertThat(desks.asked(vm)).isEmpty();
    }

    @Test
    void shouldEndALongSessionAndTakeAStatelessDesktopBack() {
        // Given
        var pool = desks.pool(1, true, longest(Duration.ofHours(8)));
        var vm = desks.take(pool, ALICE);
        var session = desks.connect(ALICE, vm);
        desks.pass(Duration.ofHours(7));
        enforcer.sweep();
        assertThat(desks.state(session)).isEqualTo(new SessionState.Active());

        // When
        desks.pass(Duration.ofHours(1));
        enforcer.sweep();

        // Then
        assertThat(desks.state(session)).isEqualTo(new SessionState.Closed(CloseReason.REVOKED));
        assertThat(desks.shop.revocations.after(desks.gateway, 0))
                .extracting(Revocation::session)
                .contains(session.id());
        assertThat(desks.shop.estate.vms().of(ALICE)).extracting(it -> it.id()).doesNotContain(vm);
        assertThat(desks.told(vm))
                .hasSize(1)
                .first()
                .asString()
                .endsWith(": the session has lasted 8 h, the longest its pool allows; the desktop is taken back");
    }

    @Test
    void shouldLogOutOfAStatefulDesktopAfterALongSessionAlsoWhenItWasOpenedAnewMeanwhile() {
        // Given
        var pool = desks.pool(1, false, longest(Duration.ofHours(8)));
        var vm = desks.take(pool, ALICE);
        desks.connect(ALICE, vm);
        desks.pass(Duration.ofHours(5));
        var anew = desks.connect(ALICE, vm);
        desks.pass(Duration.ofHours(3));

        // When
        desks.state(vm, "migrating_from");
        enforcer.sweep();
        var moving = desks.state(anew);
        desks.state(vm, "up");
        enforcer.sweep();

        // Then
        assertThat(moving).isEqualTo(new SessionState.Active());
        assertThat(desks.state(anew)).isEqualTo(new SessionState.Closed(CloseReason.REVOKED));
        assertThat(desks.asked(vm)).contains("log_out");
        assertThat(desks.shop.estate.vms().of(ALICE)).extracting(it -> it.id()).contains(vm);

        // When: the next one has its whole time
        desks.done(vm);
        var next = desks.connect(ALICE, vm);
        desks.pass(Duration.ofHours(7));
        enforcer.sweep();
        // Then
        assertThat(desks.state(next)).isEqualTo(new SessionState.Active());
    }

    @Test
    void shouldTakeAnIdleStatelessDesktopBackInsteadOfShuttingItDown() {
        // Given
        var vm = desks.take(desks.pool(1, true, idle(TEN_MINUTES, EndAction.SHUT_DOWN)), ALICE);
        var session = desks.connect(ALICE, vm);
        desks.pass(TEN_MINUTES);
        desks.report(session, 600);

        // When
        enforcer.sweep();

        // Then
        assertThat(desks.state(session)).isEqualTo(new SessionState.Closed(CloseReason.GIVEN_BACK));
        assertThat(desks.shop.estate.vms().find(vm).orElseThrow().assignedTo()).isEmpty();
    }

    @Test
    void shouldSayOnceThatAStatelessDesktopCannotBeSuspended() {
        // Given
        var vm = desks.take(desks.pool(1, true, away(TEN_MINUTES, EndAction.NOTHING)), ALICE);
        // A pool refuses such a policy; one that was written before that rule may still hold it.
        desks.shop
                .jdbc
                .sql(
                        "update pool.pool set on_disconnect = 'suspend' where id = (select pool from pool.vm where id = :id)")
                .param("id", vm.value())
                .update();
        desks.leave(desks.connect(ALICE, vm));
        desks.pass(TEN_MINUTES);

        // When
        enforcer.sweep();
        enforcer.sweep();

        // Then
        assertThat(desks.asked(vm)).isEmpty();
        assertThat(desks.told(vm)).hasSize(1).first().asString().contains("cannot be suspended");
    }

    @Test
    void shouldWaitForWhatAnAdminAskedForAndThenActOnce() {
        // Given
        var vm = desks.take(desks.pool(1, false, idle(TEN_MINUTES, EndAction.LOCK)), ALICE);
        var session = desks.connect(ALICE, vm);
        desks.pass(TEN_MINUTES);
        desks.report(session, 600);
        desks.shop
                .jdbc
                .sql("update pool.vm set errand = 'reboot', errand_until = now() + interval '1 hour' where id = :id")
                .param("id", vm.value())
                .update();

        // When
        enforcer.sweep();
        var during = desks.asked(vm);
        desks.done(vm);
        enforcer.sweep();

        // Then
        assertThat(during).contains("reboot");
        assertThat(desks.asked(vm)).contains("lock");
        assertThat(desks.told(vm)).hasSize(1);
    }

    @Test
    void shouldActOnceWhenManyReplicasFindItAtTheSameTime() throws Exception {
        // Given
        var pool = desks.pool(4, false, idle(TEN_MINUTES, EndAction.LOG_OUT));
        var vms = IntStream.range(0, 4).mapToObj(n -> desks.take(pool, ALICE)).toList();
        var sessions = vms.stream().map(vm -> desks.connect(ALICE, vm)).toList();
        desks.pass(TEN_MINUTES);
        desks.shop.tracker.report(
                desks.gateway,
                sessions.stream().map(session -> PolicyShop.live(session, 600)).toList());
        int replicas = 4;
        var barrier = new CyclicBarrier(replicas);

        // When
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = IntStream.range(0, replicas)
                    .mapToObj(n -> threads.submit(() -> {
                        barrier.await();
                        desks.replica().sweep();
                        return n;
                    }))
                    .toList();
            for (var one : all) {
                one.get();
            }
        }

        // Then
        assertThat(vms).allSatisfy(vm -> {
            assertThat(desks.asked(vm)).contains("log_out");
            assertThat(desks.told(vm)).hasSize(1);
        });
    }
}
