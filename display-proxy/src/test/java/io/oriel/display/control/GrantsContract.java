package io.oriel.display.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.ChannelReport;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.GatewayReport;
import io.oriel.display.grant.Grant;
import io.oriel.display.grant.Grants;
import io.oriel.display.grant.Passage;
import io.oriel.display.grant.Receipt;
import io.oriel.display.grant.RedeemRequest;
import io.oriel.display.grant.Redemption;
import io.oriel.display.grant.Reopening;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.SessionReport;
import io.oriel.display.grant.Ticket;
import io.oriel.display.grant.TicketHash;
import io.oriel.display.grant.Whereabouts;
import io.oriel.display.rig.InMemoryGrants;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every door to the control plane does. The control plane behind it is in memory. */
abstract class GrantsContract {
    final InMemoryGrants controlPlane = new InMemoryGrants();

    private final SessionId session = new SessionId(UUID.randomUUID());
    private final ConsoleTarget console = new ConsoleTarget(
            UUID.randomUUID(), DisplayProtocol.SPICE, "h1.example.org", 5901, "ab".repeat(32), "a console password");
    private final Grant grant = new Grant(
            session,
            "Büro „1“",
            console,
            ChannelPolicy.without(List.of(Passage.CLIPBOARD_TO_CLIENT, Passage.USB, Passage.PLAYBACK)),
            List.of("https://desk.example.org:8443"),
            12);

    abstract Grants grants();

    private static <T> T now(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(15, TimeUnit.SECONDS);
    }

    private RedeemRequest issued(DisplayProtocol shownAs) {
        var ticket = Ticket.random(new SecureRandom());
        controlPlane.issue(ticket, grant, () -> console);
        return new RedeemRequest(TicketHash.of(ticket), shownAs, "192.0.2.7");
    }

    @Test
    void aGoodTicketIsGrantedWhole() throws Exception {
        // When
        var answer = now(grants().redeem(issued(DisplayProtocol.SPICE)));
        // Then
        assertThat(answer).isEqualTo(new Redemption.Granted(grant));
    }

    @Test
    void A8_aTicketIsGoodOnce() throws Exception {
        // Given
        var request = issued(DisplayProtocol.SPICE);
        now(grants().redeem(request));
        // When
        var answer = now(grants().redeem(request));
        // Then
        assertThat(answer).isEqualTo(new Redemption.Refused());
    }

    @Test
    void A9_aTicketIsForItsProtocol() throws Exception {
        assertThat(now(grants().redeem(issued(DisplayProtocol.RFB)))).isEqualTo(new Redemption.Refused());
    }

    @Test
    void aLiveSessionsConsoleOpensAgain() throws Exception {
        // Given
        now(grants().redeem(issued(DisplayProtocol.SPICE)));
        // When
        var answer = now(grants().reopen(session));
        // Then
        assertThat(answer).isEqualTo(new Reopening.Opened(console));
    }

    @Test
    void anEndedSessionsConsoleDoesNot() throws Exception {
        assertThat(now(grants().reopen(session))).isEqualTo(new Reopening.Closed());
    }

    @Test
    void whereAMovingDesktopGoesIsAsked() throws Exception {
        // Given
        now(grants().redeem(issued(DisplayProtocol.SPICE)));
        controlPlane.place(session, new Whereabouts.At("h2.example.org", "cd".repeat(32)));
        // When
        var answer = now(grants().whereabouts(session));
        // Then
        assertThat(answer).isEqualTo(new Whereabouts.At("h2.example.org", "cd".repeat(32)));
    }

    @Test
    void anEndedSessionsDesktopIsNowhere() throws Exception {
        assertThat(now(grants().whereabouts(session))).isEqualTo(new Whereabouts.Closed());
    }

    @Test
    void reportsAreTaken() throws Exception {
        // Given
        var reports = List.of(
                new SessionReport(
                        session,
                        4,
                        List.of(new ChannelReport("main", 7, 8), new ChannelReport("display", 1L << 40, 7)),
                        Optional.of(1_234L),
                        3,
                        Map.of(Passage.CLIPBOARD_TO_CLIENT, 12L),
                        Optional.empty()),
                new SessionReport(
                        new SessionId(UUID.randomUUID()),
                        0,
                        List.of(),
                        Optional.empty(),
                        0,
                        Map.of(),
                        Optional.of(CloseReason.TAKEN_OVER)));
        // When
        var receipt = now(grants().report(new GatewayReport(true, reports)));
        // Then
        assertThat(receipt).isEqualTo(new Receipt.Taken(Optional.empty()));
        assertThat(controlPlane.leaving()).isTrue();
        assertThat(controlPlane.reports()).containsExactly(reports);
    }

    @Test
    void aGatewayThatIsToBeEmptiedHearsItWithItsNextReport() throws Exception {
        // Given
        controlPlane.drain(Optional.of(new Receipt.Drain(600)));
        // When
        var receipt = now(grants().report(new GatewayReport(false, List.of())));
        // Then
        assertThat(receipt).isEqualTo(new Receipt.Taken(Optional.of(new Receipt.Drain(600))));
    }

    @Test
    void whatCannotBeAskedIsUnavailableAndNeverAFailure() throws Exception {
        // Given
        controlPlane.away(true);
        // When
        var redemption = now(grants().redeem(issued(DisplayProtocol.SPICE)));
        var reopening = now(grants().reopen(session));
        var whereabouts = now(grants().whereabouts(session));
        var receipt = now(grants().report(new GatewayReport(false, List.of())));
        // Then
        assertThat(whereabouts).isInstanceOf(Whereabouts.Unknown.class);
        assertThat(redemption).isInstanceOf(Redemption.Unavailable.class);
        assertThat(reopening).isInstanceOf(Reopening.Unavailable.class);
        assertThat(receipt).isEqualTo(new Receipt.Missed());
    }
}
