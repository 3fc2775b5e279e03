package io.oriel.pool.loop;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostId;
import io.oriel.host.api.HostUsage;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmUsage;
import io.oriel.pool.estate.CpuUse;
import io.oriel.pool.estate.HostUse;
import io.oriel.pool.estate.VmUse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

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

    private final Clock clock;
    private final Map<HostId, Sample> samples = new ConcurrentHashMap<>();
    private final Map<HostId, Map<CommandId, HostEvent.Progress>> progress = new ConcurrentHashMap<>();

    private record Sample(Instant at, HostUsage host, CpuUse cpu, Map<VmId, VmUsage> vms, Rates rates) {}

    public Usages(Clock clock) {
        this.clock = clock;
    }

    /** What a host uses; empty when it has said nothing for 20 seconds. */
    public Optional<HostUsage> host(HostId host) {
        return fresh(host).map(Sample::host);
    }

    /** What a VM uses, as this host says. */
    public Optional<VmUsage> vm(HostId host, VmId vm) {
        return fresh(host).flatMap(sample -> Optional.ofNullable(sample.vms().get(vm)));
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
        var rates = before.map(last -> Rates.between(
                        new Rates.Point(last.at(), last.host(), last.vms()),
                        new Rates.Point(now, statistics.host(), vms)))
                .orElse(Rates.UNKNOWN);
        samples.put(host, new Sample(now, statistics.host(), cpu, Map.copyOf(vms), rates));
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
        progress.remove(host);
    }

    private Optional<Sample> fresh(HostId host) {
        return Optional.ofNullable(samples.get(host))
                .filter(sample -> clock.instant().isBefore(sample.at().plus(FRESH)));
    }
}
