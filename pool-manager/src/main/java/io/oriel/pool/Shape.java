package io.oriel.pool;

import io.oriel.host.api.Hardware;

/**
 * What kind of machine a VM is.
 *
 * @param vcpus 1–64
 * @param memoryMiB 16–1,048,576
 * @param heads screens, 1–4
 */
public record Shape(int vcpus, long memoryMiB, Hardware hardware, int heads) {}
