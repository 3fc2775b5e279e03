package io.oriel.host.api;

import java.util.List;
import java.util.Optional;

/**
 * All that a host needs to run a VM. The accelerator and the display's ports are the host's own business.
 *
 * @param id libvirt name and UUID
 * @param title the display name, shown to people and given to the guest as SMBIOS serial
 * @param hardware the kind of machine
 * @param heads screens, 1–4
 * @param vcpus 1–64
 * @param memoryMiB 16–1,048,576
 * @param disks in boot order, the first one boots
 * @param cdrom what lies in the CD drive; every VM has one
 * @param boot how it begins
 * @param seed what a guest with cloud-init learns at its first start; it comes on a CD of its own
 * @param clipboardToClient whether the VNC display gets a clipboard device
 * @param serialLog whether the host keeps the guest's serial console in a file
 */
public record VmSpec(
        VmId id,
        String title,
        Hardware hardware,
        int heads,
        int vcpus,
        long memoryMiB,
        List<DiskRef> disks,
        Optional<IsoRef> cdrom,
        List<NicSpec> nics,
        Boot boot,
        Optional<Seed> seed,
        boolean clipboardToClient,
        boolean serialLog) {
    public VmSpec {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
    }

    /** A VM without a seed. */
    public VmSpec(
            VmId id,
            String title,
            Hardware hardware,
            int heads,
            int vcpus,
            long memoryMiB,
            List<DiskRef> disks,
            Optional<IsoRef> cdrom,
            List<NicSpec> nics,
            Boot boot,
            boolean clipboardToClient,
            boolean serialLog) {
        this(
                id,
                title,
                hardware,
                heads,
                vcpus,
                memoryMiB,
                disks,
                cdrom,
                nics,
                boot,
                Optional.empty(),
                clipboardToClient,
                serialLog);
    }

    /** A Linux desktop as pools make them: one screen, no CD, from its disk. */
    public VmSpec(
            VmId id,
            String title,
            int vcpus,
            long memoryMiB,
            List<DiskRef> disks,
            List<NicSpec> nics,
            boolean clipboardToClient,
            boolean serialLog) {
        this(
                id,
                title,
                Hardware.LINUX,
                1,
                vcpus,
                memoryMiB,
                disks,
                Optional.empty(),
                nics,
                Boot.FROM_DISK,
                clipboardToClient,
                serialLog);
    }

    /** The disk the VM boots from. */
    public Optional<DiskRef> bootDisk() {
        return disks.stream().findFirst();
    }
}
