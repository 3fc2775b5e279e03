package io.oriel.pool.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.HostFacts;
import io.oriel.host.api.HostInventory;
import io.oriel.pool.estate.AffinityGroup.Rule;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.CpuLevel;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.Network;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.estate.SchedulingPolicy.Kind;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.schedule.Explanation.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each filter refuses what it is for, with its name and a sentence, and nothing else. */
class FiltersTest {
    private static final Optional<Rule> TOGETHER = Optional.of(new Rule(true, true));
    private static final Optional<Rule> APART = Optional.of(new Rule(false, true));

    private final Scene scene = new Scene();

    @BeforeEach
    void twoHosts() {
        scene.host("h1", 4, 8192);
        scene.host("h2", 4, 8192);
    }

    private void refused(String vm, String host, String filter, String reason) {
        assertThat(scene.explain(vm).hosts()).contains(new Verdict.Refused(host, filter, reason));
    }

    private void only(String vm, String host) {
        assertThat(scene.explain(vm).hosts())
                .filteredOn(Verdict.Weighed.class::isInstance)
                .extracting(Verdict::host)
                .containsExactly(host);
    }

    @Test
    void aHostThatIsNotUp() {
        scene.down("vm", 1, 64);
        scene.host("h1", host -> host.in(new HostState.Maintenance(Scene.NOW)));
        refused("vm", "h1", "Up", "is Maintenance");
        only("vm", "h2");
    }

    @Test
    void anotherCluster() {
        scene.down("vm", 1, 64);
        scene.host(
                "h1",
                it -> new Host(
                        it.id(),
                        it.name(),
                        it.address(),
                        it.agentPort(),
                        ClusterId.random(),
                        it.state(),
                        it.hardwareId(),
                        it.facts(),
                        1));
        refused("vm", "h1", "Cluster", "is in another cluster");
        only("vm", "h2");
    }

    @Test
    void aClusterInMaintenanceStartsNothingButLetsVmsMove() {
        scene.policy(Kind.CLUSTER_MAINTENANCE, Map.of());
        scene.down("vm", 1, 64);
        scene.up("runs", "h1", 1, 64);
        refused("vm", "h2", "ClusterInMaintenance", "is in a cluster in maintenance, where nothing starts");
        only("runs", "h2");
    }

    @Test
    void theHostItWasMadeFor() {
        scene.vm(
                "vm",
                1,
                64,
                new VmState.Down(Scene.NOW),
                scene.shared.id(),
                Optional.empty(),
                Optional.of(scene.id("h2")));
        refused("vm", "h1", "PinToHost", "is not the host it was made for");
        only("vm", "h2");
    }

    @Test
    void theHostItsMemoryLiesOn() {
        scene.vm("vm", 1, 64, new VmState.Suspended(Scene.NOW));
        refused("vm", "h1", "PinToHost", "does not have its saved memory");
        assertThat(scene.goesTo("vm")).isEmpty();
    }

    @Test
    void theCpuLevelOfTheCluster() {
        scene.down("vm", 1, 64);
        scene.level = Optional.of(new CpuLevel("Westmere"));
        scene.host(
                "h1",
                host -> host.saying(
                        new HostFacts("h1", "h1", 4, 8192, "simulated", true, HostInventory.UNKNOWN, "", "", "", "")));
        refused("vm", "h1", "CpuLevel", "cannot be used: its processor cannot be the model Westmere");
        only("vm", "h2");
    }

    @Test
    void whereItIsAlready() {
        scene.up("vm", "h1", 1, 64);
        refused("vm", "h1", "Migration", "is where it runs");
        only("vm", "h2");
    }

    @Test
    void aDiskOfOneHostsOwn() {
        var own = new StorageDomain(
                StorageDomainId.random(), scene.dataCenter, "own", "/own", false, Optional.of(scene.id("h2")), true);
        scene.storage.add(own);
        scene.vm("vm", 1, 64, new VmState.Down(Scene.NOW), own.id(), Optional.empty(), Optional.empty());
        refused("vm", "h1", "Storage", "does not see storage domain own, which is one host's own");
        only("vm", "h2");
    }

    @Test
    void theBridgeOfItsNetwork() {
        var network =
                new Network(NetworkId.random(), scene.dataCenter, "blue", Optional.of("br0"), Optional.empty(), false);
        scene.networks.add(network);
        scene.vm(
                "vm",
                1,
                64,
                new VmState.Down(Scene.NOW),
                scene.shared.id(),
                Optional.of(network.id()),
                Optional.empty());
        scene.host(
                "h1",
                host -> host.saying(
                        new HostFacts("h1", "h1", 4, 8192, "simulated", true, HostInventory.UNKNOWN, "", "", "", "")));
        refused("vm", "h1", "Network", "has no bridge br0 for network blue");
        only("vm", "h2");
    }

    @Test
    void moreProcessorsThanTheHostHas() {
        scene.host("h3", 8, 8192);
        scene.down("vm", 6, 64);
        refused("vm", "h1", "CPU", "has 4 processors, 6 are needed");
        only("vm", "h3");
    }

    @Test
    void memoryOfWhatRunsAndOfWhatIsBeingStartedCounts() {
        scene.down("vm", 1, 3000);
        scene.up("one", "h1", 1, 4096);
        scene.vm("two", 1, 2048, new VmState.WaitForLaunch(Scene.NOW, scene.id("h1")));
        refused("vm", "h1", "Memory", "has 2048 MiB free, 3000 are needed");
        only("vm", "h2");
    }

    @Test
    void memoryIsTakenOnBothHostsWhileAVmMoves() {
        scene.down("vm", 1, 3000);
        scene.vm("moving", 1, 6000, new VmState.MigratingFrom(Scene.NOW, scene.id("h1"), scene.id("h2")));
        refused("vm", "h1", "Memory", "has 2192 MiB free, 3000 are needed");
        refused("vm", "h2", "Memory", "has 2192 MiB free, 3000 are needed");
    }

    @Test
    void processorsThatHaveBeenBusyForAsLongAsThePolicySays() {
        scene.down("vm", 1, 64);
        scene.busy("h1", 85, 3);
        scene.busy("h2", 85, 1);
        refused("vm", "h1", "CpuOverload", "has been at 80 % of its processors or more for 2 minutes");
        only("vm", "h2");
        scene.policy(Kind.NONE, Map.of("CpuOverCommitDurationMinutes", "5"));
        assertThat(scene.goesTo("vm")).contains("h1");
        scene.policy(Kind.NONE, Map.of("CpuOverCommitDurationMinutes", "1", "HighUtilization", "90"));
        assertThat(scene.goesTo("vm")).contains("h1");
    }

    @Test
    void tooManyVirtualProcessorsForEachRealOne() {
        scene.policy(Kind.EVENLY_DISTRIBUTED, Map.of("VCpuToPhysicalCpuRatio", "1.5"));
        scene.down("vm", 3, 64);
        scene.up("one", "h1", 4, 64);
        refused(
                "vm",
                "h1",
                "CpuOverload",
                "would have 1.75 virtual processors for each real one, at most 1.50 are allowed");
        only("vm", "h2");
    }

    @Test
    void vmsThatBelongTogether() {
        scene.down("vm", 1, 64);
        scene.up("friend", "h2", 1, 64);
        scene.down("asleep", 1, 64);
        scene.group("pair", TOGETHER, Optional.empty(), Set.of("vm", "friend", "asleep"), Set.of());
        refused("vm", "h1", "VmAffinity", "does not run the other vms of affinity group pair");
        only("vm", "h2");
        assertThat(scene.goesTo("friend")).as("alone on its host, it may go").isPresent();
    }

    @Test
    void vmsThatBelongApart() {
        scene.down("vm", 1, 64);
        scene.vm("rival", 1, 64, new VmState.WaitForLaunch(Scene.NOW, scene.id("h1")));
        scene.group("split", APART, Optional.empty(), Set.of("vm", "rival"), Set.of());
        refused("vm", "h1", "VmAffinity", "runs another vm of affinity group split");
        only("vm", "h2");
    }

    @Test
    void vmsThatBelongApartAreToldApartWithinOneRound() {
        var names = List.of("a", "b", "c");
        names.forEach(name -> scene.down(name, 1, 64));
        scene.group("split", APART, Optional.empty(), Set.copyOf(names), Set.of());
        assertThat(scene.start(names)).containsExactly("h1", "h2", "nowhere");
    }

    @Test
    void hostsTheyBelongOnAndHostsToAvoid() {
        scene.down("vm", 1, 64);
        scene.down("other", 1, 64);
        scene.group("licence", Optional.empty(), TOGETHER, Set.of("vm"), Set.of("h2"));
        scene.group("noisy", Optional.empty(), APART, Set.of("other"), Set.of("h2"));
        refused("vm", "h1", "VmToHostAffinity", "is not one of the hosts of affinity group licence");
        refused("other", "h2", "VmToHostAffinity", "is a host to be avoided by affinity group noisy");
        only("vm", "h2");
        only("other", "h1");
    }

    @Test
    void withoutAFittingHostTheReasonsOfItsOwnClusterComeFirstAndAreFew() {
        for (int i = 10; i < 40; i++) {
            scene.host("x" + i, 1, 16);
        }
        scene.down("vm", 1, 100_000);
        var estate = scene.estate();
        var placement = scene.scheduler().place(scene.vm("vm"), estate, Load.of(estate));
        assertThat(placement).isInstanceOfSatisfying(Placement.NoFit.class, it -> {
            assertThat(it.sentence())
                    .startsWith("no host can run it: h1 has 8192 MiB free, 100000 are needed; h2 has")
                    .endsWith("; nor can 22 others");
            assertThat(it.reasons()).hasSize(10);
        });
    }
}
