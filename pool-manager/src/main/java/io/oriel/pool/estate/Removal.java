package io.oriel.pool.estate;

/** That a VM is to be deleted, and what becomes of its disks. */
public enum Removal {
    /** They stay in their storage domains, without a VM. */
    KEEP_DISKS,
    /** Their files are deleted. */
    DELETE_DISKS
}
