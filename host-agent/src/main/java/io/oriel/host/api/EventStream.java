package io.oriel.host.api;

import java.time.Duration;
import java.util.Optional;

/** An agent's events, in order. Used by one thread; woken and closed from any. */
public interface EventStream extends AutoCloseable {

    /**
     * Waits for the next event.
     *
     * @return empty when {@code timeout} passed in silence, or after {@link #wake}
     * @throws AgentException when the stream has ended
     */
    Optional<HostEvent> next(Duration timeout) throws InterruptedException;

    /** Ends the wait of {@link #next}, or of the next one. */
    void wake();

    @Override
    void close();
}
