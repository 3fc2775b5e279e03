package io.oriel.pool.estate;

import io.oriel.host.api.HostFacts;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a host last said of itself.
 *
 * @param asked when the report was asked for; it says nothing about changes made later
 * @param heard when the host's agent last gave a sign of life
 * @param contact since when the host has been listened to without a break
 * @param met the VMs that were seen to run during this contact
 */
public record Seen(
        Instant asked, Instant heard, HostFacts facts, Map<VmId, VmReport> vms, Instant contact, Set<VmId> met) {
    public Seen {
        vms = Map.copyOf(vms);
        met = Set.copyOf(met);
    }

    /** The first report of a contact. */
    public static Seen of(Instant asked, Instant heard, HostFacts facts, List<VmReport> vms) {
        return new Seen(
                asked,
                heard,
                facts,
                vms.stream().collect(Collectors.toMap(VmReport::id, report -> report, (first, again) -> first)),
                asked,
                vms.stream()
                        .filter(report -> report.power() != VmPower.OFF)
                        .map(VmReport::id)
                        .collect(Collectors.toSet()));
    }

    /** A later report of the same contact as {@code before}. */
    public Seen after(Seen before) {
        var all = new HashSet<>(before.met);
        all.addAll(met);
        return new Seen(asked, heard, facts, vms, before.contact, all);
    }

    /** The same, with a newer sign of life. */
    public Seen heard(Instant now) {
        return new Seen(asked, now, facts, vms, contact, met);
    }

    /** Whether a VM that is not there ended while nobody listened: with its host, and not by a hand inside. */
    public boolean endedUnheard(VmId id, Instant ranSince) {
        return ranSince.isBefore(contact) && !met.contains(id);
    }

    /** Whether another report says the same of the host and its VMs, whatever its age. */
    public boolean saysTheSame(Seen other) {
        return facts.equals(other.facts) && vms.equals(other.vms);
    }

    /** Whether this was asked for after the given instant, and so shows what was true then or later. */
    public boolean knows(Instant since) {
        return asked.isAfter(since);
    }

    public Optional<VmReport> vm(VmId id) {
        return Optional.ofNullable(vms.get(id));
    }
}
