package io.oriel.pool.apply;

import io.oriel.host.api.LeaseToken;
import io.oriel.pool.estate.Finding;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.reality.Difference;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.JobRows;
import io.oriel.pool.store.RealityRows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The leader's part in comparing the rows with reality: it looks every quarter of an hour, tells the audit log once of
 * what is new, and has done what admins decided. {@link #round} is called by the leader's loop only and does not block.
 */
public final class RealityKeeper implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMinutes(15);
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int MOST_TOLD = 5;
    private static final Logger log = LoggerFactory.getLogger(RealityKeeper.class);

    private final RealityRows rows;
    private final RealityLook look;
    private final RealityOrders orders;
    private final TransactionTemplate transactions;
    private final Events events;

    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<UUID, Instant> tried = new ConcurrentHashMap<>();
    private @Nullable Instant next;

    public RealityKeeper(
            EstateStore store,
            RealityRows rows,
            JobRows jobs,
            Connections connections,
            TransactionTemplate transactions,
            Events events,
            Clock clock) {
        this.rows = rows;
        this.look = new RealityLook(store, connections);
        this.orders = new RealityOrders(store, rows, jobs, look, connections, transactions, events, clock);
        this.transactions = transactions;
        this.events = events;
    }

    /** Begins what is due. */
    public void round(Instant now, LeaseToken token) {
        try {
            if (next == null) {
                next = now.plus(FIRST);
            }
            if (!now.isBefore(next)) {
                next = now.plus(EVERY);
                workers.execute(() -> quietly(() -> look(token)));
            }
            tried.values().removeIf(at -> now.isAfter(at.plus(Duration.ofMinutes(1))));
            for (var order : rows.orders()) {
                var before = tried.get(order.id());
                if (before == null || now.isAfter(before.plus(AGAIN))) {
                    tried.put(order.id(), now);
                    workers.execute(() -> quietly(() -> orders.carryOut(order, token)));
                }
            }
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("reality cannot be looked at now");
        }
    }

    private static void quietly(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("rows and reality could not be compared; it is tried again");
        }
    }

    /** Looks now, and tells the audit log in one event of all that is new and disturbing. Blocks. */
    public void look(LeaseToken token) {
        var before = rows.claims();
        var seen = look.look();
        var findings = Difference.of(before, rows.claims(), seen);
        var places = Stream.concat(
                        seen.hosts().stream().map(on -> on.host().id().value()),
                        seen.storage().stream().map(in -> in.domain().id().value()))
                .collect(Collectors.toSet());
        transactions.executeWithoutResult(_ -> {
            var fresh = rows.note(findings, places, token).stream()
                    .filter(Finding::disturbing)
                    .toList();
            if (!fresh.isEmpty()) {
                events.record(Event.of(Severity.WARNING, sentence(fresh)));
            }
        });
    }

    private static String sentence(List<Finding> fresh) {
        var told = fresh.stream().limit(MOST_TOLD).map(Finding::text).collect(Collectors.joining("; "));
        int more = fresh.size() - MOST_TOLD;
        return "the rows do not agree with what is there: " + told + (more > 0 ? "; and " + more + " more" : "")
                + "; see reality";
    }

    @Override
    public void close() {
        var _ = workers.shutdownNow();
    }
}
