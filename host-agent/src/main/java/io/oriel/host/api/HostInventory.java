package io.oriel.host.api;

import java.util.List;

/**
 * A host's parts.
 *
 * @param cpuModel for people, such as {@code AMD EPYC-Milan Processor}
 * @param cpuModels libvirt's names of the CPU models a guest may have here, such as {@code Westmere}
 * @param cpuFlags as the kernel names them
 * @param nics physical and virtual network interfaces, without guests' own
 * @param bridges names of bridges a guest's card may join
 * @param devices PCI and USB devices, for people
 * @param security {@code selinux}, {@code apparmor} or {@code none}
 * @param kernel the kernel's release
 */
public record HostInventory(
        String cpuModel,
        int sockets,
        int coresPerSocket,
        int threadsPerCore,
        List<String> cpuModels,
        List<String> cpuFlags,
        List<Nic> nics,
        List<String> bridges,
        List<String> devices,
        String security,
        String kernel) {
    public static final HostInventory UNKNOWN =
            new HostInventory("", 0, 0, 0, List.of(), List.of(), List.of(), List.of(), List.of(), "", "");

    public HostInventory {
        cpuModels = List.copyOf(cpuModels);
        cpuFlags = List.copyOf(cpuFlags);
        nics = List.copyOf(nics);
        bridges = List.copyOf(bridges);
        devices = List.copyOf(devices);
    }

    /**
     * A network interface.
     *
     * @param speedMbit 0 when unknown
     * @param bridge the bridge it is a port of; empty when none
     */
    public record Nic(String name, String mac, boolean up, int speedMbit, String bridge) {}
}
