package io.oriel.host.api;

import java.time.Duration;
import java.util.Optional;

/** A change the leader wants on a host. Idempotent by id; refused when its token is lower than one seen before. */
public sealed interface EstateCommand {
    CommandId id();

    LeaseToken token();

    /** Makes a qcow2 image: a thin clone when it has a base, else empty with {@code sizeBytes}. Existing: done, untouched. */
    record CreateDisk(CommandId id, LeaseToken token, DiskRef disk, Optional<DiskRef> base, long sizeBytes)
            implements EstateCommand {}

    /** Removes an image. Absent: done. In use by a running VM: refused. */
    record DeleteDisk(CommandId id, LeaseToken token, DiskRef disk) implements EstateCommand {}

    /** Defines and starts a VM. Already running: done. */
    record StartVm(CommandId id, LeaseToken token, VmSpec spec) implements EstateCommand {}

    /** Asks the guest to power off (ACPI, then agent), and powers it off when {@code grace} has passed. */
    record ShutdownVm(CommandId id, LeaseToken token, VmId vm, Duration grace) implements EstateCommand {}

    /** Powers a VM off at once and forgets its definition. Absent: done. */
    record DestroyVm(CommandId id, LeaseToken token, VmId vm) implements EstateCommand {}

    /** Prepares a directory as a storage domain: writes its marker file unless it is there. Another marker: refused. */
    record PrepareStorage(CommandId id, LeaseToken token, StorageRef storage) implements EstateCommand {}
}
