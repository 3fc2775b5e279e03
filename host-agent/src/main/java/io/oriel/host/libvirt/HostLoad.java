package io.oriel.host.libvirt;

import io.oriel.host.api.HostUsage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Measures the machine by the kernel's files. Remembers the last look; used by one thread. */
final class HostLoad {
    private static final int IDLE = 3;
    private static final int WAITING_FOR_DISKS = 4;

    /** Counters after this one are parts of earlier ones: guests' time is in user time. */
    private static final int COUNTED = 8;

    private final Path proc;
    private final Path sys;
    private long busy;
    private long all;

    /**
     * Takes the first look.
     *
     * @param proc {@code /proc}
     * @param sys {@code /sys}
     */
    HostLoad(Path proc, Path sys) {
        this.proc = proc;
        this.sys = sys;
        cpuPercent();
    }

    HostUsage read() {
        var memory = memory();
        long total = memory.getOrDefault("MemTotal", 0L);
        long free = memory.getOrDefault("MemAvailable", 0L);
        var traffic = traffic();
        return new HostUsage(
                cpuPercent(),
                load(),
                (total - free) / 1024,
                free / 1024,
                (memory.getOrDefault("SwapTotal", 0L) - memory.getOrDefault("SwapFree", 0L)) / 1024,
                KernelFiles.number(sys.resolve("kernel/mm/ksm/pages_sharing")),
                traffic.received,
                traffic.sent,
                (long) decimal(first(KernelFiles.text(proc.resolve("uptime")))));
    }

    private double cpuPercent() {
        var line = KernelFiles.lines(proc.resolve("stat")).stream()
                .filter(l -> l.startsWith("cpu "))
                .findFirst()
                .orElse("cpu");
        var counters = Arrays.stream(line.split("\\s+"))
                .skip(1)
                .limit(COUNTED)
                .mapToLong(KernelFiles::number)
                .toArray();
        long allNow = Arrays.stream(counters).sum();
        long busyNow =
                counters.length > WAITING_FOR_DISKS ? allNow - counters[IDLE] - counters[WAITING_FOR_DISKS] : allNow;
        long passed = allNow - all;
        double percent = passed <= 0 ? 0 : Math.clamp(100.0 * (busyNow - busy) / passed, 0, 100);
        all = allNow;
        busy = busyNow;
        return percent;
    }

    private double load() {
        return decimal(first(KernelFiles.text(proc.resolve("loadavg"))));
    }

    /** In KiB, by the kernel's names. */
    private Map<String, Long> memory() {
        var memory = new HashMap<String, Long>();
        for (var line : KernelFiles.lines(proc.resolve("meminfo"))) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                memory.put(line.substring(0, colon), KernelFiles.number(first(line.substring(colon + 1))));
            }
        }
        return memory;
    }

    private record Traffic(long received, long sent) {}

    /** Over interfaces with a device behind them; where there is none, as in a namespace, over all that are no guests'. */
    private Traffic traffic() {
        var interfaces = sys.resolve("class/net");
        var lines = KernelFiles.lines(proc.resolve("net/dev")).stream()
                .filter(line -> line.contains(":"))
                .toList();
        var physical = lines.stream()
                .filter(line -> interfaces
                        .resolve(name(line))
                        .resolve("device")
                        .toFile()
                        .exists())
                .toList();
        return sum(
                physical.isEmpty()
                        ? lines.stream()
                                .filter(line -> !name(line).equals("lo")
                                        && !Inventory.GUESTS.matcher(name(line)).matches()
                                        && !interfaces
                                                .resolve(name(line))
                                                .resolve("bridge")
                                                .toFile()
                                                .exists())
                                .toList()
                        : physical);
    }

    private static Traffic sum(List<String> lines) {
        long received = 0;
        long sent = 0;
        for (var line : lines) {
            var counters = line.substring(line.indexOf(':') + 1).strip().split("\\s+");
            if (counters.length > COUNTED) {
                received += KernelFiles.number(counters[0]);
                sent += KernelFiles.number(counters[8]);
            }
        }
        return new Traffic(received, sent);
    }

    private static String name(String line) {
        return line.substring(0, line.indexOf(':')).strip();
    }

    private static String first(String text) {
        return text.strip().split("\\s+")[0];
    }

    private static double decimal(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
