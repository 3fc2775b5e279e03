package io.oriel.pool.loop;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostId;
import io.oriel.host.api.HostReport;
import io.oriel.host.api.HostUsage;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmUsage;
import io.oriel.pool.estate.CpuUse;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmLoad;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What hosts and VMs use and how far commands have come, as the hosts' agents last said. Only in memory, and only where
 * the hosts are listened to: in the control plane that leads.
 *
 * <p>Kept by the host that said it, so that a host can only speak for VMs whose row names it. Safe for use by many
 * threads.
 */
public final class Usages {
    private static final Duration FRESH = Duration.ofSeconds(20);
    private static final int MOST_COMMANDS = 1000;
    private static final int LONGEST_TEXT = 200;
    /** Guests say what they like. */
    private static final int MOST_ADDRESSES = 8;

    private static final int LONGEST_ADDRESS = 45;

    /** Shorter than this, a difference of counters is mostly the host's rounding. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final Clock clock;
    private final Map<HostId, Sample> samples = new ConcurrentHashMap<>();
    private final Map<HostId, Map<CommandId, HostEvent.Progress>> progress = new ConcurrentHashMap<>();

    private final Map<HostId, Reported> reports = new ConcurrentHashMap<>();

    /** @param busy how many processors' worth each VM used since the sample before */
    private record Sample(Instant at, HostUsage host, CpuUse cpu, Map<VmId, VmUsage> vms, Map<VmId, Double> busy) {}

    private record Reported(Instant at, Map<VmId, List<String>> addresses) {}

    public Usages(Clock clock) {
        this.clock = clock;
    }

    /** What a host uses; empty when it has said nothing for 20 seconds. */
    public Optional<HostUsage> host(HostId host) {
        return fresh(host).map(Sample::host);
    }

    /** What a VM uses and where it is reached, as the host that its row names says; empty when that has said nothing lately. */
    public Optional<VmLoad> load(Vm vm) {
        return vm.host().flatMap(host -> load(host, vm));
    }

    private Optional<VmLoad> load(HostId host, Vm vm) {
        var now = clock.instant();
        var sample = fresh(host).filter(it -> it.vms().containsKey(vm.id()));
        var report = Optional.ofNullable(reports.get(host))
                .filter(it -> now.isBefore(it.at().plus(FRESH)))
                .filter(it -> it.addresses().containsKey(vm.id()));
        return Stream.concat(sample.map(Sample::at).stream(), report.map(Reported::at).stream())
                .min(Comparator.naturalOrder())
                .map(oldest -> new VmLoad(
                        Duration.between(oldest, now),
                        sample.flatMap(it -> Optional.ofNullable(it.busy().get(vm.id())))
                                .map(busy -> Math.clamp(Math.round(100 * busy / vm.vcpus()), 0, 100)),
                        sample.flatMap(it -> Optional.ofNullable(it.vms().get(vm.id())))
                                .map(VmUsage::memoryUsedMiB)
                                .filter(used -> used > 0),
                        report.flatMap(it -> Optional.ofNullable(it.addresses().get(vm.id())))
                                .orElse(List.of())));
    }

    /** How busy the hosts are that have said so within 20 seconds. */
    public Map<HostId, CpuUse> cpu() {
        var now = clock.instant();
        return samples.entrySet().stream()
                .filter(it -> now.isBefore(it.getValue().at().plus(FRESH)))
                .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().cpu()));
    }

    /** How far a command has come, as this host says; empty before it says anything and after the end. */
    public Optional<HostEvent.Progress> progress(HostId host, CommandId command) {
        return Optional.ofNullable(progress.get(host)).flatMap(of -> Optional.ofNullable(of.get(command)));
    }

    void take(HostId host, HostEvent.Statistics statistics) {
        var vms = statistics.vms().stream().collect(Collectors.toMap(VmUsage::id, it -> it, (first, again) -> again));
        var now = clock.instant();
        double percent = statistics.host().cpuPercent();
        // After a gap nobody knows how busy it was meanwhile.
        var cpu = fresh(host).map(last -> last.cpu().then(percent, now)).orElseGet(() -> CpuUse.first(percent, now));
        samples.put(host, new Sample(now, statistics.host(), cpu, Map.copyOf(vms), busy(host, vms, now)));
    }

    private Map<VmId, Double> busy(HostId host, Map<VmId, VmUsage> vms, Instant now) {
        var last = fresh(host);
        if (last.isEmpty()) {
            return Map.of();
        }
        var passed = Duration.between(last.get().at(), now);
        if (passed.compareTo(SHORTEST) < 0) {
            return last.get().busy();
        }
        var busy = new HashMap<VmId, Double>();
        vms.forEach((id, usage) -> Optional.ofNullable(last.get().vms().get(id))
                .map(before -> usage.cpuNanos() - before.cpuNanos())
                .filter(nanos -> nanos >= 0) // else it was started anew
                .ifPresent(nanos -> busy.put(id, (double) nanos / passed.toNanos())));
        return Map.copyOf(busy);
    }

    void take(HostId host, HostReport report) {
        var addresses = report.vms().stream()
                .filter(vm -> !vm.addresses().isEmpty())
                .collect(Collectors.toMap(VmReport::id, Usages::addresses, (first, _) -> first));
        reports.put(host, new Reported(clock.instant(), addresses));
    }

    private static List<String> addresses(VmReport vm) {
        return vm.addresses().stream()
                .filter(address -> address.length() <= LONGEST_ADDRESS)
                .limit(MOST_ADDRESSES)
                .toList();
    }

    void take(HostId host, HostEvent.Progress said) {
        var of = progress.computeIfAbsent(host, _ -> new ConcurrentHashMap<>());
        if (of.size() < MOST_COMMANDS || of.containsKey(said.command())) {
            int percent = Math.clamp(said.percent(), 0, 100);
            var text = said.text().length() > LONGEST_TEXT ? said.text().substring(0, LONGEST_TEXT) : said.text();
            of.put(said.command(), new HostEvent.Progress(said.command(), percent, text));
        }
    }

    void ended(HostId host, CommandId command) {
        Optional.ofNullable(progress.get(host)).ifPresent(of -> of.remove(command));
    }

    /** Nobody listens to the host any more. */
    void forget(HostId host) {
        samples.remove(host);
        reports.remove(host);
        progress.remove(host);
    }

    private Optional<Sample> fresh(HostId host) {
        return Optional.ofNullable(samples.get(host))
                .filter(sample -> clock.instant().isBefore(sample.at().plus(FRESH)));
    }
}
