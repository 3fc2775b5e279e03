package io.oriel.pool;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.DataCenter;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.HostUse;
import io.oriel.pool.estate.Job;
import io.oriel.pool.estate.Seen;
import io.oriel.pool.estate.Tags;
import io.oriel.pool.estate.UnattachedDisk;
import io.oriel.pool.estate.VmUse;
import io.oriel.pool.event.Events;
import io.oriel.pool.loop.Usages;
import io.oriel.pool.search.Census;
import io.oriel.pool.search.Occurrence;
import io.oriel.pool.store.DiskRows;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.EstateStore.Reading;
import io.oriel.pool.store.JobRows;
import io.oriel.pool.store.OccurrenceRows;
import io.oriel.pool.store.SiteRows;
import io.oriel.pool.store.TagTreeRows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that can be found, kept in memory for the search bar.
 *
 * <p>What this control plane has changed is seen by the next question; what another one has changed, a second later. Only
 * changed rows are read. Nothing is read or kept before the first question. The lock lets one thread read while the others
 * wait for what it finds; without it a crowd of questions after one change would all read.
 */
public final class LiveCensus {
    /** So many of the latest events can be found. */
    public static final int MOST_EVENTS = 100_000;

    /** So many of the latest jobs can be found. */
    public static final int MOST_JOBS = 1000;

    private static final Duration ELSEWHERE = Duration.ofSeconds(1);
    /** Rows that are gone are remembered for an hour: whoever was away for long reads everything. */
    private static final Duration LONG = Duration.ofMinutes(10);
    /** Numbers are given out before the commit: so many are looked at again for late ones. */
    private static final int LATE = 500;

    private final Sources sources;
    private final Usages usages;
    private final Supplier<Map<HostId, Seen>> heard;
    private final Clock clock;
    private final AtomicBoolean changed = new AtomicBoolean(true);

    private @Nullable Rows known;

    /** Where things are read from. */
    record Sources(
            EstateStore store, SiteRows sites, DiskRows disks, TagTreeRows tags, JobRows jobs, OccurrenceRows events) {}

    private record Rows(
            Instant read,
            Reading reading,
            List<DataCenter> dataCenters,
            List<UnattachedDisk> loose,
            Tags tags,
            List<Job> jobs,
            List<Occurrence> events) {}

    LiveCensus(Sources sources, Usages usages, Supplier<Map<HostId, Seen>> heard, Events events, Clock clock) {
        this.sources = sources;
        this.usages = usages;
        this.heard = heard;
        this.clock = clock;
        var _ = events.onChange(_ -> changed.set(true));
    }

    /** All that is there now. @param people who is known, as far as the rows say who holds what */
    public Census with(Function<Estate, Census.People> people) {
        var rows = rows();
        var now = clock.instant();
        var estate = rows.reading().estate().seeing(heard.get(), Map.of(), Map.of(), now);
        return new Census(
                estate,
                rows.dataCenters(),
                uses(estate),
                rows.tags(),
                rows.loose(),
                new Census.Log(rows.events(), rows.jobs()),
                people.apply(estate),
                now.atZone(clock.getZone()));
    }

    private Census.Uses uses(Estate estate) {
        var hosts = new HashMap<HostId, HostUse>();
        estate.hosts().keySet().forEach(id -> usages.use(id).ifPresent(use -> hosts.put(id, use)));
        var vms = new HashMap<VmId, VmUse>();
        for (var tended : estate.vms().values()) {
            var id = tended.vm().id();
            tended.vm().host().flatMap(on -> usages.use(on, id)).ifPresent(use -> vms.put(id, use));
        }
        return new Census.Uses(hosts, vms);
    }

    private synchronized Rows rows() {
        var now = clock.instant();
        var before = known;
        // Noted before reading: what changes while it is read is read again.
        boolean again = changed.getAndSet(false);
        if (before != null && !again && now.isBefore(before.read().plus(ELSEWHERE))) {
            return before;
        }
        try {
            var fresh = before == null || now.isAfter(before.read().plus(LONG))
                    ? read(now, sources.store().readAll(), List.of())
                    : read(now, sources.store().readOn(before.reading()), before.events());
            known = fresh;
            return fresh;
        } catch (RuntimeException e) {
            changed.set(true);
            throw e;
        }
    }

    private Rows read(Instant now, Reading reading, List<Occurrence> events) {
        return new Rows(
                now,
                reading,
                List.copyOf(sources.sites().dataCenters()),
                List.copyOf(sources.disks().unattached()),
                sources.tags().all(),
                List.copyOf(sources.jobs().latest(MOST_JOBS)),
                readOn(events));
    }

    private List<Occurrence> readOn(List<Occurrence> before) {
        long after = before.isEmpty() ? 0 : before.getFirst().id() - LATE;
        var all = new ArrayList<>(sources.events().after(after, MOST_EVENTS));
        before.stream()
                .filter(event -> event.id() <= after)
                .limit(MOST_EVENTS - all.size())
                .forEach(all::add);
        return List.copyOf(all);
    }
}
