package io.oriel.host.http;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.EventStream;
import io.oriel.host.api.HostEvent;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.SignalType;
import tools.jackson.core.JacksonException;

/**
 * NDJSON from the network as an event stream. The event loop puts whole chunks in; the reader splits them. No more than
 * one chunk is asked for at a time, so that a slow reader slows the agent down and fills no memory.
 */
final class RemoteEvents extends BaseSubscriber<byte[]> implements EventStream {

    private static final int LONGEST_LINE = 1024 * 1024;

    private final AtomicReference<Optional<UUID>> epoch;
    private final LinkedBlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private byte[] chunk = new byte[0];
    private int position;

    private sealed interface Arrival {
        record Chunk(byte[] bytes) implements Arrival {}

        record End(AgentException why) implements Arrival {}

        record Wake() implements Arrival {}
    }

    /** @param epoch the epoch of the connection before this one; this stream's epoch afterwards */
    RemoteEvents(AtomicReference<Optional<UUID>> epoch) {
        this.epoch = epoch;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        request(1);
    }

    @Override
    protected void hookOnNext(byte[] bytes) {
        arrivals.add(new Arrival.Chunk(bytes));
    }

    @Override
    protected void hookOnError(Throwable error) {
        arrivals.add(new Arrival.End(
                error instanceof AgentException broken ? broken : new AgentException("the event stream broke", error)));
    }

    @Override
    protected void hookFinally(SignalType type) {
        arrivals.add(new Arrival.End(new AgentException("the event stream has ended")));
    }

    @Override
    public Optional<HostEvent> next(Duration timeout) throws InterruptedException {
        var deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            var event = fromChunk();
            if (event.isPresent()) {
                return event;
            }
            var arrival = arrivals.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            switch (arrival) {
                case null -> {
                    return Optional.empty();
                }
                case Arrival.Wake() -> {
                    return Optional.empty();
                }
                case Arrival.Chunk(var bytes) -> {
                    chunk = bytes;
                    position = 0;
                    request(1);
                }
                case Arrival.End end -> {
                    arrivals.add(end);
                    throw new AgentException(String.valueOf(end.why().getMessage()), end.why());
                }
            }
        }
    }

    private Optional<HostEvent> fromChunk() {
        for (var i = position; i < chunk.length; i++) {
            if (chunk[i] == '\n') {
                line.write(chunk, position, i - position);
                position = i + 1;
                var event = event(line.toByteArray());
                line.reset();
                return Optional.of(event);
            }
        }
        line.write(chunk, position, chunk.length - position);
        position = chunk.length;
        if (line.size() > LONGEST_LINE) {
            close();
            throw new AgentException("the agent sent an endless line");
        }
        return Optional.empty();
    }

    private HostEvent event(byte[] json) {
        HostEvent event;
        try {
            event = Json.readEvent(json);
        } catch (JacksonException e) {
            close();
            throw new AgentException("the agent sent an event that cannot be read", e);
        }
        if (event instanceof HostEvent.Hello hello) {
            // numbers of another epoch mean nothing, even when they happen to fit
            var before = epoch.getAndSet(Optional.of(hello.epoch()));
            var changed = before.isPresent() && !before.get().equals(hello.epoch());
            return new HostEvent.Hello(hello.epoch(), hello.sequence(), hello.resync() || changed);
        }
        return event;
    }

    @Override
    public void wake() {
        arrivals.add(new Arrival.Wake());
    }

    @Override
    public void close() {
        cancel();
    }
}
