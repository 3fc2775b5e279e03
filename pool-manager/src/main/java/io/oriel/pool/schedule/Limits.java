package io.oriel.pool.schedule;

/**
 * How much may go on at once on one host, one storage domain and one cluster, so that a storm of starts or moves does not
 * slow every one of them.
 *
 * @param starts VMs in WaitForLaunch, at least 1
 * @param diskWork disks being made or deleted, at least 1
 * @param moves VMs coming or going, at least 1
 * @param storageWork VMs being started from one storage domain and disks being made or deleted there, on all hosts
 *     together, at least 1
 * @param clusterMoves VMs of one cluster that move, at least 1
 */
public record Limits(int starts, int diskWork, int moves, int storageWork, int clusterMoves) {
    private static final int STORAGE_WORK = 64;
    private static final int CLUSTER_MOVES = 16;

    /** Limits of hosts, with the standard ones of storage domains and clusters. */
    public Limits(int starts, int diskWork, int moves) {
        this(starts, diskWork, moves, STORAGE_WORK, CLUSTER_MOVES);
    }

    public static Limits standard() {
        return new Limits(8, 8, 2);
    }
}
