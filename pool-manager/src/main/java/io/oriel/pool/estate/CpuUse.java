package io.oriel.pool.estate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How busy a host's processors are, smoothed over a minute, and for how long they have been at least so busy. Immutable.
 *
 * @param percent of all its processors together, 0–100
 * @param at when that was last said
 * @param floors rising in both: since when the use has never been below a value
 */
public record CpuUse(double percent, Instant at, List<Floor> floors) {
    private static final double MINUTE = Duration.ofMinutes(1).toMillis();

    /** Since this instant every sample was at least so many per cent. */
    public record Floor(int percent, Instant since) {}

    public CpuUse {
        floors = List.copyOf(floors);
    }

    /** The first sample. */
    public static CpuUse first(double percent, Instant at) {
        var sample = Math.clamp(percent, 0, 100);
        return new CpuUse(sample, at, List.of(new Floor((int) sample, at)));
    }

    /** This and one sample more. */
    public CpuUse then(double next, Instant now) {
        var sample = Math.clamp(next, 0, 100);
        var age = Math.max(0, Duration.between(at, now).toMillis());
        var smooth = sample + (percent - sample) * Math.exp(-age / MINUTE);
        var lower = new ArrayList<Floor>();
        var since = now;
        for (var floor : floors) {
            if (floor.percent() >= (int) sample) {
                since = floor.since();
                break;
            }
            lower.add(floor);
        }
        lower.add(new Floor((int) sample, since));
        return new CpuUse(smooth, now, lower);
    }

    /** Since when the use has been at least this; empty when the last sample was below. */
    public Optional<Instant> atLeast(int wanted) {
        for (var floor : floors) {
            if (floor.percent() >= wanted) {
                return Optional.of(floor.since());
            }
        }
        return Optional.empty();
    }

    /** Whether it was at least this in every sample of so long a time. */
    public boolean atLeast(int wanted, Duration time) {
        return atLeast(wanted).filter(since -> !since.plus(time).isAfter(at)).isPresent();
    }
}
