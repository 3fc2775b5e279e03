package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Real numbers of a real VM, which only has its firmware's screen to show. */
class StatisticsOnLibvirtTest {

    @Test
    void theHostAndItsVmsAreMeasured() throws Exception {
        try (var host = new RealHost()) {
            // Given
            var vm = host.started("measured");

            // When twice five seconds have passed
            Eventually.within(
                    Duration.ofSeconds(60),
                    "two statistics with the VM in them",
                    () -> host.heard.statistics.stream()
                                    .filter(s -> s.vms().stream().anyMatch(u -> u.id().equals(vm.id())))
                                    .count()
                            >= 2);

            // Then
            var told = host.heard.statistics.stream().reduce((_, last) -> last).orElseThrow();
            assertThat(told.vms())
                    .filteredOn(u -> u.id().equals(vm.id()))
                    .singleElement()
                    .satisfies(usage -> {
                        assertThat(usage.cpuNanos()).isPositive();
                        assertThat(usage.memoryMiB()).isEqualTo(vm.memoryMiB());
                        assertThat(usage.residentMiB()).isPositive();
                        assertThat(usage.readBytes()).isPositive();
                    });
            assertThat(told.host().memoryUsedMiB()).isPositive();
            assertThat(told.host().uptimeSeconds()).isPositive();
            assertThat(told.host().cpuPercent()).isBetween(0.0, 100.0);

            // and the host says what it is
            var inventory = host.host().facts().inventory();
            assertThat(inventory.cpuModel()).isNotBlank();
            assertThat(inventory.cpuModels()).contains("qemu64");
            assertThat(inventory.cpuFlags()).contains("sse2");
            assertThat(inventory.sockets() * inventory.coresPerSocket() * inventory.threadsPerCore())
                    .isPositive();
            assertThat(inventory.security()).isIn("selinux", "apparmor", "none");
            assertThat(inventory.kernel()).isNotBlank();
            System.out.println(inventory);
        }
    }
}
