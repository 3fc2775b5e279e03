package io.oriel.pool.loop;

import io.oriel.host.api.HostUsage;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmUsage;
import io.oriel.pool.estate.HostUse;
import io.oriel.pool.estate.VmUse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** How fast a host's counters rose between two samples. A counter that fell has begun anew, and says nothing. */
record Rates(Optional<HostUse> host, Map<VmId, VmUse> vms) {
    static final Rates UNKNOWN = new Rates(Optional.empty(), Map.of());

    private static final double NANOS = 1e9;
    private static final double BYTES_PER_MBIT = 125_000;

    /** One sample. */
    record Point(Instant at, HostUsage host, Map<VmId, VmUsage> vms) {}

    static Rates between(Point before, Point after) {
        double seconds = Duration.between(before.at(), after.at()).toNanos() / NANOS;
        if (seconds <= 0) {
            return UNKNOWN;
        }
        var vms = new HashMap<VmId, VmUse>();
        after.vms()
                .forEach((id, now) -> Optional.ofNullable(before.vms().get(id))
                        .filter(then -> then.cpuNanos() <= now.cpuNanos())
                        .ifPresent(then -> vms.put(id, vm(then, now, seconds))));
        return new Rates(Optional.of(host(before.host(), after.host(), seconds)), Map.copyOf(vms));
    }

    private static VmUse vm(VmUsage then, VmUsage now, double seconds) {
        var memory = now.memoryUsedMiB() > 0 && now.memoryMiB() > 0
                ? OptionalDouble.of(now.memoryUsedMiB() * 100.0 / now.memoryMiB())
                : OptionalDouble.empty();
        return new VmUse(
                (now.cpuNanos() - then.cpuNanos()) / NANOS / seconds,
                memory,
                mbit(then.receivedBytes() + then.sentBytes(), now.receivedBytes() + now.sentBytes(), seconds));
    }

    private static HostUse host(HostUsage then, HostUsage now, double seconds) {
        long all = now.memoryUsedMiB() + now.memoryFreeMiB();
        return new HostUse(
                Math.clamp(now.cpuPercent(), 0, 100),
                all > 0 ? now.memoryUsedMiB() * 100.0 / all : 0,
                now.load1(),
                mbit(then.receivedBytes() + then.sentBytes(), now.receivedBytes() + now.sentBytes(), seconds));
    }

    private static double mbit(long then, long now, double seconds) {
        return Math.max(0, now - then) / BYTES_PER_MBIT / seconds;
    }
}
