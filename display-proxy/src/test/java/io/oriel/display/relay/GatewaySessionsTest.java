package io.oriel.display.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.ImmediateEventExecutor;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.Passage;
import io.oriel.display.grant.SessionReport;
import io.oriel.display.grant.TicketHash;
import io.oriel.display.rig.InMemoryGrants;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GatewaySessionsTest {
    private static final TicketHash TICKET = new TicketHash("ab");

    private long now = 1_000_000;
    private int changes;
    private final InstantSource clock = () -> Instant.ofEpochMilli(now);
    private final GatewaySessions sessions = new GatewaySessions(new InMemoryGrants(), clock, Sessions.GATEWAY);

    private GatewaySession opened() {
        return sessions.open(TICKET, Sessions.grant(ChannelPolicy.all()), ImmediateEventExecutor.INSTANCE);
    }

    @Test
    void anEndedSessionIsReportedUntilItIsTold() {
        // Given
        var session = opened();
        session.end(CloseReason.REVOKED);
        var reports = sessions.reports();
        assertThat(reports).extracting(SessionReport::closed).containsExactly(Optional.of(CloseReason.REVOKED));
        assertThat(sessions.reports()).hasSize(1);
        // When
        sessions.told(reports);
        // Then
        assertThat(sessions.reports()).isEmpty();
    }

    @Test
    void whatPolicyRefusesIsReportedBySessionAndTheFirstOfEachKindAtOnce() {
        // Given
        var session = opened();
        sessions.onChange(() -> changes++);
        // When
        for (int i = 0; i < 3; i++) {
            session.refused(Passage.FILES);
        }
        session.refused(Passage.USB);
        session.end(CloseReason.CLIENT_CLOSED);
        // Then
        assertThat(changes).as("files, usb, the end").isEqualTo(3);
        assertThat(sessions.reports())
                .extracting(SessionReport::refused)
                .containsExactly(Map.of(Passage.FILES, 3L, Passage.USB, 1L));
        assertThat(sessions.refusals(Passage.FILES)).isEqualTo(3);
    }

    @Test
    void onlyTheFirstReasonCounts() {
        var session = opened();
        session.end(CloseReason.MOVED);
        session.end(CloseReason.DRAINED);
        assertThat(sessions.reports())
                .extracting(SessionReport::closed)
                .containsExactly(Optional.of(CloseReason.MOVED));
    }

    @Test
    void idleSecondsCountFromTheLastInput() {
        // Given
        var session = opened();
        now += 60_000;
        session.touched();
        // When
        now += 7_500;
        // Then
        assertThat(sessions.reports()).extracting(SessionReport::idleSeconds).containsExactly(7L);
    }

    @Test
    void whoeverComesBackAfterALongPauseIsToldOfAtOnceAndOnce() {
        // Given
        var session = opened();
        sessions.onChange(() -> changes++);
        now += 29_000;
        session.touched();
        assertThat(changes).isZero();
        // When
        now += 30_000;
        session.touched();
        now += 10;
        session.touched();
        // Then
        assertThat(changes).isOne();
    }

    @Test
    void A9_aLaterLinkNeedsTheTicketAndTheNumber() {
        // Given
        var session = opened();
        assertThat(sessions.find(TICKET, 0)).isEmpty();
        // When
        session.numbered(7);
        // Then
        assertThat(sessions.find(TICKET, 7)).containsSame(session);
        assertThat(sessions.find(TICKET, 8)).isEmpty();
        assertThat(sessions.find(new TicketHash("cd"), 7)).isEmpty();
        session.end(CloseReason.CLIENT_CLOSED);
        assertThat(sessions.find(TICKET, 7)).isEmpty();
    }

    @Test
    void aRevocationFasterThanItsGrantIsRemembered() {
        // Given
        var grant = Sessions.grant(ChannelPolicy.all());
        sessions.revoke(grant.session(), CloseReason.TAKEN_OVER);
        // When
        var session = sessions.open(TICKET, grant, ImmediateEventExecutor.INSTANCE);
        // Then
        assertThat(session.lives()).isFalse();
        assertThat(sessions.size()).isZero();
    }

    @Test
    void whoeverListensHearsOfEveryOpeningAndEnd() {
        sessions.onChange(() -> changes++);
        opened().end(CloseReason.CLIENT_CLOSED);
        assertThat(changes).isEqualTo(2);
    }

    @Test
    void theTotalsOutliveTheSessions() {
        var session = opened();
        session.traffic("display").toClient().add(5);
        assertThat(sessions.toClients("display")).isEqualTo(5);
        session.end(CloseReason.CLIENT_CLOSED);
        assertThat(sessions.toClients("display")).isEqualTo(5);
    }
}
