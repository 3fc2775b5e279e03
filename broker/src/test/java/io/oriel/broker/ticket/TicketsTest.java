package io.oriel.broker.ticket;

import static io.oriel.broker.Shop.ALICE;
import static io.oriel.broker.Shop.BOB;
import static io.oriel.broker.Shop.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.Shop;
import io.oriel.broker.session.SessionState;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Redemption;
import io.oriel.display.grant.Reopening;
import io.oriel.display.grant.Ticket;
import io.oriel.display.grant.Whereabouts;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.Outcome;
import io.oriel.pool.VmPlace;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TicketsTest {
    private static final Redemption REFUSED = new Redemption.Refused();

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

    @BeforeEach
    void begin() {
        shop.answer = new Outcome.Done();
        shop.opened.clear();
        shop.directory.setLocked("alice", false);
    }

    @Test
    void shouldGrantASpiceSessionOnceAndSayWhereTheConsoleIs() {
        // Given
        var vm = shop.vm(ALICE);
        var gateway = shop.gateway();
        var session = shop.open(ALICE, vm, gateway, DisplayProtocol.SPICE);
        var ticket = shop.tickets.issue(session);

        // When
        var redemption = shop.tickets.redeem(gateway, shown(ticket, DisplayProtocol.SPICE));

        // Then
        assertThat(redemption).isInstanceOfSatisfying(Redemption.Granted.class, granted -> {
            assertThat(granted.grant().session()).isEqualTo(session.id());
            assertThat(granted.grant().title()).isEqualTo("demo-1");
            assertThat(granted.grant().origins()).containsExactly("https://desk.example.org:8443");
            assertThat(granted.grant().console().vm()).isEqualTo(vm.id().value());
            assertThat(granted.grant().console().port()).isEqualTo(5901);
            assertThat(granted.grant().console().password())
                    .hasSize(32)
                    .isEqualTo(shop.opened.getFirst().password());
        });
        assertThat(shop.opened.getFirst().kind()).isEqualTo(ConsoleKind.SPICE);
        assertThat(shop.opened.getFirst().seconds()).isEqualTo(30);
        assertThat(shop.sessions.find(session.id()).orElseThrow().state()).isEqualTo(new SessionState.Active());
        assertThat(shop.tickets.redeem(gateway, shown(ticket, DisplayProtocol.SPICE)))
                .isEqualTo(REFUSED);
        assertThat(shop.used).filteredOn(vm.id()::equals).hasSize(1);
    }

    @Test
    void shouldGiveTheBrowserAShortVncPassword() {
        // Given
        var gateway = shop.gateway();
        var ticket = shop.tickets.issue(shop.open(ALICE, shop.vm(ALICE), gateway, DisplayProtocol.RFB));

        // When
        var redemption = shop.tickets.redeem(gateway, shown(ticket, DisplayProtocol.RFB));

        // Then
        assertThat(redemption).isInstanceOf(Redemption.Granted.class);
        assertThat(shop.opened).singleElement().satisfies(opened -> {
            assertThat(opened.kind()).isEqualTo(ConsoleKind.VNC);
            assertThat(opened.password()).hasSize(8);
            assertThat(opened.seconds()).isLessThanOrEqualTo(10);
        });
    }

    @Test
    void shouldRefuseAnExpiredTicket() {
        // Given
        var gateway = shop.gateway();
        var session = shop.open(ALICE, shop.vm(ALICE), gateway, DisplayProtocol.RFB);
        var ticket = shop.tickets.issue(session);
        shop.jdbc
                .sql("update broker.ticket set expires_at = now() where session_id = :id")
                .param("id", session.id().value())
                .update();

        // Then
        assertThat(shop.tickets.redeem(gateway, shown(ticket, DisplayProtocol.RFB)))
                .isEqualTo(REFUSED);
        assertThat(shop.opened).isEmpty();
    }

    @Test
    void A9_shouldRefuseATicketWithAnyBitFlipped() {
        // Given
        var gateway = shop.gateway();
        var ticket = shop.tickets.issue(shop.open(ALICE, shop.vm(ALICE), gateway, DisplayProtocol.RFB));
        var bytes = Base64.getUrlDecoder().decode(ticket.value());

        // Then
        for (int bit = 0; bit < 256; bit += 5) {
            var forged = bytes.clone();
            forged[bit / 8] ^= (byte) (1 << (bit % 8));
            var text = Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
            assertThat(shop.tickets.redeem(gateway, shown(new Ticket(text), DisplayProtocol.RFB)))
                    .isEqualTo(REFUSED);
        }
        assertThat(shop.tickets.redeem(gateway, shown(ticket, DisplayProtocol.RFB)))
                .isInstanceOf(Redemption.Granted.class);
    }

    @Test
    void A9_shouldRefuseAForeignGatewayAnotherProtocolAndAnotherPersonsVm() {
        // Given
        var gateway = shop.gateway();
        var foreign = shop.gateway();
        var vm = shop.vm(ALICE);
        var ticket = shop.tickets.issue(shop.open(ALICE, vm, gateway, DisplayProtocol.RFB));

        // Then
        assertThat(shop.tickets.redeem(foreign, shown(ticket, DisplayProtocol.RFB)))
                .isEqualTo(REFUSED);
        assertThat(shop.tickets.redeem(UUID.randomUUID(), shown(ticket, DisplayProtocol.RFB)))
                .isEqualTo(REFUSED);
        assertThat(shop.tickets.redeem(gateway, shown(ticket, DisplayProtocol.SPICE)))
                .isEqualTo(REFUSED);
        shop.reassign(vm, BOB);
        assertThat(shop.tickets.redeem(gateway, shown(ticket, DisplayProtocol.RFB)))
                .isEqualTo(REFUSED);
        shop.reassign(vm, ALICE);
        shop.directory.setLocked("alice", true);
        assertThat(shop.tickets.redeem(gateway, shown(ticket, DisplayProtocol.RFB)))
                .isEqualTo(REFUSED);
        assertThat(shop.opened).isEmpty();
    }

    @Test
    void shouldKeepTheTicketGoodWhenTheConsoleCannotBeOpened() {
        // Given
        var gateway = shop.gateway();
        var ticket = shop.tickets.issue(shop.open(ALICE, shop.vm(ALICE), gateway, DisplayProtocol.RFB));

        // When
        shop.answer = new Outcome.Failed("the hypervisor said no");
        var first = shop.tickets.redeem(gateway, shown(ticket, DisplayProtocol.RFB));
        shop.answer = new Outcome.Done();
        var second = shop.tickets.redeem(gateway, shown(ticket, DisplayProtocol.RFB));

        // Then
        assertThat(first).isEqualTo(new Redemption.Unavailable("the hypervisor said no"));
        assertThat(second).isInstanceOf(Redemption.Granted.class);
    }

    @Test
    void shouldKillTheUnusedTicketAndTheOlderSession() {
        // Given
        var gateway = shop.gateway();
        var vm = shop.vm(ALICE);
        var first = shop.open(ALICE, vm, gateway, DisplayProtocol.RFB);
        var unused = shop.tickets.issue(first);
        var fresh = shop.tickets.issue(first);

        // When
        var granted = shop.tickets.redeem(gateway, shown(fresh, DisplayProtocol.RFB));
        var second = shop.open(ALICE, vm, gateway, DisplayProtocol.RFB);

        // Then
        assertThat(shop.tickets.redeem(gateway, shown(unused, DisplayProtocol.RFB)))
                .isEqualTo(REFUSED);
        assertThat(granted).isInstanceOf(Redemption.Granted.class);
        assertThat(shop.sessions.find(first.id()).orElseThrow().state())
                .isEqualTo(new SessionState.Closed(CloseReason.TAKEN_OVER));
        assertThat(shop.sessions.find(second.id()).orElseThrow().state()).isEqualTo(new SessionState.Pending());
        assertThat(shop.revocations.after(gateway, 0)).singleElement().satisfies(revocation -> {
            assertThat(revocation.session()).isEqualTo(first.id());
            assertThat(revocation.reason()).isEqualTo(CloseReason.TAKEN_OVER);
        });
    }

    @Test
    void shouldReopenForTheGatewayThatCarriesTheSessionAndNobodyElse() {
        // Given
        var gateway = shop.gateway();
        var foreign = shop.gateway();
        var session = shop.open(ALICE, shop.vm(ALICE), gateway, DisplayProtocol.SPICE);
        var ticket = shop.tickets.issue(session);
        var tooEarly = shop.tickets.reopen(gateway, session.id());
        shop.tickets.redeem(gateway, shown(ticket, DisplayProtocol.SPICE));

        // When
        var first = shop.tickets.reopen(gateway, session.id());
        var second = shop.tickets.reopen(gateway, session.id());

        // Then
        assertThat(tooEarly).isEqualTo(new Reopening.Closed());
        assertThat(first).isInstanceOf(Reopening.Opened.class);
        assertThat(second).isEqualTo(first); // channels of one moment share a password
        assertThat(shop.opened).hasSize(1);
        assertThat(shop.tickets.reopen(foreign, session.id())).isEqualTo(new Reopening.Closed());
        shop.sessions.close(ALICE, session.vm(), CloseReason.GIVEN_BACK);
        assertThat(shop.tickets.reopen(gateway, session.id())).isEqualTo(new Reopening.Closed());
    }

    @Test
    void shouldSayWhereAMovingDesktopGoesToTheGatewayThatCarriesTheSessionAndNobodyElse() {
        // Given
        var vm = shop.vm(ALICE);
        var gateway = shop.gateway();
        var session = shop.open(ALICE, vm, gateway, DisplayProtocol.SPICE);
        shop.places.put(vm.id(), new VmPlace("h2.example.org", "cd".repeat(32)));
        var tooEarly = shop.tickets.whereabouts(gateway, session.id());
        shop.tickets.redeem(gateway, shown(shop.tickets.issue(session), DisplayProtocol.SPICE));

        // When
        var answer = shop.tickets.whereabouts(gateway, session.id());

        // Then
        assertThat(tooEarly).isEqualTo(new Whereabouts.Closed());
        assertThat(answer).isEqualTo(new Whereabouts.At("h2.example.org", "cd".repeat(32)));
        assertThat(shop.tickets.whereabouts(shop.gateway(), session.id())).isEqualTo(new Whereabouts.Closed());
        shop.places.remove(vm.id());
        assertThat(shop.tickets.whereabouts(gateway, session.id())).isInstanceOf(Whereabouts.Unknown.class);
        shop.sessions.close(ALICE, vm.id(), CloseReason.REVOKED);
        assertThat(shop.tickets.whereabouts(gateway, session.id())).isEqualTo(new Whereabouts.Closed());
    }

    @Test
    void shouldNotKeepAPasswordThatCouldNotBeSet() {
        // Given
        var gateway = shop.gateway();
        var session = shop.open(ALICE, shop.vm(ALICE), gateway, DisplayProtocol.SPICE);
        var ticket = shop.tickets.issue(session);

        // When
        shop.answer = new Outcome.Failed("busy");
        var first = shop.tickets.redeem(gateway, shown(ticket, DisplayProtocol.SPICE));
        shop.answer = new Outcome.Done();

        // Then
        assertThat(first).isEqualTo(new Redemption.Unavailable("busy"));
        assertThat(shop.tickets.redeem(gateway, shown(ticket, DisplayProtocol.SPICE)))
                .isInstanceOf(Redemption.Granted.class);
        assertThat(shop.opened).hasSize(2);
    }

    @Test
    void A8_ofTwoRedeemersAtOnceExactlyOneWins() throws Exception {
        // Given
        int rounds = Integer.getInteger("oriel.rounds", 20);
        var gateway = shop.gateway();
        var vm = shop.vm(ALICE);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < rounds; round++) {
                var ticket = shop.tickets.issue(shop.open(ALICE, vm, gateway, DisplayProtocol.RFB));
                var barrier = new CyclicBarrier(2);

                // When
                var both = threads.invokeAll(List.of(
                        () -> {
                            barrier.await();
                            return shop.tickets.redeem(gateway, shown(ticket, DisplayProtocol.RFB));
                        },
                        () -> {
                            barrier.await();
                            return shop.tickets.redeem(gateway, shown(ticket, DisplayProtocol.RFB));
                        }));

                // Then
                var answers = List.of(both.get(0).get(), both.get(1).get());
                assertThat(answers)
                        .filteredOn(Redemption.Granted.class::isInstance)
                        .hasSize(1);
                assertThat(answers).filteredOn(REFUSED::equals).hasSize(1);
            }
        }
        assertThat(shop.opened).hasSize(rounds);
    }

    @Test
    void A10_theDatabaseKnowsNoTicketAndNoConsolePassword() {
        // Given
        var gateway = shop.gateway();
        var ticket = shop.tickets.issue(shop.open(ALICE, shop.vm(ALICE), gateway, DisplayProtocol.RFB));
        shop.tickets.redeem(gateway, shown(ticket, DisplayProtocol.RFB));

        // When
        var rows = shop.jdbc.sql("""
                        select row_to_json(t)::text from broker.ticket t union all
                        select row_to_json(s)::text from broker.session s union all
                        select row_to_json(e)::text from pool.event e""").query(String.class).list();

        // Then
        assertThat(rows).isNotEmpty().noneMatch(row -> row.contains(ticket.value()));
        assertThat(rows).noneMatch(row -> row.contains(shop.opened.getFirst().password()));
        assertThat(ticket.toString()).doesNotContain(ticket.value());
    }
}
