package io.oriel.display.relay;

import io.oriel.display.grant.CloseReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What the gateway counts since its start. Any thread. */
public final class Counters {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder sessions = new LongAdder();
    private final Map<CloseReason, LongAdder> closed = new EnumMap<>(CloseReason.class);

    public Counters() {
        for (var reason : CloseReason.values()) {
            closed.put(reason, new LongAdder());
        }
    }

    void connectionAccepted() {
        accepted.increment();
    }

    void sessionOpened() {
        sessions.increment();
    }

    void connectionClosed(CloseReason reason) {
        count(reason).increment();
    }

    /** Connections accepted. */
    public long accepted() {
        return accepted.sum();
    }

    /** Sessions opened. */
    public long sessions() {
        return sessions.sum();
    }

    /** Connections that ended for this reason. */
    public long closed(CloseReason reason) {
        return count(reason).sum();
    }

    private LongAdder count(CloseReason reason) {
        return Objects.requireNonNull(closed.get(reason));
    }
}
