package io.oriel.host.libvirt;

import io.oriel.host.api.GuestReport;
import io.oriel.host.api.VmId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What guests' agents told last. Asking a hung agent costs seconds, so each is asked seldom, by one at a time, and a
 * report takes what is known. Safe for use by many threads.
 */
final class GuestMemory {
    private static final Duration OFTEN_ENOUGH = Duration.ofSeconds(60);

    /** For a guest that has no address yet: it is still starting. */
    private static final Duration SOON = Duration.ofSeconds(5);

    /** @param addresses without loopback and link-local ones, sorted */
    record Told(GuestReport info, List<String> addresses) {
        static final Told NOTHING = new Told(GuestReport.UNKNOWN, List.of());
    }

    /**
     * @param at when it was asked last
     * @param waiting whether its answer is waited for
     */
    private record Asked(Told told, long at, boolean waiting) {
        boolean isDue(long now) {
            var pause = told.addresses().isEmpty() ? SOON : OFTEN_ENOUGH;
            return !waiting && now - at > pause.toNanos();
        }
    }

    private final Map<VmId, Asked> guests = new ConcurrentHashMap<>();

    Told of(VmId vm) {
        var asked = guests.get(vm);
        return asked == null ? Told.NOTHING : asked.told();
    }

    /** Whether a guest should be asked now. Then whoever asks says so by {@link #learn} or {@link #toldNothing}. */
    boolean isDue(VmId vm) {
        long now = System.nanoTime();
        var before = guests.get(vm);
        if (before == null) {
            return guests.putIfAbsent(vm, new Asked(Told.NOTHING, now, true)) == null;
        }
        return before.isDue(now) && guests.replace(vm, before, new Asked(before.told(), now, true));
    }

    /** Keeps what a guest told; true when it is something new. Nothing is kept of one forgotten meanwhile. */
    boolean learn(VmId vm, Told told) {
        var before = of(vm);
        var after = guests.computeIfPresent(vm, (_, asked) -> new Asked(told, asked.at(), false));
        return after != null && !before.equals(told);
    }

    void toldNothing(VmId vm) {
        guests.computeIfPresent(vm, (_, asked) -> new Asked(asked.told(), asked.at(), false));
    }

    void forget(VmId vm) {
        guests.remove(vm);
    }
}
