package io.oriel.pool.estate;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.HostInventory;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpuLevelTest {
    private static final String V1 = "cmov cx8 fpu fxsr mmx syscall sse sse2";
    private static final String V2 = V1 + " cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3";

    private static HostInventory host(List<String> models, String flags) {
        return new HostInventory(
                "Test CPU", 1, 1, 1, models, List.of(flags.split(" ")), List.of(), List.of(), List.of(), "none", "6.1");
    }

    @Test
    void aModelIsOneOfThoseAGuestMayHave() {
        var host = host(List.of("qemu64", "Westmere"), "");
        assertThat(new CpuLevel("Westmere").objection(host)).isEmpty();
        assertThat(new CpuLevel("EPYC").objection(host)).contains("its processor (Test CPU) cannot be the model EPYC");
        assertThat(new CpuLevel("EPYC").objection(HostInventory.UNKNOWN))
                .contains("its processor cannot be the model EPYC");
    }

    @Test
    void aLevelOfThePsabiNeedsItsFlagsAndThoseBelow() {
        var host = host(List.of(), V2);
        assertThat(new CpuLevel("x86-64-v1").objection(host)).isEmpty();
        assertThat(new CpuLevel("x86-64-v2").objection(host)).isEmpty();
        assertThat(new CpuLevel("x86-64-v3").objection(host))
                .contains("its processor lacks abm, avx, avx2, bmi1, bmi2, f16c, fma, movbe, xsave of x86-64-v3");
        assertThat(new CpuLevel("x86-64-v2").objection(host(List.of(), V1)).orElseThrow())
                .contains("cx16");
    }
}
