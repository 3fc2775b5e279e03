package io.oriel.host.sim;

import io.oriel.host.api.HostFacts;
import io.oriel.host.api.HostInventory;
import io.oriel.host.api.HostUsage;
import io.oriel.host.api.VmUsage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** What a simulated host is and uses: a machine as one would buy it. */
final class SimulatedMachine {
    private static final int SOCKETS = 2;
    private static final int CORES = 16;
    private static final long MEMORY_MIB = 1 << 20;
    private static final long OWN_MEMORY_MIB = 2048;

    private final String hostName;
    private final Clock clock;
    private final Instant started;
    private final HostFacts facts;

    SimulatedMachine(String hostName, Clock clock) {
        this.hostName = hostName;
        this.clock = clock;
        this.started = clock.instant();
        this.facts = read();
    }

    HostFacts facts() {
        return facts;
    }

    private HostFacts read() {
        var hardware = UUID.nameUUIDFromBytes(hostName.getBytes(StandardCharsets.UTF_8));
        return new HostFacts(
                hardware.toString(),
                hostName,
                SOCKETS * CORES,
                MEMORY_MIB,
                "simulated",
                false,
                inventory(hardware),
                "",
                "none",
                "none",
                Optional.ofNullable(SimulatedHost.class.getPackage().getImplementationVersion())
                        .orElse("development"));
    }

    private static HostInventory inventory(UUID hardware) {
        int number = hardware.hashCode();
        var mac = String.format(
                Locale.ROOT, "52:54:00:%02x:%02x:%02x", number >> 16 & 0xff, number >> 8 & 0xff, number & 0xff);
        return new HostInventory(
                "Simulated processor",
                SOCKETS,
                CORES,
                1,
                List.of("qemu64", "Nehalem", "Westmere", "SandyBridge", "Haswell-noTSX", "Skylake-Server"),
                List.of("sse4_2", "aes", "avx", "avx2"),
                List.of(new HostInventory.Nic("eth0", mac, true, 10_000, "br0")),
                List.of("br0"),
                List.of(),
                "none",
                "simulated");
    }

    /** Of what its VMs use, and of time. */
    HostUsage usage(List<VmUsage> vms) {
        var up = Duration.between(started, clock.instant());
        double busy = vms.size() * 0.1;
        long memory =
                OWN_MEMORY_MIB + vms.stream().mapToLong(VmUsage::residentMiB).sum();
        return new HostUsage(
                Math.min(100, 1 + 100 * busy / (SOCKETS * CORES)),
                busy,
                memory,
                Math.max(0, MEMORY_MIB - memory),
                0,
                0,
                up.toMillis() + vms.stream().mapToLong(VmUsage::receivedBytes).sum(),
                up.toMillis() + vms.stream().mapToLong(VmUsage::sentBytes).sum(),
                up.toSeconds());
    }
}
