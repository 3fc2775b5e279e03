package io.oriel.pool.schedule;

/**
 * How much may go on at once on one host and one storage domain, so that a storm of starts does not slow every one of them.
 *
 * @param starts VMs in WaitForLaunch, at least 1
 * @param diskWork disks being made or deleted, at least 1
 * @param moves VMs coming or going, at least 1
 * @param storageWork VMs being started from one storage domain and disks being made or deleted there, on all hosts
 *     together, at least 1
 */
public record Limits(int starts, int diskWork, int moves, int storageWork) {
    private static final int STORAGE_WORK = 64;

    /** Limits of hosts, with the standard one of a storage domain. */
    public Limits(int starts, int diskWork, int moves) {
        this(starts, diskWork, moves, STORAGE_WORK);
    }

    public static Limits standard() {
        return new Limits(8, 8, 2);
    }
}
