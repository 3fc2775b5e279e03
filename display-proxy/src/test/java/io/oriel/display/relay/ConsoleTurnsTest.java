package io.oriel.display.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.ImmediateEventExecutor;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Grants;
import io.oriel.display.grant.RedeemRequest;
import io.oriel.display.grant.Redemption;
import io.oriel.display.grant.Reopening;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.SessionReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ConsoleTurnsTest {
    /** Answers when the test says so. */
    private static final class SlowGrants implements Grants {
        private final List<CompletableFuture<Reopening>> asked = new ArrayList<>();

        @Override
        public CompletionStage<Redemption> redeem(RedeemRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Reopening> reopen(SessionId session) {
            asked.add(new CompletableFuture<>());
            return asked.getLast();
        }

        @Override
        public CompletionStage<Boolean> report(List<SessionReport> sessions) {
            throw new UnsupportedOperationException();
        }
    }

    private final SlowGrants grants = new SlowGrants();
    private final List<Reopening> answers = new ArrayList<>();
    private long now;
    private final ConsoleTurns turns = new ConsoleTurns(
            new SessionId(new UUID(0, 1)), grants, ImmediateEventExecutor.INSTANCE, () -> Instant.ofEpochMilli(now));

    private static Reopening opened(String password) {
        return new Reopening.Opened(
                new ConsoleTarget(new UUID(0, 1), DisplayProtocol.SPICE, "127.0.0.1", 5900, "", password));
    }

    @Test
    void linksThatComeTogetherShareOnePassword() {
        turns.ask(answers::add);
        turns.ask(answers::add);
        assertThat(grants.asked).hasSize(1);
        // When
        grants.asked.getFirst().complete(opened("one"));
        turns.ask(answers::add);
        // Then
        assertThat(answers).containsExactly(opened("one"), opened("one"), opened("one"));
        assertThat(grants.asked).hasSize(1);
    }

    @Test
    void noFreshPasswordIsAskedForWhileOneIsOnItsWay() {
        // Given
        turns.ask(answers::add);
        grants.asked.getFirst().complete(opened("one"));
        now = 10_000;
        // When
        turns.ask(answers::add);
        // Then
        assertThat(grants.asked).hasSize(1);
        turns.done();
        assertThat(grants.asked).hasSize(2);
        grants.asked.getLast().complete(opened("two"));
        assertThat(answers).containsExactly(opened("one"), opened("two"));
    }

    @Test
    void aRefusalReachesEveryoneAndIsNotKept() {
        // Given
        turns.ask(answers::add);
        turns.ask(answers::add);
        // When
        grants.asked.getFirst().complete(new Reopening.Unavailable("away"));
        turns.ask(answers::add);
        grants.asked.getLast().complete(opened("one"));
        // Then
        assertThat(answers)
                .containsExactly(new Reopening.Unavailable("away"), new Reopening.Unavailable("away"), opened("one"));
    }
}
