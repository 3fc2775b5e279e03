package io.oriel.pool.estate;

/**
 * A VM's disk.
 *
 * @param id the file's name; a new one each time the disk is thrown away
 */
public record VmDisk(DiskId id, StorageDomainId storage, Use use) {

    /** How far the disk has come. */
    public enum Use {
        /** It has not been made. */
        MISSING,
        /** It has been made, and no VM has run on it. */
        CLEAN,
        /** A VM may have run on it. */
        USED,
        /** A stateless VM ended with its host, not by a hand inside: the disk is its user's as long as the VM is. */
        KEPT
    }

    /** This disk when its VM is no longer its user's. */
    public VmDisk abandoned() {
        return use == Use.KEPT ? as(Use.USED) : this;
    }

    /** This disk, further on. */
    public VmDisk as(Use next) {
        return new VmDisk(id, storage, next);
    }

    /** A disk to be made in this one's place. */
    public VmDisk successor(DiskId fresh) {
        return new VmDisk(fresh, storage, Use.MISSING);
    }
}
