package io.oriel.pool.estate;

import io.oriel.host.api.HostFacts;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a host last said of itself.
 *
 * @param asked when the report was asked for; it says nothing about changes made later
 * @param heard when the host's agent last gave a sign of life
 */
public record Seen(Instant asked, Instant heard, HostFacts facts, Map<VmId, VmReport> vms) {
    public Seen {
        vms = Map.copyOf(vms);
    }

    public static Seen of(Instant asked, Instant heard, HostFacts facts, List<VmReport> vms) {
        return new Seen(
                asked,
                heard,
                facts,
                vms.stream().collect(Collectors.toMap(VmReport::id, report -> report, (first, again) -> first)));
    }

    /** Whether this was asked for after the given instant, and so shows what was true then or later. */
    public boolean knows(Instant since) {
        return asked.isAfter(since);
    }

    public Optional<VmReport> vm(VmId id) {
        return Optional.ofNullable(vms.get(id));
    }
}
