package io.oriel.pool.estate;

import java.util.OptionalDouble;

/**
 * What a VM used between its host's last two samples.
 *
 * @param processors how many of its processors it kept busy: 1.5 is one and a half
 * @param memoryPercent of the memory it has; empty when its guest does not tell
 * @param networkMbit a second, in and out together
 */
public record VmUse(double processors, OptionalDouble memoryPercent, double networkMbit) {}
