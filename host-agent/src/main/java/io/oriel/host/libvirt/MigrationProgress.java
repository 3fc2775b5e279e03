package io.oriel.host.libvirt;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.libvirt.TypedParameter;

/**
 * How far a migration has come.
 *
 * @param percent 0–99; the end is the command's end
 * @param passes how often memory was sent, the running pass included
 */
record MigrationProgress(int percent, long passes, String text) {
    private static final long MIB = 1 << 20;

    /** From libvirt's job statistics; empty ones mean: begun, or just ended. */
    static MigrationProgress of(List<TypedParameter> stats) {
        var values = stats.stream()
                .collect(Collectors.toMap(p -> p.field, TypedParameter::getValueAsString, (first, _) -> first));
        long total = number(values, "memory_total");
        long remaining = number(values, "memory_remaining");
        long passes = number(values, "memory_iteration");
        if (total <= 0) {
            return new MigrationProgress(0, passes, "connecting");
        }
        int percent = (int) Math.clamp(100 * (total - remaining) / total, 0, 99);
        var speed = number(values, "memory_bps") / MIB;
        return new MigrationProgress(
                percent,
                passes,
                "%d of %d MiB of memory left%s"
                        .formatted(remaining / MIB, total / MIB, speed > 0 ? ", " + speed + " MiB/s" : ""));
    }

    private static long number(Map<String, String> values, String name) {
        try {
            return Long.parseLong(values.getOrDefault(name, "0"));
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
