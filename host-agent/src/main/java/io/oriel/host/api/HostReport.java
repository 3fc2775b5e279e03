package io.oriel.host.api;

import java.util.List;
import java.util.UUID;

/**
 * All that a host sees, at one event number.
 *
 * @param epoch changes when the agent lost its journal; event numbers of another epoch mean nothing
 * @param sequence number of the last event this report contains
 */
public record HostReport(UUID epoch, long sequence, HostFacts facts, List<VmReport> vms) {
    public HostReport {
        vms = List.copyOf(vms);
    }
}
