package io.oriel.pool.estate;

import java.util.Optional;

/**
 * A disk of a VM beside the one it starts from.
 *
 * @param name for people; one VM's disks have different names
 * @param bytes as the guest sees it
 * @param made whether it lies in its storage domain; until then it is being made
 * @param plugged whether the running VM has it; never while it does not run
 * @param fate what is to become of it; empty: it stays
 */
public record DataDisk(
        DiskId id,
        String name,
        StorageDomainId storage,
        long bytes,
        boolean made,
        boolean plugged,
        Optional<Fate> fate) {

    /** The end of a disk's belonging to its VM. */
    public enum Fate {
        /** It is taken out and stays in its storage domain. */
        DETACH,
        /** It is taken out and its file is deleted. */
        DELETE
    }

    /** A disk that is to be made. */
    public static DataDisk wanted(String name, StorageDomainId storage, long bytes) {
        return new DataDisk(DiskId.random(), name, storage, bytes, false, false, Optional.empty());
    }

    /** It lies in its storage domain. */
    public DataDisk asMade() {
        return new DataDisk(id, name, storage, bytes, true, plugged, fate);
    }

    /** The same disk in, or out. */
    public DataDisk plugged(boolean next) {
        return new DataDisk(id, name, storage, bytes, made, next, fate);
    }

    /** The same disk, with what is to become of it. */
    public DataDisk outgoing(Fate next) {
        return new DataDisk(id, name, storage, bytes, made, plugged, Optional.of(next));
    }
}
