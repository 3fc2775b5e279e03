package io.oriel.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.Await;
import io.oriel.broker.Shop;
import io.oriel.broker.directory.User;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Redemption;
import io.oriel.display.grant.SessionReport;
import io.oriel.pool.estate.SecondViewer;
import io.oriel.pool.estate.Vm;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person opens a desktop that they have open already. */
class SecondViewerTest {
    private static final User ALICE = new User(Shop.ALICE, "", Set.of(), false);

    @TempDir
    Path temp;

    private Shop shop;
    private Vm vm;
    private UUID gateway;

    @BeforeEach
    void open() {
        shop = new Shop(temp);
        vm = shop.vm(ALICE.id());
        gateway = shop.gateway();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private Session looking() {
        var session = shop.open(ALICE, vm, gateway, DisplayProtocol.SPICE);
        var ticket = shop.tickets.issue(session);
        assertThat(shop.tickets.redeem(gateway, Shop.shown(ticket, DisplayProtocol.SPICE)))
                .isInstanceOf(Redemption.Granted.class);
        return session;
    }

    private Sessions.Opening again(SecondViewer second) {
        return shop.wish(ALICE, vm, gateway, DisplayProtocol.RFB, second);
    }

    private SessionState state(Session session) {
        return shop.sessions.find(session.id()).orElseThrow().state();
    }

    @Test
    void takesOverAndTheEarlierIsClosed() {
        // Given
        var first = looking();
        // When
        var second = again(SecondViewer.TAKE_OVER);
        // Then
        assertThat(second).isInstanceOf(Sessions.Opening.Opened.class);
        assertThat(state(first)).isEqualTo(new SessionState.Closed(CloseReason.TAKEN_OVER));
        assertThat(shop.revocations.after(gateway, 0))
                .singleElement()
                .satisfies(revoked -> assertThat(revoked.reason()).isEqualTo(CloseReason.TAKEN_OVER));
    }

    @Test
    void isRefusedAndToldSinceWhenAndWhereTheOtherIs() {
        // Given
        var first = looking();
        // When
        var second = again(SecondViewer.REFUSE);
        // Then
        assertThat(second).isInstanceOfSatisfying(Sessions.Opening.Elsewhere.class, elsewhere -> {
            assertThat(elsewhere.address()).isEqualTo("192.0.2.7");
            assertThat(Duration.between(elsewhere.since(), Instant.now())).isLessThan(Duration.ofMinutes(1));
        });
        assertThat(state(first)).isEqualTo(new SessionState.Active());
        assertThat(shop.revocations.after(gateway, 0)).isEmpty();

        // When
        shop.tracker.report(
                gateway,
                List.of(new SessionReport(
                        first.id(),
                        0,
                        List.of(),
                        Optional.empty(),
                        0,
                        Map.of(),
                        Optional.of(CloseReason.CLIENT_CLOSED))));
        // Then
        assertThat(again(SecondViewer.REFUSE)).isInstanceOf(Sessions.Opening.Opened.class);
    }

    @Test
    void isNotKeptOutByATicketNobodyShowedNorByAGatewayThatIsSilent() {
        // Given
        shop.tickets.issue(shop.open(ALICE, vm, gateway, DisplayProtocol.SPICE));
        assertThat(again(SecondViewer.REFUSE)).isInstanceOf(Sessions.Opening.Opened.class);
        looking();
        // When
        shop.jdbc
                .sql("update broker.session set reported_at = now() - interval '1 minute'")
                .update();
        // Then
        assertThat(again(SecondViewer.REFUSE)).isInstanceOf(Sessions.Opening.Opened.class);
    }

    @Test
    void waitsForAGatewayThatIsJustRedeeming() throws Exception {
        // Given
        var first = shop.open(ALICE, vm, gateway, DisplayProtocol.SPICE);
        var let = new CompletableFuture<Void>();
        var held = new CompletableFuture<Void>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var redeeming = executor.submit(() -> shop.database().transaction().executeWithoutResult(status -> {
                shop.sessions.redeemed(first.id(), "192.0.2.7");
                held.complete(null);
                let.join();
            }));
            held.join();
            // When
            var second = executor.submit(() -> again(SecondViewer.REFUSE));
            Await.until(
                    "the second waits",
                    () -> shop.jdbc
                                    .sql("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                            + " and datname = current_database()")
                                    .query(Integer.class)
                                    .single()
                            > 0);
            let.complete(null);
            redeeming.get();
            // Then
            assertThat(second.get()).isInstanceOf(Sessions.Opening.Elsewhere.class);
            assertThat(state(first)).isEqualTo(new SessionState.Active());
        }
    }
}
