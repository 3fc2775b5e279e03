package io.oriel.display.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.ImmediateEventExecutor;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Reopening;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ConsoleTurnsTest {
    /** What was asked; answered when the test says so. */
    private final List<CompletableFuture<Reopening>> asked = new ArrayList<>();

    private final List<Reopening> answers = new ArrayList<>();
    private long now;
    private final ConsoleTurns turns =
            new ConsoleTurns(this::askAgain, ImmediateEventExecutor.INSTANCE, () -> Instant.ofEpochMilli(now));

    private CompletionStage<Reopening> askAgain() {
        asked.add(new CompletableFuture<>());
        return asked.getLast();
    }

    private static Reopening.Opened opened(String password) {
        return new Reopening.Opened(
                new ConsoleTarget(new UUID(0, 1), DisplayProtocol.SPICE, "127.0.0.1", 5900, "", password));
    }

    @Test
    void thePasswordThatCameWithTheTicketIsSharedWhileItIsYoung() {
        turns.openedBy(opened("ticket's").console());
        turns.ask(answers::add);
        turns.done();
        assertThat(answers).containsExactly(opened("ticket's"));
        assertThat(asked).isEmpty();
        // When
        now = 2_000;
        turns.ask(answers::add);
        // Then
        assertThat(asked).hasSize(1);
    }

    @Test
    void linksThatComeTogetherShareOnePassword() {
        turns.ask(answers::add);
        turns.ask(answers::add);
        assertThat(asked).hasSize(1);
        // When
        asked.getFirst().complete(opened("one"));
        turns.ask(answers::add);
        // Then
        assertThat(answers).containsExactly(opened("one"), opened("one"), opened("one"));
        assertThat(asked).hasSize(1);
    }

    @Test
    void noFreshPasswordIsAskedForWhileOneIsOnItsWay() {
        // Given
        turns.ask(answers::add);
        asked.getFirst().complete(opened("one"));
        now = 10_000;
        // When
        turns.ask(answers::add);
        // Then
        assertThat(asked).hasSize(1);
        turns.done();
        assertThat(asked).hasSize(2);
        asked.getLast().complete(opened("two"));
        assertThat(answers).containsExactly(opened("one"), opened("two"));
    }

    @Test
    void aRefusalReachesEveryoneAndIsNotKept() {
        // Given
        turns.ask(answers::add);
        turns.ask(answers::add);
        // When
        asked.getFirst().complete(new Reopening.Unavailable("away"));
        turns.ask(answers::add);
        asked.getLast().complete(opened("one"));
        // Then
        assertThat(answers)
                .containsExactly(new Reopening.Unavailable("away"), new Reopening.Unavailable("away"), opened("one"));
    }
}
