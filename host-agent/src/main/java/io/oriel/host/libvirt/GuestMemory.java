package io.oriel.host.libvirt;

import io.oriel.host.api.GuestInfo;
import io.oriel.host.api.VmId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What guests' agents told last. Asking a hung agent costs seconds, so each is asked seldom, and a report takes what is
 * known. Safe for use by many threads.
 */
final class GuestMemory {
    private static final Duration OFTEN_ENOUGH = Duration.ofSeconds(60);

    /** @param addresses without loopback and link-local ones, sorted */
    record Told(GuestInfo info, List<String> addresses) {
        static final Told NOTHING = new Told(GuestInfo.UNKNOWN, List.of());
    }

    private record Asked(Told told, long at) {}

    private final Map<VmId, Asked> guests = new ConcurrentHashMap<>();

    Told of(VmId vm) {
        var asked = guests.get(vm);
        return asked == null ? Told.NOTHING : asked.told();
    }

    /** Whether a guest should be asked now; if so it counts as asked. */
    boolean isDue(VmId vm) {
        long now = System.nanoTime();
        var before = guests.get(vm);
        if (before == null) {
            return guests.putIfAbsent(vm, new Asked(Told.NOTHING, now)) == null;
        }
        return now - before.at() > OFTEN_ENOUGH.toNanos() && guests.replace(vm, before, new Asked(before.told(), now));
    }

    /** Keeps what a guest told; true when it is something new. Nothing is kept of one forgotten meanwhile. */
    boolean learn(VmId vm, Told told) {
        var before = guests.get(vm);
        return before != null
                && !before.told().equals(told)
                && guests.replace(vm, before, new Asked(told, before.at()));
    }

    /** Asks a guest again soon: it told too little, because it was not up yet. */
    void askSoon(VmId vm) {
        guests.computeIfPresent(vm, (_, asked) -> new Asked(asked.told(), System.nanoTime() - OFTEN_ENOUGH.toNanos()));
    }

    void forget(VmId vm) {
        guests.remove(vm);
    }
}
