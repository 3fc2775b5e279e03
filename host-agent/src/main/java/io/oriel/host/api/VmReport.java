package io.oriel.host.api;

import java.util.List;

/**
 * One VM as its host sees it.
 *
 * @param title the libvirt title
 * @param ours false for a domain of another owner, which is listed and never touched
 * @param guestAgent whether the agent inside the guest answers
 * @param guest what that agent tells beside the addresses
 * @param label the security label it runs under (sVirt, AppArmor profile); empty without one
 * @param addresses the guest's IP addresses, when its agent told them
 */
public record VmReport(
        VmId id,
        String title,
        boolean ours,
        VmPower power,
        boolean guestAgent,
        GuestReport guest,
        String label,
        List<String> addresses,
        List<Console> consoles) {
    public VmReport {
        addresses = List.copyOf(addresses);
        consoles = List.copyOf(consoles);
    }

    /** A VM whose guest tells nothing, without a label. */
    public VmReport(
            VmId id,
            String title,
            boolean ours,
            VmPower power,
            boolean guestAgent,
            List<String> addresses,
            List<Console> consoles) {
        this(id, title, ours, power, guestAgent, GuestReport.UNKNOWN, "", addresses, consoles);
    }
}
