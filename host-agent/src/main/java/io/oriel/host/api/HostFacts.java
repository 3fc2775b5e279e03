package io.oriel.host.api;

/**
 * What a host is.
 *
 * @param hardwareId the machine's UUID; compared, never trusted
 * @param accelerator {@code kvm}, {@code tcg} or {@code simulated}
 * @param spice whether its qemu offers SPICE
 * @param inventory what else there is
 * @param displayPin SHA-256 of the display certificate's public key, lower-case hex; empty when displays are plain
 */
public record HostFacts(
        String hardwareId,
        String hostName,
        int cpus,
        long memoryMiB,
        String accelerator,
        boolean spice,
        HostInventory inventory,
        String displayPin,
        String libvirtVersion,
        String qemuVersion,
        String agentVersion) {

    /** A host that has told nothing of its inventory. */
    public HostFacts(
            String hardwareId,
            String hostName,
            int cpus,
            long memoryMiB,
            String accelerator,
            boolean spice,
            String displayPin,
            String libvirtVersion,
            String qemuVersion,
            String agentVersion) {
        this(
                hardwareId,
                hostName,
                cpus,
                memoryMiB,
                accelerator,
                spice,
                HostInventory.UNKNOWN,
                displayPin,
                libvirtVersion,
                qemuVersion,
                agentVersion);
    }
}
