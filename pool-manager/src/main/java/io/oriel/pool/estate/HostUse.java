package io.oriel.pool.estate;

/**
 * What a host used between its last two samples.
 *
 * @param cpuPercent of all its processors, 0–100
 * @param load average of the last minute
 * @param networkMbit a second, in and out together
 */
public record HostUse(double cpuPercent, double memoryPercent, double load, double networkMbit) {}
