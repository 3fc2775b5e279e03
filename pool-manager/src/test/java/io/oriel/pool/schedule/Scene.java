package io.oriel.pool.schedule;

import io.oriel.host.api.Hardware;
import io.oriel.host.api.HostFacts;
import io.oriel.host.api.HostId;
import io.oriel.host.api.HostInventory;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.AffinityGroup;
import io.oriel.pool.estate.AffinityGroup.Rule;
import io.oriel.pool.estate.AffinityGroupId;
import io.oriel.pool.estate.Build;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.CpuLevel;
import io.oriel.pool.estate.CpuUse;
import io.oriel.pool.estate.DataCenterId;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.Network;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.estate.Nic;
import io.oriel.pool.estate.NicId;
import io.oriel.pool.estate.Outfit;
import io.oriel.pool.estate.SchedulingPolicy;
import io.oriel.pool.estate.Setback;
import io.oriel.pool.estate.Site;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Upkeep;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmDisk;
import io.oriel.pool.estate.VmState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** One cluster to be filled with hosts and VMs, and asked where a VM would go. */
final class Scene {
    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    final ClusterId clusterId = ClusterId.random();
    final DataCenterId dataCenter = DataCenterId.random();
    final StorageDomain shared =
            new StorageDomain(StorageDomainId.random(), dataCenter, "nfs", "/nfs", true, Optional.empty(), true);
    final Map<String, Host> hosts = new LinkedHashMap<>();
    final Map<String, TendedVm> vms = new LinkedHashMap<>();
    final Map<HostId, CpuUse> cpu = new LinkedHashMap<>();
    final List<AffinityGroup> groups = new ArrayList<>();
    final List<Network> networks = new ArrayList<>();
    final List<StorageDomain> storage = new ArrayList<>(List.of(shared));
    Limits limits = new Limits(8, 8, 2);
    SchedulingPolicy policy = SchedulingPolicy.STANDARD;
    Optional<CpuLevel> level = Optional.empty();

    Scene policy(SchedulingPolicy.Kind kind, Map<String, String> parameters) {
        policy = SchedulingPolicy.of(kind, parameters);
        return this;
    }

    /** A host that is Up. */
    HostId host(String name, int cpus, long memoryMiB) {
        var id = new HostId(UUID.randomUUID());
        var inventory = new HostInventory(
                "Cpu", 1, cpus, 1, List.of("Westmere"), List.of(), List.of(), List.of("br0"), List.of(), "", "");
        var facts = new HostFacts(name, name, cpus, memoryMiB, "simulated", true, inventory, "", "", "", "");
        var state = new HostState.Up(NOW);
        hosts.put(name, new Host(id, name, name, 8446, clusterId, state, Optional.empty(), Optional.of(facts), 1));
        return id;
    }

    void host(String name, UnaryOperator<Host> change) {
        hosts.computeIfPresent(name, (_, host) -> change.apply(host));
    }

    HostId id(String host) {
        return host(host).id();
    }

    Host host(String name) {
        return Optional.ofNullable(hosts.get(name)).orElseThrow();
    }

    /** A host's processors have been so busy from the first minute to the last. */
    void busy(String host, double percent, int minutes) {
        var use = CpuUse.first(percent, NOW.minusSeconds(60L * minutes));
        for (int minute = minutes - 1; minute >= 0; minute--) {
            use = use.then(percent, NOW.minusSeconds(60L * minute));
        }
        cpu.put(id(host), use);
    }

    /** A VM that is Down. */
    TendedVm down(String name, int vcpus, long memoryMiB) {
        return vm(name, vcpus, memoryMiB, new VmState.Down(NOW));
    }

    TendedVm up(String name, String on, int vcpus, long memoryMiB) {
        return vm(name, vcpus, memoryMiB, new VmState.Up(NOW, id(on)));
    }

    TendedVm vm(String name, int vcpus, long memoryMiB, VmState state) {
        return vm(name, vcpus, memoryMiB, state, shared.id(), Optional.empty(), Optional.empty());
    }

    TendedVm vm(
            String name,
            int vcpus,
            long memoryMiB,
            VmState state,
            StorageDomainId disk,
            Optional<NetworkId> network,
            Optional<HostId> startOn) {
        var vm = new Vm(
                new VmId(UUID.randomUUID()),
                name,
                Optional.empty(),
                state,
                Optional.empty(),
                vcpus,
                memoryMiB,
                false,
                Optional.empty(),
                1);
        var build = new Build(vms.size(), clusterId, new DiskSource.Blank(1 << 20), Hardware.LINUX, 1, startOn);
        var tended = new TendedVm(
                vm,
                new Upkeep(
                        build,
                        new VmDisk(DiskId.random(), disk, VmDisk.Use.CLEAN),
                        true,
                        false,
                        false,
                        state.host(),
                        Optional.empty(),
                        Optional.empty(),
                        Setback.NONE,
                        Optional.empty(),
                        List.of(),
                        false,
                        Optional.empty(),
                        Optional.empty()),
                Outfit.pooled(new Nic(NicId.random(), "", network)));
        vms.put(name, tended);
        return tended;
    }

    TendedVm vm(String name) {
        return Optional.ofNullable(vms.get(name)).orElseThrow();
    }

    /** A group of these VMs and hosts, by name. */
    void group(String name, Optional<Rule> amongVms, Optional<Rule> onHosts, Set<String> members, Set<String> on) {
        groups.add(new AffinityGroup(
                AffinityGroupId.random(),
                clusterId,
                name,
                "",
                1,
                amongVms,
                onHosts,
                members.stream()
                        .map(vm -> Optional.ofNullable(vms.get(vm))
                                .orElseThrow()
                                .vm()
                                .id())
                        .collect(Collectors.toSet()),
                on.stream().map(this::id).collect(Collectors.toSet())));
    }

    Estate estate() {
        var cluster = new Cluster(clusterId, dataCenter, "c", "", level, policy);
        var site = new Site(
                Map.of(clusterId, cluster),
                networks.stream().collect(Collectors.toMap(Network::id, it -> it)),
                storage.stream().collect(Collectors.toMap(StorageDomain::id, it -> it)),
                groups);
        return new Estate(
                        hosts.values().stream().collect(Collectors.toMap(Host::id, it -> it)),
                        site,
                        Map.of(),
                        Map.of(),
                        vms.values().stream()
                                .collect(Collectors.toMap(it -> it.vm().id(), it -> it)),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        NOW)
                .using(cpu);
    }

    Scheduler scheduler() {
        return new Scheduler(limits);
    }

    /** What is said of each host when this VM is to start, or to move if it runs. */
    Explanation explain(String vm) {
        var estate = estate();
        return scheduler().explain(vm(vm), estate, Load.of(estate));
    }

    /** The host a VM goes to; empty when it goes nowhere now. */
    Optional<String> goesTo(String vm) {
        var estate = estate();
        return goesTo(vm, estate, Load.of(estate));
    }

    /** The same in a round that goes on. */
    Optional<String> goesTo(String name, Estate estate, Load load) {
        var tended = vm(name);
        var placement = tended.vm().host().isEmpty()
                ? scheduler().place(tended, estate, load)
                : scheduler().move(tended, Optional.empty(), estate, load);
        return placement instanceof Placement.Placed(var host)
                ? estate.host(host).map(Host::name)
                : Optional.empty();
    }

    /** Where these VMs go when all of them start in one round, in this order. */
    List<String> start(List<String> names) {
        var estate = estate();
        var load = Load.of(estate);
        var all = new ArrayList<String>();
        for (var name : names) {
            var host = goesTo(name, estate, load);
            host.ifPresent(it -> load.starts(id(it), vm(name)));
            all.add(host.orElse("nowhere"));
        }
        return all;
    }
}
