package io.oriel.pool.estate;

import static io.oriel.pool.estate.SchedulingPolicy.Kind.EVENLY_DISTRIBUTED;
import static io.oriel.pool.estate.SchedulingPolicy.Kind.NONE;
import static io.oriel.pool.estate.SchedulingPolicy.Kind.POWER_SAVING;
import static io.oriel.pool.estate.SchedulingPolicy.Kind.VM_EVENLY_DISTRIBUTED;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The numbers of a scheduling policy, by oVirt's names. */
public enum PolicyParameter {
    /** Minutes for which a host must have been busy, or idle, before that counts. */
    CPU_OVER_COMMIT_DURATION(
            "CpuOverCommitDurationMinutes",
            "[1-9]\\d{0,3}",
            "a number of minutes from 1 to 9999",
            "2",
            NONE,
            EVENLY_DISTRIBUTED,
            POWER_SAVING,
            VM_EVENLY_DISTRIBUTED),
    /** Per cent of processor use from which on a host is over-utilised. */
    HIGH_UTILIZATION(
            "HighUtilization",
            "[5-9]\\d",
            "a per cent value from 50 to 99",
            "80",
            NONE,
            EVENLY_DISTRIBUTED,
            POWER_SAVING,
            VM_EVENLY_DISTRIBUTED),
    /** Per cent of processor use below which a host is under-utilised. */
    LOW_UTILIZATION("LowUtilization", "\\d|[1-4]\\d", "a per cent value from 0 to 49", "20", POWER_SAVING),
    /** Most virtual processors for each real one; 0: any. */
    VCPU_RATIO(
            "VCpuToPhysicalCpuRatio", "[0-2](\\.\\d{1,2})?", "a ratio from 0 (off) to 2.99", "0", EVENLY_DISTRIBUTED),
    /** Free MiB below which a host's memory is over-utilised; not given: memory is not looked at. */
    MAX_FREE_MEMORY_FOR_OVER_UTILIZED(
            "MaxFreeMemoryForOverUtilized",
            "[1-9]\\d{0,8}",
            "a number of MiB, at least 1",
            "",
            EVENLY_DISTRIBUTED,
            POWER_SAVING),
    /** Free MiB above which a host's memory is under-utilised; not given: memory is not looked at. */
    MIN_FREE_MEMORY_FOR_UNDER_UTILIZED(
            "MinFreeMemoryForUnderUtilized",
            "[1-9]\\d{0,8}",
            "a number of MiB, at least 1",
            "",
            EVENLY_DISTRIBUTED,
            POWER_SAVING),
    /** VMs on a host from which on it is over-utilised. */
    HIGH_VM_COUNT("HighVmCount", "[1-9]\\d{0,5}", "a number, at least 1", "10", VM_EVENLY_DISTRIBUTED),
    /** By how many VMs two hosts may differ. */
    MIGRATION_THRESHOLD(
            "MigrationThreshold", "[2-9]|[1-9]\\d{1,5}", "a number, at least 2", "5", VM_EVENLY_DISTRIBUTED);

    private final String word;
    private final Pattern form;
    private final String rule;
    private final String standard;
    private final Set<SchedulingPolicy.Kind> kinds;

    PolicyParameter(String word, String form, String rule, String standard, SchedulingPolicy.Kind... kinds) {
        this.word = word;
        this.form = Pattern.compile(form);
        this.rule = rule;
        this.standard = standard;
        this.kinds = Set.of(kinds);
    }

    /** Its name, as oVirt has it. */
    public String word() {
        return word;
    }

    /** What a value must be, to be read after "is". */
    public String rule() {
        return rule;
    }

    /** Its value when nobody gave one; empty: none. */
    public Optional<String> standard() {
        return standard.isEmpty() ? Optional.empty() : Optional.of(standard);
    }

    /** Whether a policy has it. */
    public boolean of(SchedulingPolicy.Kind kind) {
        return kinds.contains(kind);
    }

    /** Whether a text may be its value. */
    public boolean takes(String value) {
        return form.matcher(value).matches();
    }

    /** The parameter of this name. */
    public static Optional<PolicyParameter> named(String word) {
        return Arrays.stream(values()).filter(it -> it.word.equals(word)).findFirst();
    }
}
