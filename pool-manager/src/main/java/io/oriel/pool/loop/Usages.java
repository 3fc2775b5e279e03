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
import io.oriel.pool.estate.HostUse;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmLoad;
import io.oriel.pool.estate.VmUse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
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

    private record Sample(Instant at, HostUsage host, CpuUse cpu, Map<VmId, VmUsage> vms, Rates rates) {}

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
                        sample.flatMap(it ->
                                        Optional.ofNullable(it.rates().vms().get(vm.id())))
                                .map(use -> Math.clamp(Math.round(100 * use.processors() / vm.vcpus()), 0, 100)),
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

    /** What a host uses, between its last two samples; empty when there are none of the last 20 seconds. */
    public Optional<HostUse> use(HostId host) {
        return fresh(host).flatMap(sample -> sample.rates().host());
    }

    /** What a VM uses, as this host says, between the last two samples. */
    public Optional<VmUse> use(HostId host, VmId vm) {
        return fresh(host)
                .flatMap(sample -> Optional.ofNullable(sample.rates().vms().get(vm)));
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
        var before = fresh(host);
        var cpu = before.map(last -> last.cpu().then(percent, now)).orElseGet(() -> CpuUse.first(percent, now));
        var rates = before.map(last -> rates(last, statistics.host(), vms, now)).orElse(Rates.UNKNOWN);
        samples.put(host, new Sample(now, statistics.host(), cpu, Map.copyOf(vms), rates));
    }

    private static Rates rates(Sample last, HostUsage host, Map<VmId, VmUsage> vms, Instant now) {
        return Duration.between(last.at(), now).compareTo(SHORTEST) < 0
                ? last.rates()
                : Rates.between(new Rates.Point(last.at(), last.host(), last.vms()), new Rates.Point(now, host, vms));
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
