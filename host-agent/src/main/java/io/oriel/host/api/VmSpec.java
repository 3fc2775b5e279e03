package io.oriel.host.api;

import java.util.List;
import java.util.Optional;

/**
 * All that a host needs to run a VM. The accelerator and the display's ports are the host's own business.
 *
 * @param id libvirt name and UUID
 * @param title the display name, shown to people and given to the guest as SMBIOS serial
 * @param vcpus 1–64
 * @param memoryMiB 16–1,048,576
 * @param disks in boot order, the first one boots
 * @param clipboardToClient whether the VNC display gets a clipboard device
 * @param serialLog whether the host keeps the guest's serial console in a file
 */
public record VmSpec(
        VmId id,
        String title,
        int vcpus,
        long memoryMiB,
        List<DiskRef> disks,
        List<NicSpec> nics,
        boolean clipboardToClient,
        boolean serialLog) {
    public VmSpec {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
    }

    /** The disk the VM boots from. */
    public Optional<DiskRef> bootDisk() {
        return disks.stream().findFirst();
    }
}
