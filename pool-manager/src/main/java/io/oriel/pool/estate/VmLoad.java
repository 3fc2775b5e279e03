package io.oriel.pool.estate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a VM that runs uses, and where its guest is reached, as its host last said to this control plane.
 *
 * @param age since the host said the older part of it
 * @param cpuPercent of all its processors, 0–100, over the last few seconds; empty until it was told of twice
 * @param memoryUsedMiB what its guest uses; empty when the guest does not tell
 * @param addresses the guest's IP addresses. Claims of the guest: shown, never trusted
 */
public record VmLoad(Duration age, Optional<Integer> cpuPercent, Optional<Long> memoryUsedMiB, List<String> addresses) {
    public VmLoad {
        addresses = List.copyOf(addresses);
    }
}
