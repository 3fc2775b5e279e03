package io.oriel.broker.session;

import static io.oriel.broker.Shop.ALICE;
import static io.oriel.broker.Shop.BOB;
import static io.oriel.broker.Shop.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.Shop;
import io.oriel.broker.access.ChannelRule;
import io.oriel.broker.access.Subject;
import io.oriel.broker.gateway.Gateways;
import io.oriel.display.grant.ChannelReport;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Passage;
import io.oriel.display.grant.Revocation;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.SessionReport;
import io.oriel.pool.estate.ChannelKind;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.event.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTrackerTest {
    @TempDir
    static Path temp;

    private static Shop shop;

    @BeforeAll
    static void open() {
        shop = new Shop(temp);
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Test
    void shouldCountBytesAndEndWithTheGatewaysReason() {
        // Given
        var gateway = shop.gateway();
        var session = carried(ALICE, gateway);

        // When
        shop.tracker.report(gateway, List.of(live(session, 4711)));
        var between = state(session);
        shop.tracker.report(gateway, List.of(closed(session, CloseReason.CONSOLE_CLOSED)));

        // Then
        assertThat(between).isEqualTo(new SessionState.Active());
        assertThat(state(session)).isEqualTo(new SessionState.Closed(CloseReason.CONSOLE_CLOSED));
        assertThat(bytes(session)).isEqualTo(4711);
        assertThat(shop.estate.events().latest(20))
                .anyMatch(event -> event.text().equals("session of alice@internal with demo-1 ended: CONSOLE_CLOSED"));
        assertThat(shop.revocations.after(gateway, 0)).isEmpty();
    }

    @Test
    void A32_shouldTellOfEachRefusedPassageOncePerSession() {
        // Given
        var gateway = shop.gateway();
        var session = carried(BOB, gateway);
        shop.rules.put(new ChannelRule(Optional.empty(), Subject.user("bob@internal"), Set.of(ChannelKind.FILES)));

        // When
        shop.tracker.report(shop.gateway(), List.of(refused(session, Map.of(Passage.USB, 9L), Optional.empty())));
        for (long count = 1; count <= 3; count++) {
            shop.tracker.report(gateway, List.of(refused(session, Map.of(Passage.FILES, count), Optional.empty())));
        }
        shop.tracker.report(
                gateway,
                List.of(refused(
                        session,
                        Map.of(Passage.FILES, 5L, Passage.CLIPBOARD_TO_CLIENT, 1L),
                        Optional.of(CloseReason.CLIENT_CLOSED))));

        // Then
        assertThat(shop.jdbc
                        .sql(
                                "select passage || ' ' || count from broker.refusal where session_id = :id order by passage")
                        .param("id", session.value())
                        .query(String.class)
                        .list())
                .containsExactly("clipboard_out 1", "files 5");
        assertThat(shop.estate.events().latest(50))
                .extracting(Event::text)
                .filteredOn(text -> text.contains(" tried to "))
                .containsExactlyInAnyOrder(
                        "bob@internal tried to send files to demo-1, which a rule for them forbids",
                        "bob@internal tried to copy out of demo-1, which a rule for them forbids");
    }

    private static SessionReport refused(SessionId session, Map<Passage, Long> refused, Optional<CloseReason> closed) {
        return new SessionReport(session, 1, List.of(), Optional.empty(), 0, refused, closed);
    }

    @Test
    void shouldRememberTheLastInputAndNeverMoveItBack() {
        // Given
        var gateway = shop.gateway();
        var session = carried(ALICE, gateway);
        assertThat(idleSeconds(session)).isLessThan(60);
        shop.jdbc
                .sql("update broker.session set last_input_at = now() - interval '1 hour' where id = :id")
                .param("id", session.value())
                .update();

        // When
        shop.tracker.report(gateway, List.of(idle(session, 600)));
        var typed = idleSeconds(session);
        shop.tracker.report(gateway, List.of(idle(session, 7200)));
        var forgotten = idleSeconds(session);
        shop.tracker.report(gateway, List.of(idle(session, -5)));

        // Then
        assertThat(typed).isBetween(600L, 660L);
        assertThat(forgotten).isBetween(600L, 660L);
        assertThat(idleSeconds(session)).isBetween(0L, 60L);
    }

    private static SessionReport idle(SessionId session, long seconds) {
        return new SessionReport(session, 1, List.of(), Optional.empty(), seconds, Map.of(), Optional.empty());
    }

    private static long idleSeconds(SessionId session) {
        return shop.jdbc
                .sql("select extract(epoch from now() - last_input_at)::bigint from broker.session where id = :id")
                .param("id", session.value())
                .query(Long.class)
                .single();
    }

    @Test
    void shouldNotHearAGatewayAboutAnotherOnesSession() {
        // Given
        var gateway = shop.gateway();
        var foreign = shop.gateway();
        var session = carried(ALICE, gateway);
        var pending = shop.open(BOB, shop.vm(BOB), gateway, DisplayProtocol.RFB).id();

        // When
        shop.tracker.report(foreign, List.of(closed(session, CloseReason.CLIENT_CLOSED)));
        shop.tracker.report(foreign, List.of(live(session, 99)));
        shop.tracker.report(gateway, List.of(live(session, 1), closed(pending, CloseReason.CLIENT_CLOSED)));

        // Then
        assertThat(state(session)).isEqualTo(new SessionState.Active());
        assertThat(bytes(session)).isEqualTo(1);
        assertThat(state(pending)).isEqualTo(new SessionState.Pending());
    }

    @Test
    void shouldEndWhatARestartedGatewayHasForgottenButNotWhatWasJustRedeemed() {
        // Given
        var gateway = shop.gateway();
        var forgotten = carried(ALICE, gateway);
        var fresh = carried(BOB, gateway);
        shop.jdbc
                .sql("update broker.session set reported_at = now() - interval '1 minute' where id = :id")
                .param("id", forgotten.value())
                .update();

        // When
        shop.tracker.report(gateway, List.of());

        // Then
        assertThat(state(forgotten)).isEqualTo(new SessionState.Closed(CloseReason.CLIENT_CLOSED));
        assertThat(state(fresh)).isEqualTo(new SessionState.Active());
    }

    @Test
    void shouldShowWhatTheGatewayMeasures() {
        // Given
        var gateway = shop.gateway();
        var session = carried(ALICE, gateway);

        // When
        shop.tracker.report(gateway, List.of(live(session, 4711)));

        // Then
        assertThat(shop.sessions.open())
                .filteredOn(open -> open.session().id().equals(session))
                .singleElement()
                .satisfies(open -> {
                    assertThat(open.channels()).containsExactly(new ChannelReport("display", 4711, 0));
                    assertThat(open.roundTrip()).contains(Duration.ofNanos(1_500_000));
                    assertThat(open.gateway()).isEqualTo("gateway " + gateway);
                });
    }

    @Test
    void shouldEndWhatStillRunsOnAGatewayWhoseTimeToBeEmptyHasCome() {
        // Given
        var gateway = shop.gateway();
        var drained = carried(ALICE, gateway);
        var elsewhere = carried(BOB, shop.gateway());
        assertThat(new Gateways(shop.jdbc).drain(gateway, Duration.ofHours(1))).isTrue();
        shop.tracker.endDrained();
        assertThat(state(drained)).isEqualTo(new SessionState.Active());

        // When
        shop.jdbc
                .sql("update broker.gateway set draining_until = now() - interval '1 second' where id = :id")
                .param("id", gateway)
                .update();
        shop.tracker.endDrained();

        // Then
        assertThat(state(drained)).isEqualTo(new SessionState.Closed(CloseReason.DRAINED));
        assertThat(state(elsewhere)).isEqualTo(new SessionState.Active());
        assertThat(shop.revocations.after(gateway, 0))
                .extracting(Revocation::session, Revocation::reason)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(drained, CloseReason.DRAINED));
        assertThat(shop.estate.events().latest(20))
                .anyMatch(event -> event.text().endsWith("ended: DRAINED"));
    }

    @Test
    void shouldSayARevocationAgainWhenTheSessionStillLives() {
        // Given
        var gateway = shop.gateway();
        var session = carried(ALICE, gateway);
        var vm = shop.sessions.find(session).orElseThrow().vm();
        shop.sessions.close(ALICE, vm, CloseReason.GIVEN_BACK);
        long last = shop.revocations.after(gateway, 0).getLast().number();

        // When
        shop.tracker.report(gateway, List.of(live(session, 1)));
        var atOnce = shop.revocations.after(gateway, last);
        shop.jdbc
                .sql("update broker.session set closed_at = now() - interval '1 minute' where id = :id")
                .param("id", session.value())
                .update();
        shop.tracker.report(gateway, List.of(live(session, 1)));

        // Then
        assertThat(atOnce).isEmpty();
        assertThat(shop.revocations.after(gateway, last))
                .extracting(Revocation::session, Revocation::reason)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(session, CloseReason.GIVEN_BACK));
    }

    @Test
    void shouldSweepWhatNobodyCameFor() {
        // Given
        var old = shop.open(ALICE, shop.vm(ALICE), shop.gateway(), DisplayProtocol.RFB)
                .id();
        var young = shop.open(ALICE, shop.vm(ALICE), shop.gateway(), DisplayProtocol.RFB)
                .id();
        shop.jdbc
                .sql("update broker.session set opened_at = now() - interval '10 minutes' where id = :id")
                .param("id", old.value())
                .update();

        // When
        shop.tracker.sweep();

        // Then
        assertThat(state(old)).isEqualTo(new SessionState.Closed(CloseReason.HANDSHAKE_TIMEOUT));
        assertThat(state(young)).isEqualTo(new SessionState.Pending());
    }

    @Test
    void shouldLeaveOneSessionOpenWhenOnePersonClicksManyTimesAtOnce() throws Exception {
        // Given
        var gateway = shop.gateway();
        var vm = shop.vm(ALICE);
        int clicks = 8;
        var barrier = new CyclicBarrier(clicks);

        // When
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = java.util.stream.IntStream.range(0, clicks)
                    .mapToObj(click -> threads.submit(() -> {
                        barrier.await();
                        return shop.open(ALICE, vm, gateway, DisplayProtocol.RFB);
                    }))
                    .toList();
            for (var one : all) {
                one.get();
            }
        }

        // Then
        assertThat(shop.sessions.open())
                .extracting(OpenSession::session)
                .filteredOn(session -> session.vm().equals(vm.id()))
                .hasSize(1);
        assertThat(shop.revocations.after(gateway, 0)).hasSize(clicks - 1);
    }

    private static SessionId carried(UserId user, UUID gateway) {
        var session = shop.open(user, shop.vm(user), gateway, DisplayProtocol.RFB);
        shop.tickets.redeem(gateway, shown(shop.tickets.issue(session), DisplayProtocol.RFB));
        return session.id();
    }

    private static SessionState state(SessionId session) {
        return shop.sessions.find(session).orElseThrow().state();
    }

    private static long bytes(SessionId session) {
        return shop.jdbc
                .sql("select bytes_to_client from broker.session where id = :id")
                .param("id", session.value())
                .query(Long.class)
                .single();
    }

    private static SessionReport live(SessionId session, long bytes) {
        return new SessionReport(
                session,
                1,
                List.of(new ChannelReport("display", bytes, 0)),
                Optional.of(1_500L),
                0,
                Map.of(),
                Optional.empty());
    }

    private static SessionReport closed(SessionId session, CloseReason reason) {
        return new SessionReport(
                session,
                0,
                List.of(new ChannelReport("display", 4711, 0)),
                Optional.empty(),
                0,
                Map.of(),
                Optional.of(reason));
    }
}
