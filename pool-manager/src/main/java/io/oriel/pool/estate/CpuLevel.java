package io.oriel.pool.estate;

import io.oriel.host.api.HostInventory;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a processor must be able to do, so that a VM finds the same one on every host of its cluster.
 *
 * @param name one of libvirt's CPU models, such as {@code Westmere}, or {@code x86-64-v1} to {@code x86-64-v4}
 */
public record CpuLevel(String name) {
    /** The levels of the x86-64 psABI, each by what it adds to the one before; names as the kernel writes them. */
    private static final Map<String, List<String>> LEVELS = Map.of(
            "x86-64-v1", List.of("cmov", "cx8", "fpu", "fxsr", "mmx", "syscall", "sse", "sse2"),
            "x86-64-v2", List.of("cx16", "lahf_lm", "popcnt", "sse4_1", "sse4_2", "ssse3"),
            "x86-64-v3", List.of("avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"),
            "x86-64-v4", List.of("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"));

    /** Why a host's processor is not enough, for people; empty when it is. */
    public Optional<String> objection(HostInventory host) {
        if (!LEVELS.containsKey(name)) {
            return host.cpuModels().contains(name)
                    ? Optional.empty()
                    : Optional.of("its processor"
                            + (host.cpuModel().isEmpty() ? "" : " (" + host.cpuModel() + ")")
                            + " cannot be the model " + name);
        }
        var missing = LEVELS.entrySet().stream()
                .filter(level -> level.getKey().compareTo(name) <= 0)
                .flatMap(level -> level.getValue().stream())
                .filter(flag -> !host.cpuFlags().contains(flag))
                .sorted()
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("its processor lacks " + String.join(", ", missing) + " of " + name);
    }
}
