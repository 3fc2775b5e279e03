package io.oriel.pool;

import io.oriel.host.api.VmId;
import io.oriel.pool.estate.DataDisk;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.estate.NicId;
import io.oriel.pool.estate.SnapshotId;
import io.oriel.pool.estate.UnattachedDisk;
import io.oriel.pool.estate.Vm;
import java.util.List;
import java.util.Optional;

/**
 * What VMs outside of pools have beside their first disk. Each call writes what is wanted; the loop brings it about, at
 * once when the VM runs.
 *
 * <p>Throws {@link PoolException} NOT_FOUND, INVALID, ALREADY_EXISTS; IN_USE when the VM is a pool's, is being deleted,
 * or its state does not allow it; CONFLICT.
 */
public final class VmDevices {
    private final VmEditing editing;
    private final VmOperations operations;

    VmDevices(VmEditing editing, VmOperations operations) {
        this.editing = editing;
        this.operations = operations;
    }

    /** Gives a VM an empty disk. */
    public Vm addDisk(VmId vm, NewDisk wanted) {
        return editing.addDisk(vm, wanted);
    }

    /** Disks that belong to no VM, by name. */
    public List<UnattachedDisk> unattached() {
        return editing.unattached();
    }

    /** Gives a VM a disk that belongs to none. */
    public Vm attachDisk(VmId vm, DiskId disk) {
        return editing.attachDisk(vm, disk);
    }

    /** Takes a disk from a VM, and keeps it without one or deletes it. Refused while the VM has snapshots. */
    public Vm removeDisk(VmId vm, DiskId disk, DataDisk.Fate fate) {
        return editing.removeDisk(vm, disk, fate);
    }

    /** Gives a VM a card. */
    public Vm addNic(VmId vm, NewNic wanted) {
        return editing.addNic(vm, wanted);
    }

    /** Puts a card that is not plugged in into another network. */
    public Vm moveNic(VmId vm, NicId nic, Optional<NetworkId> network) {
        return editing.moveNic(vm, nic, network);
    }

    /** Takes a card from a VM. */
    public Vm removeNic(VmId vm, NicId nic) {
        return editing.removeNic(vm, nic);
    }

    /** Keeps a VM's disks as they are now; of a running one also its memory. */
    public Vm snapshot(VmId vm, String name) {
        return editing.snapshot(vm, name);
    }

    /** Takes a VM that is Down back to a snapshot; it runs afterwards if the snapshot holds its memory. */
    public Vm revert(VmId vm, SnapshotId snapshot) {
        return operations.revert(vm, snapshot);
    }

    /** Forgets a snapshot; the VM stays as it is. */
    public Vm deleteSnapshot(VmId vm, SnapshotId snapshot) {
        return editing.deleteSnapshot(vm, snapshot);
    }
}
