package io.oriel.host.api;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** A change the leader wants on a host. Idempotent by id; refused when its token is lower than one seen before. */
public sealed interface EstateCommand {
    CommandId id();

    LeaseToken token();

    /**
     * Makes a qcow2 image: a thin clone when it has a base, else empty with {@code sizeBytes}. Existing: done, untouched.
     *
     * @param sizeBytes of a clone: its size when that is more than its base's; less, such as 0, means the base's
     */
    record CreateDisk(CommandId id, LeaseToken token, DiskRef disk, Optional<DiskRef> base, long sizeBytes)
            implements EstateCommand {}

    /** Removes an image. Absent: done. In use by a running VM: refused. */
    record DeleteDisk(CommandId id, LeaseToken token, DiskRef disk) implements EstateCommand {}

    /**
     * Copies an image with all it stands on, so that the copy stands alone; progress is told. Existing: done, untouched.
     * {@code from} written by a running VM: refused.
     */
    record CopyDisk(CommandId id, LeaseToken token, DiskRef from, DiskRef to) implements EstateCommand {}

    /**
     * Puts an image out of the way: {@code images/X.qcow2} becomes {@code quarantine/X.qcow2} of the same storage domain.
     * Absent: done. In use by a running VM, or the base of another image of the domain: refused.
     */
    record QuarantineDisk(CommandId id, LeaseToken token, DiskRef disk) implements EstateCommand {}

    /** Makes an external VM whose libvirt name is its id this installation's. Ours already: done. */
    record AdoptVm(CommandId id, LeaseToken token, VmId vm) implements EstateCommand {}

    /** Defines and starts a VM; one that was suspended to disk goes on where it was. Already running: done. */
    record StartVm(CommandId id, LeaseToken token, VmSpec spec) implements EstateCommand {}

    /** Asks the guest to power off (ACPI, then agent), and powers it off when {@code grace} has passed. */
    record ShutdownVm(CommandId id, LeaseToken token, VmId vm, Duration grace) implements EstateCommand {}

    /** Powers a VM off at once and forgets its definition. Absent: done. */
    record DestroyVm(CommandId id, LeaseToken token, VmId vm) implements EstateCommand {}

    /** Asks the guest to restart (agent, then ACPI), and resets it when {@code grace} has passed. */
    record RebootVm(CommandId id, LeaseToken token, VmId vm, Duration grace) implements EstateCommand {}

    /** Presses the reset button. */
    record ResetVm(CommandId id, LeaseToken token, VmId vm) implements EstateCommand {}

    /** Stops a VM's processors; memory stays. Already paused: done. */
    record PauseVm(CommandId id, LeaseToken token, VmId vm) implements EstateCommand {}

    /** Lets a paused VM go on. Already running: done. */
    record ResumeVm(CommandId id, LeaseToken token, VmId vm) implements EstateCommand {}

    /** Writes a VM's memory to disk and powers it off; the next {@link StartVm} goes on from there. Already so: done. */
    record SuspendVm(CommandId id, LeaseToken token, VmId vm) implements EstateCommand {}

    /** Puts an image into a running VM's CD drive, or takes out what is in it. */
    record ChangeCd(CommandId id, LeaseToken token, VmId vm, Optional<IsoRef> cdrom) implements EstateCommand {}

    /** Plugs a disk into a running VM. Already there: done. */
    record AttachDisk(CommandId id, LeaseToken token, VmId vm, DiskRef disk) implements EstateCommand {}

    /** Unplugs a disk and waits until the guest has let go of it; failed when it does not. Absent: done. */
    record DetachDisk(CommandId id, LeaseToken token, VmId vm, DiskRef disk) implements EstateCommand {}

    /** Plugs a card into a running VM. Already there: done. */
    record AttachNic(CommandId id, LeaseToken token, VmId vm, NicSpec nic) implements EstateCommand {}

    /** Unplugs a card and waits until the guest has let go of it. Absent: done. */
    record DetachNic(CommandId id, LeaseToken token, VmId vm, String mac) implements EstateCommand {}

    /** Keeps a VM's disks as they are now; of a running one also its memory. Existing: done. */
    record CreateSnapshot(CommandId id, LeaseToken token, VmId vm, UUID snapshot) implements EstateCommand {}

    /** Puts a VM back to where it was; running if it was running. */
    record RevertSnapshot(CommandId id, LeaseToken token, VmId vm, UUID snapshot) implements EstateCommand {}

    /** Forgets a snapshot; the VM stays as it is. Absent: done. */
    record DeleteSnapshot(CommandId id, LeaseToken token, VmId vm, UUID snapshot) implements EstateCommand {}

    /** Has the guest's agent hold back all writes, for at most {@code most}; then it goes on by itself. */
    record FreezeGuest(CommandId id, LeaseToken token, VmId vm, Duration most) implements EstateCommand {}

    /** Lets a frozen guest write again. */
    record ThawGuest(CommandId id, LeaseToken token, VmId vm) implements EstateCommand {}

    /** Sets the guest's clock to the host's, through its agent. */
    record SetGuestTime(CommandId id, LeaseToken token, VmId vm) implements EstateCommand {}

    /** Locks every graphical session in the guest, through its agent; failed when that cannot or may not. */
    record LockGuest(CommandId id, LeaseToken token, VmId vm) implements EstateCommand {}

    /** Ends every graphical session in the guest, through its agent; what is not saved there is lost. */
    record LogOutGuest(CommandId id, LeaseToken token, VmId vm) implements EstateCommand {}

    /**
     * Moves a running VM to another host without a break. The hosts speak TLS with their migration certificates; the
     * target's must name {@code host}. Ends when the VM runs there, or failed with the VM running here as before.
     */
    record MigrateVm(CommandId id, LeaseToken token, VmId vm, MigrationTarget target, MigrationLimits limits)
            implements EstateCommand {}

    /** Calls a migration off; the VM stays. None under way: done. */
    record CancelMigration(CommandId id, LeaseToken token, VmId vm) implements EstateCommand {}

    /**
     * Makes sure that a directory is a storage domain, and that it can be read and written. Another marker: refused.
     *
     * @param make whether directory and marker file are made where they are missing; else that is refused
     */
    record PrepareStorage(CommandId id, LeaseToken token, StorageRef storage, boolean make) implements EstateCommand {
        /** Makes a directory a storage domain unless it is one. */
        public PrepareStorage(CommandId id, LeaseToken token, StorageRef storage) {
            this(id, token, storage, true);
        }
    }
}
