package io.oriel.host.api;

/**
 * What a host uses now. Counters count from the host's start; a reader takes differences.
 *
 * @param cpuPercent of all processors together, 0–100, over the last interval
 * @param load1 load average of the last minute
 * @param ksmShared pages shared by KSM; 0 without KSM
 * @param receivedBytes over all physical interfaces, a counter
 */
public record HostUsage(
        double cpuPercent,
        double load1,
        long memoryUsedMiB,
        long memoryFreeMiB,
        long swapUsedMiB,
        long ksmShared,
        long receivedBytes,
        long sentBytes,
        long uptimeSeconds) {}
