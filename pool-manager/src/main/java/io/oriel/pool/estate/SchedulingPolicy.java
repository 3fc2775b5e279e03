package io.oriel.pool.estate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a cluster chooses among the hosts that may run a VM. Immutable.
 *
 * @param given what an admin said; a parameter that is not here has its standard value
 */
public record SchedulingPolicy(Kind kind, Map<PolicyParameter, String> given) {

    /** Even over processors and memory, all parameters at their standard. */
    public static final SchedulingPolicy STANDARD = new SchedulingPolicy(Kind.NONE, Map.of());

    /** The policies, by oVirt's names. */
    public enum Kind {
        /** A VM starts where most processor time and memory are free; what runs stays. */
        NONE,
        /** The same, and what runs is to be spread again. */
        EVENLY_DISTRIBUTED,
        /** A VM starts where others run already. */
        POWER_SAVING,
        /** A VM starts where the fewest VMs are. */
        VM_EVENLY_DISTRIBUTED,
        /** Nothing new starts. */
        CLUSTER_MAINTENANCE;

        /** Its name, as oVirt has it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The policy of this name. */
        public static Optional<Kind> named(String word) {
            return Arrays.stream(values()).filter(it -> it.word().equals(word)).findFirst();
        }
    }

    /**
     * What is wrong with a parameter.
     *
     * @param rule the broken rule in one word
     */
    public record Fault(String parameter, String rule, String message) {}

    public SchedulingPolicy {
        given = Map.copyOf(given);
        var wrong = faults(kind, words(given));
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(wrong.getFirst().message());
        }
    }

    /** The policy of these parameters, which have no faults. */
    public static SchedulingPolicy of(Kind kind, Map<String, String> parameters) {
        return new SchedulingPolicy(
                kind,
                parameters.entrySet().stream()
                        .collect(Collectors.toMap(
                                it -> PolicyParameter.named(it.getKey()).orElseThrow(), Map.Entry::getValue)));
    }

    /** Everything that is wrong with these parameters of a policy, in the order they are given. */
    public static List<Fault> faults(Kind kind, Map<String, String> parameters) {
        var faults = new ArrayList<Fault>();
        parameters.forEach((word, value) -> PolicyParameter.named(word)
                .filter(it -> it.of(kind))
                .ifPresentOrElse(
                        known -> {
                            if (!known.takes(value)) {
                                faults.add(new Fault(word, "range", word + " is " + known.rule()));
                            }
                        },
                        () -> faults.add(new Fault(
                                word,
                                "unknown",
                                "policy " + kind.word() + " has no such parameter; it has " + all(kind)))));
        return faults;
    }

    /** All parameters the policy has, by name, with the values that count. */
    public Map<String, String> parameters() {
        var all = new LinkedHashMap<String, String>();
        for (var parameter : PolicyParameter.values()) {
            value(parameter).ifPresent(value -> all.put(parameter.word(), value));
        }
        return all;
    }

    /** The parameters an admin gave, by name. */
    public Map<String, String> said() {
        return words(given);
    }

    /** From what processor use on, in per cent, a host is over-utilised; empty when the policy does not care. */
    public Optional<Integer> high() {
        return value(PolicyParameter.HIGH_UTILIZATION).map(Integer::valueOf);
    }

    /** For how long a host must have been over-utilised before that counts. */
    public Duration overCommit() {
        return value(PolicyParameter.CPU_OVER_COMMIT_DURATION)
                .map(minutes -> Duration.ofMinutes(Long.parseLong(minutes)))
                .orElse(Duration.ZERO);
    }

    /** Most virtual processors for each real one; empty: any. */
    public Optional<Double> vcpuRatio() {
        return value(PolicyParameter.VCPU_RATIO).map(Double::valueOf).filter(it -> it > 0);
    }

    private Optional<String> value(PolicyParameter parameter) {
        return parameter.of(kind)
                ? Optional.ofNullable(given.get(parameter)).or(parameter::standard)
                : Optional.empty();
    }

    private static Map<String, String> words(Map<PolicyParameter, String> given) {
        var words = new LinkedHashMap<String, String>();
        for (var parameter : PolicyParameter.values()) {
            var value = given.get(parameter);
            if (value != null) {
                words.put(parameter.word(), value);
            }
        }
        return words;
    }

    private static String all(Kind kind) {
        var all = Arrays.stream(PolicyParameter.values())
                .filter(it -> it.of(kind))
                .map(PolicyParameter::word)
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "none" : all;
    }
}
