package io.oriel.host.api;

/**
 * What a VM uses. Counters count from the VM's start; a reader takes differences.
 *
 * @param cpuNanos time of all its processors, a counter
 * @param memoryMiB what it has now (balloon)
 * @param memoryUsedMiB what its guest uses; 0 when its balloon driver does not tell
 * @param residentMiB of the host's memory
 * @param receivedBytes over all cards, a counter
 * @param readBytes over all disks, a counter
 */
public record VmUsage(
        VmId id,
        long cpuNanos,
        long memoryMiB,
        long memoryUsedMiB,
        long residentMiB,
        long receivedBytes,
        long sentBytes,
        long readBytes,
        long writtenBytes) {}
