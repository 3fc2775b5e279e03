package io.oriel.host.api;

import java.util.List;

/**
 * One VM as its host sees it.
 *
 * @param title the libvirt title
 * @param ours false for a domain of another owner, which is listed and never touched
 * @param guestAgent whether the agent inside the guest answers
 * @param addresses the guest's IP addresses, when its agent told them
 */
public record VmReport(
        VmId id,
        String title,
        boolean ours,
        VmPower power,
        boolean guestAgent,
        List<String> addresses,
        List<Console> consoles) {
    public VmReport {
        addresses = List.copyOf(addresses);
        consoles = List.copyOf(consoles);
    }
}
