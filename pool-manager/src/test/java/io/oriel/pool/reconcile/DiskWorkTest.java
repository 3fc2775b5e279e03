package io.oriel.pool.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.Hardware;
import io.oriel.host.api.HostFacts;
import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Build;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.DataCenterId;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.Nic;
import io.oriel.pool.estate.NicId;
import io.oriel.pool.estate.Outfit;
import io.oriel.pool.estate.Seen;
import io.oriel.pool.estate.Setback;
import io.oriel.pool.estate.Site;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.estate.Upkeep;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmDisk;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.plan.Action;
import io.oriel.pool.schedule.Limits;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which host makes which disk. */
class DiskWorkTest {
    private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

    private final Cluster cluster = new Cluster(
            new ClusterId(UUID.randomUUID()), new DataCenterId(UUID.randomUUID()), "c", "", Optional.empty());
    private final Map<HostId, Host> hosts = new HashMap<>();
    private final Map<HostId, Seen> seen = new HashMap<>();
    private final Map<VmId, TendedVm> vms = new HashMap<>();
    private final StorageDomain shared = new StorageDomain(
            new StorageDomainId(UUID.randomUUID()), cluster.dataCenter(), "nfs", "/s", true, Optional.empty(), true);

    private HostId host(String name) {
        var id = new HostId(UUID.randomUUID());
        var facts = new HostFacts("hw-" + name, name, 64, 1 << 20, "simulated", true, "", "", "", "");
        hosts.put(
                id,
                new Host(
                        id,
                        name,
                        "127.0.0.1",
                        8446,
                        cluster.id(),
                        new HostState.Up(NOW.minusSeconds(60)),
                        Optional.of("hw-" + name),
                        Optional.of(facts),
                        1));
        seen.put(id, Seen.of(NOW.minusMillis(1), NOW.minusMillis(1), facts, List.of()));
        return id;
    }

    private void withoutDisk(String name) {
        var id = new VmId(UUID.randomUUID());
        var vm = new Vm(
                id,
                name,
                Optional.empty(),
                new VmState.Down(NOW.minusSeconds(60)),
                Optional.empty(),
                1,
                64,
                false,
                Optional.empty(),
                1);
        var build = new Build(0, cluster.id(), new DiskSource.Blank(1 << 20), Hardware.LINUX, 1, Optional.empty());
        var upkeep = new Upkeep(
                build,
                new VmDisk(new DiskId(UUID.randomUUID()), shared.id(), VmDisk.Use.MISSING),
                false,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Setback.NONE,
                Optional.empty(),
                List.of(),
                false,
                Optional.empty(),
                Optional.empty());
        var card = new Nic(NicId.random(), "52:54:00:00:00:01", Optional.empty());
        vms.put(id, new TendedVm(vm, upkeep, Outfit.pooled(card)));
    }

    private Map<HostId, Long> disksMade() {
        var looked = hosts.keySet().stream().collect(Collectors.toMap(id -> id, _ -> NOW));
        var site = new Site(Map.of(cluster.id(), cluster), Map.of(), Map.of(shared.id(), shared));
        var estate = new Estate(hosts, site, Map.of(), Map.of(), vms, seen, Map.of(), looked, NOW.minusSeconds(60));
        return new Reconciler(Timing.standard(), new Limits(8, 4, 2))
                .plan(estate, NOW).actions().stream()
                        .filter(Action.CreateDisk.class::isInstance)
                        .map(Action.CreateDisk.class::cast)
                        .collect(Collectors.groupingBy(Action.CreateDisk::on, Collectors.counting()));
    }

    @Test
    void disksOnSharedStorageAreMadeByAllHostsThatReachIt() {
        // Given
        var one = host("h1");
        var two = host("h2");
        var three = host("h3");
        for (int i = 0; i < 6; i++) {
            withoutDisk("vm" + i);
        }
        // When
        var made = disksMade();
        // Then
        assertThat(made).isEqualTo(Map.of(one, 2L, two, 2L, three, 2L));
    }

    @Test
    void noHostMakesMoreAtOnceThanItMay() {
        // Given
        var one = host("h1");
        var two = host("h2");
        for (int i = 0; i < 50; i++) {
            withoutDisk("vm" + i);
        }
        // When
        var made = disksMade();
        // Then
        assertThat(made).isEqualTo(Map.of(one, 4L, two, 4L));
    }
}
