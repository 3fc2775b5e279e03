package io.oriel.host.libvirt;

import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmSpec;
import java.util.Optional;

/** Whether this host has what a VM's hardware needs. Empty means: it has. The messages name the package to install. */
final class HardwareCheck {

    /** IDE has four places, one of them the CD drive's. */
    private static final int IDE_DISKS = 3;

    private HardwareCheck() {}

    /** Looks at everything but the disks' files. */
    static Optional<Outcome> objection(VmSpec spec, Capabilities capabilities, Bridges bridges) {
        var machine = Machine.of(spec.hardware());
        if (machine.uefi() && !capabilities.uefi()) {
            return missing("this host has no UEFI firmware, which " + spec.hardware()
                    + " begins with: install the package ovmf (edk2-ovmf on Fedora and RHEL)");
        }
        if (machine.uefi() && !capabilities.tpm()) {
            return missing("this host cannot emulate a TPM, which " + spec.hardware()
                    + " has: install the package swtpm-tools (swtpm on Fedora and RHEL)");
        }
        int drives = spec.disks().size() + (spec.seed().isPresent() ? 1 : 0);
        if (machine.diskBus().equals("ide") && drives > IDE_DISKS) {
            return Optional.of(new Outcome.Refused(
                    Reason.INVALID,
                    spec.hardware() + " has room for three disks beside its CD drive, a seed for cloud-init being one"
                            + " of them, not " + drives));
        }
        var card = capabilities.video(spec.hardware());
        if (spec.heads() > 1 && !Machine.MANY_HEADED.contains(card)) {
            return missing(spec.heads() + " screens need the graphics card qxl, which this host's qemu or "
                    + spec.hardware() + " does not have; give the VM one screen, or install the package "
                    + "qemu-system-modules-spice where there is one");
        }
        return spec.nics().stream()
                .flatMap(nic -> objection(nic, capabilities, bridges).stream())
                .findFirst();
    }

    /** Whether a card can be joined where it should. */
    static Optional<Outcome> objection(NicSpec nic, Capabilities capabilities, Bridges bridges) {
        if (nic.bridge().isEmpty()) {
            return Optional.empty();
        }
        var bridge = nic.bridge().get();
        if (!bridges.exists(bridge)) {
            return Optional.of(new Outcome.Refused(
                    Reason.NOT_FOUND,
                    "this host has no bridge " + bridge + " for the network " + nic.network()
                            + ": make it, or correct the network's bridge"));
        }
        if (nic.vlan().isPresent() && bridges.isKernels(bridge) && !capabilities.bridgeVlan()) {
            return missing("VLAN " + nic.vlan().get() + " on the bridge " + bridge
                    + " needs libvirt 11 or Open vSwitch; give the network a bridge that is already in that VLAN");
        }
        return Optional.empty();
    }

    private static Optional<Outcome> missing(String message) {
        return Optional.of(new Outcome.Refused(Reason.NOT_SUPPORTED, message));
    }
}
