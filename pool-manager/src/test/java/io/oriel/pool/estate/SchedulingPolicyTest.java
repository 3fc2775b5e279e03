package io.oriel.pool.estate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.pool.estate.SchedulingPolicy.Fault;
import io.oriel.pool.estate.SchedulingPolicy.Kind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulingPolicyTest {
    @Test
    void eachPolicyHasItsParametersAtTheirStandard() {
        assertThat(SchedulingPolicy.STANDARD.parameters())
                .isEqualTo(Map.of("CpuOverCommitDurationMinutes", "2", "HighUtilization", "80"));
        assertThat(SchedulingPolicy.of(Kind.EVENLY_DISTRIBUTED, Map.of()).parameters())
                .isEqualTo(Map.of(
                        "CpuOverCommitDurationMinutes", "2", "HighUtilization", "80", "VCpuToPhysicalCpuRatio", "0"));
        assertThat(SchedulingPolicy.of(Kind.POWER_SAVING, Map.of("LowUtilization", "5"))
                        .parameters())
                .isEqualTo(Map.of("CpuOverCommitDurationMinutes", "2", "HighUtilization", "80", "LowUtilization", "5"));
        assertThat(SchedulingPolicy.of(Kind.VM_EVENLY_DISTRIBUTED, Map.of()).parameters())
                .containsEntry("HighVmCount", "10")
                .containsEntry("MigrationThreshold", "5");
        assertThat(SchedulingPolicy.of(Kind.CLUSTER_MAINTENANCE, Map.of()).parameters())
                .isEmpty();
        assertThat(SchedulingPolicy.STANDARD.overCommit()).isEqualTo(Duration.ofMinutes(2));
        assertThat(SchedulingPolicy.of(Kind.EVENLY_DISTRIBUTED, Map.of()).vcpuRatio())
                .as("0 is off")
                .isEmpty();
    }

    @Test
    void allFaultsAreToldTogetherInTheirOrder() {
        // Given
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("HighUtilization", "49");
        parameters.put("LowUtilization", "10");
        parameters.put("Nonsense", "1");
        // When
        var faults = SchedulingPolicy.faults(Kind.NONE, parameters);
        // Then
        assertThat(faults)
                .containsExactly(
                        new Fault("HighUtilization", "range", "HighUtilization is a per cent value from 50 to 99"),
                        new Fault(
                                "LowUtilization",
                                "unknown",
                                "policy none has no such parameter; it has CpuOverCommitDurationMinutes, HighUtilization"),
                        new Fault(
                                "Nonsense",
                                "unknown",
                                "policy none has no such parameter; it has CpuOverCommitDurationMinutes, HighUtilization"));
        assertThatThrownBy(() -> SchedulingPolicy.of(Kind.NONE, Map.of("HighUtilization", "x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "CpuOverCommitDurationMinutes, 1, true",
        "CpuOverCommitDurationMinutes, 0, false",
        "CpuOverCommitDurationMinutes, 2.5, false",
        "HighUtilization, 50, true",
        "HighUtilization, 99, true",
        "HighUtilization, 100, false",
        "LowUtilization, 0, true",
        "LowUtilization, 49, true",
        "LowUtilization, 50, false",
        "VCpuToPhysicalCpuRatio, 0, true",
        "VCpuToPhysicalCpuRatio, 2.9, true",
        "VCpuToPhysicalCpuRatio, 3, false",
        "VCpuToPhysicalCpuRatio, -1, false",
        "MigrationThreshold, 1, false",
        "MigrationThreshold, 2, true",
        "HighVmCount, 0, false",
        "MaxFreeMemoryForOverUtilized, 1024, true",
        "MaxFreeMemoryForOverUtilized, 1e3, false"
    })
    void valuesHaveTheirForms(String word, String value, boolean taken) {
        assertThat(PolicyParameter.named(word).orElseThrow().takes(value)).isEqualTo(taken);
    }
}
