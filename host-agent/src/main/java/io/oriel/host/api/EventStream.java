package io.oriel.host.api;

import java.time.Duration;
import java.util.Optional;

/** An agent's events, in order. Used by one thread; closed from any. */
public interface EventStream extends AutoCloseable {

    /**
     * Waits for the next event.
     *
     * @return empty when {@code timeout} passed in silence
     * @throws AgentException when the stream has ended
     */
    Optional<HostEvent> next(Duration timeout) throws InterruptedException;

    @Override
    void close();
}
