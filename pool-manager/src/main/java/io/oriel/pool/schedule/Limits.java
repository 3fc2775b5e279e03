package io.oriel.pool.schedule;

/**
 * How much may go on at once on one host, so that a storm of starts does not slow every one of them.
 *
 * @param starts VMs in WaitForLaunch, at least 1
 * @param diskWork disks being made or deleted, at least 1
 * @param moves VMs coming or going, at least 1
 */
public record Limits(int starts, int diskWork, int moves) {

    public static Limits standard() {
        return new Limits(8, 8, 2);
    }
}
