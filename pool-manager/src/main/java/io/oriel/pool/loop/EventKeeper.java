package io.oriel.pool.loop;

import io.oriel.host.api.LeaseToken;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.EventSeals;
import io.oriel.pool.event.Severity;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.LeaderLease;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the audit log while this control plane leads: seals new lines every second, deletes old ones every day. */
public final class EventKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventKeeper.class);
    private static final Duration KEPT = Duration.ofDays(30);
    private static final long FIRST_DELETING_MINUTES = 1;
    private static final long DAY_MINUTES = 24 * 60;

    private final EstateStore store;
    private final LeaderLease lease;
    private final EventSeals seals;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("events").factory());

    public EventKeeper(EstateStore store, LeaderLease lease, EventSeals seals) {
        this.store = store;
        this.lease = lease;
        this.seals = seals;
    }

    /** Begins; to be called once. */
    public void start() {
        var _ = timer.scheduleWithFixedDelay(() -> leading(this::seal), 1, 1, TimeUnit.SECONDS);
        var _ = timer.scheduleWithFixedDelay(
                () -> leading(this::delete), FIRST_DELETING_MINUTES, DAY_MINUTES, TimeUnit.MINUTES);
    }

    private void seal(LeaseToken token) {
        var _ = store.lead(token, seals::seal, Optional.empty());
    }

    private void delete(LeaseToken token) {
        var deleted = new AtomicInteger();
        var _ = store.lead(
                token,
                () -> {
                    deleted.set(seals.delete(KEPT));
                    return true;
                },
                Optional.empty());
        if (deleted.get() > 0) {
            var text = deleted.get() + " events older than " + KEPT.toDays() + " days deleted; their seals are kept";
            var _ = store.record(Event.of(Severity.NORMAL, text), token);
        }
    }

    private void leading(Consumer<LeaseToken> work) {
        try {
            lease.current().ifPresent(work);
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("the audit log could not be kept now, it is tried again");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
