package io.oriel.display.relay;

import io.netty.util.concurrent.EventExecutor;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.Reopening;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands a session's console password to its later links.
 *
 * <p>A VM has one console password per protocol, and a fresh one revokes the last. A client opens four or more channels
 * at once, so a password asked for by one link would shut out another that is still authenticating with the previous
 * one. Therefore a link that comes while a young password is in use shares it, also the one that came with the ticket,
 * and the next is asked for only when nobody is on the way any more. Confined to the session's home event loop.
 */
final class ConsoleTurns {
    private static final long SHARED_MILLIS = 2_000;

    private final Supplier<CompletionStage<Reopening>> console;
    private final EventExecutor home;
    private final InstantSource clock;
    private final Queue<Consumer<Reopening>> waiting = new ArrayDeque<>();

    private boolean asking;
    private int onTheWay;
    private long openedAt;
    private @Nullable ConsoleTarget open;

    /** @param console asks for the session's console with a fresh password */
    ConsoleTurns(Supplier<CompletionStage<Reopening>> console, EventExecutor home, InstantSource clock) {
        this.console = console;
        this.home = home;
        this.clock = clock;
    }

    /** The ticket has brought a password, which no link but the first has used. Before any {@link #ask}. */
    void openedBy(ConsoleTarget console) {
        open = console;
        openedAt = clock.millis();
    }

    /**
     * Asks for the console. Any thread.
     *
     * @param answer called once, on the home event loop; after {@link Reopening.Opened} a {@link #done} is owed
     */
    void ask(Consumer<Reopening> answer) {
        home.execute(() -> {
            var shared = open;
            if (!asking && shared != null && clock.millis() - openedAt < SHARED_MILLIS) {
                onTheWay++;
                answer.accept(new Reopening.Opened(shared));
                return;
            }
            waiting.add(answer);
            askNext();
        });
    }

    /** A link that was given the console has authenticated or given up. Any thread. */
    void done() {
        home.execute(() -> {
            onTheWay--;
            askNext();
        });
    }

    private void askNext() {
        if (asking || onTheWay > 0 || waiting.isEmpty()) {
            return;
        }
        asking = true;
        open = null;
        console.get()
                .whenComplete((answer, failure) -> home.execute(() -> answered(
                        failure == null ? answer : new Reopening.Unavailable("the console could not be asked for"))));
    }

    private void answered(Reopening answer) {
        asking = false;
        if (answer instanceof Reopening.Opened(var console)) {
            open = console;
            openedAt = clock.millis();
            onTheWay += waiting.size();
        }
        while (!waiting.isEmpty()) {
            waiting.remove().accept(answer);
        }
    }
}
