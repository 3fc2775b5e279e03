package io.oriel.pool.search;

import io.oriel.host.api.GuestReport;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.HostFacts;
import io.oriel.host.api.HostId;
import io.oriel.host.api.HostInventory;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.pool.estate.Build;
import io.oriel.pool.estate.Care;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.DataCenter;
import io.oriel.pool.estate.DataCenterId;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.HostUse;
import io.oriel.pool.estate.Network;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.estate.Nic;
import io.oriel.pool.estate.NicId;
import io.oriel.pool.estate.Outfit;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.PoolKind;
import io.oriel.pool.estate.PoolPolicy;
import io.oriel.pool.estate.Seen;
import io.oriel.pool.estate.Setback;
import io.oriel.pool.estate.Site;
import io.oriel.pool.estate.Starting;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.Tag;
import io.oriel.pool.estate.Tags;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Trials;
import io.oriel.pool.estate.Upkeep;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmDisk;
import io.oriel.pool.estate.VmKind;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.estate.VmUse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An estate to be filled and searched. Two clusters, two templates, one pool; it is Monday, a minute past noon. */
final class Town {
    static final Instant NOW = Instant.parse("2026-11-30T12:01:00Z");

    private final DataCenter dataCenter = new DataCenter(DataCenterId.random(), "Zürich", "by the lake");
    private final Map<String, Cluster> clusters = new LinkedHashMap<>();
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final Map<String, TendedVm> vms = new LinkedHashMap<>();
    private final Map<String, Template> templates = new LinkedHashMap<>();
    private final Map<String, Pool> pools = new LinkedHashMap<>();
    private final Map<HostId, HostUse> hostUse = new HashMap<>();
    private final Map<VmId, VmUse> vmUse = new HashMap<>();
    private final Map<HostId, List<VmReport>> reports = new HashMap<>();
    private final List<Tag> tags = new ArrayList<>();
    private final Map<VmId, Set<String>> tagged = new HashMap<>();
    private final Map<HostId, Set<String>> taggedHosts = new HashMap<>();
    private final List<Occurrence> events = new ArrayList<>();
    private final List<Person> people = new ArrayList<>();
    private final List<Sitting> sittings = new ArrayList<>();
    private final StorageDomain shared = storage("nfs", true);
    private final StorageDomain local = storage("fast", false);
    private final Network network =
            new Network(NetworkId.random(), dataCenter.id(), "blue", Optional.of("br0"), Optional.of(7), false);

    Town() {
        for (var name : List.of("east", "west")) {
            clusters.put(name, new Cluster(ClusterId.random(), dataCenter.id(), name, "", Optional.empty()));
        }
        for (var name : List.of("debian12", "win11")) {
            templates.put(
                    name,
                    new Template(new TemplateId(UUID.randomUUID()), name, DiskId.random(), shared.id(), 8L << 30, NOW));
        }
        var pool = new Pool(
                new PoolId(UUID.randomUUID()),
                "office",
                "for everybody",
                PoolKind.AUTOMATIC,
                cluster("east").id(),
                template("win11").id(),
                false,
                Optional.empty(),
                10,
                0,
                1,
                true,
                1,
                1024,
                PoolPolicy.standard(PoolKind.AUTOMATIC, true),
                Trials.NONE,
                false,
                1);
        pools.put("office", pool);
    }

    private StorageDomain storage(String name, boolean everywhere) {
        return new StorageDomain(
                StorageDomainId.random(), dataCenter.id(), name, "/" + name, everywhere, Optional.empty(), true);
    }

    private static <T> T get(Map<String, T> map, String name) {
        return Optional.ofNullable(map.get(name)).orElseThrow();
    }

    Cluster cluster(String name) {
        return get(clusters, name);
    }

    Template template(String name) {
        return get(templates, name);
    }

    Host host(String name) {
        return get(hosts, name);
    }

    TendedVm vm(String name) {
        return get(vms, name);
    }

    PoolId pool() {
        return get(pools, "office").id();
    }

    /** A host of cluster east, or west when its name begins with w. */
    Town host(String name, HostState state, double cpuPercent) {
        var id = new HostId(UUID.randomUUID());
        var nic = new HostInventory.Nic("eth0", "52:54:00:00:00:01", true, 1000, "br0");
        var inventory = new HostInventory(
                "EPYC", 1, 8, 1, List.of(), List.of(), List.of(nic), List.of("br0"), List.of(), "", "");
        var facts = new HostFacts(name, name, 8, 16384, "simulated", true, inventory, "", "", "", "0.1");
        var cluster = cluster(name.startsWith("w") ? "west" : "east");
        hosts.put(
                name,
                new Host(
                        id,
                        name,
                        name + ".lan",
                        8446,
                        cluster.id(),
                        state,
                        Optional.of("hw-" + name),
                        Optional.of(facts),
                        1));
        hostUse.put(id, new HostUse(cpuPercent, 50, 1.5, 100));
        return this;
    }

    /** A VM; a desktop of the pool when it is made of win11, else a server. */
    Town vm(String name, String template, Function<Town, VmState> state, Optional<String> user) {
        var desktop = template.equals("win11");
        var id = new VmId(UUID.randomUUID());
        var vm = new Vm(
                id,
                name,
                desktop ? Optional.of(pool()) : Optional.empty(),
                state.apply(this),
                user.map(UserId::new),
                2,
                2048,
                desktop,
                Optional.empty(),
                1);
        var build = new Build(
                vms.size(),
                cluster("east").id(),
                DiskSource.thin(template(template).id()),
                desktop ? Hardware.WINDOWS_UEFI : Hardware.LINUX,
                1,
                Optional.empty());
        var upkeep = new Upkeep(
                build,
                new VmDisk(DiskId.random(), (desktop ? shared : local).id(), VmDisk.Use.CLEAN),
                true,
                false,
                false,
                vm.host(),
                Optional.empty(),
                Optional.empty(),
                Setback.NONE,
                vm.host().map(_ -> NOW.minusSeconds(7200)),
                List.of(),
                false,
                Optional.empty(),
                Optional.empty());
        var care = new Care(desktop ? VmKind.DESKTOP : VmKind.SERVER, desktop ? "" : "serves " + name, false, false);
        var card = new Nic(
                NicId.random(), "52:54:01:00:00:" + String.format("%02x", vms.size() & 255), Optional.of(network.id()));
        vms.put(name, new TendedVm(vm, upkeep, Outfit.of(Starting.FROM_DISK, care, List.of(card), List.of())));
        return this;
    }

    static Function<Town, VmState> upOn(String host) {
        return town -> new VmState.Up(NOW, town.host(host).id());
    }

    static Function<Town, VmState> startingOn(String host) {
        return town -> new VmState.PoweringUp(NOW, town.host(host).id());
    }

    static Function<Town, VmState> down() {
        return _ -> new VmState.Down(NOW);
    }

    Town uses(String vm, double percent, double networkMbit) {
        vmUse.put(vm(vm).vm().id(), new VmUse(percent * 2 / 100, OptionalDouble.of(25), networkMbit));
        return this;
    }

    Town says(String vm, String os, String address) {
        var tended = vm(vm);
        var guest = new GuestReport(vm + ".lan", os, "", List.of("carol"), List.of("firefox-128"));
        reports.computeIfAbsent(tended.vm().host().orElseThrow(), _ -> new ArrayList<>())
                .add(new VmReport(
                        tended.vm().id(), vm, true, VmPower.RUNNING, true, guest, "", List.of(address), List.of()));
        return this;
    }

    Town tag(String name, Optional<String> parent, String... carriers) {
        tags.add(new Tag(name, parent, ""));
        for (var carrier : carriers) {
            if (hosts.containsKey(carrier)) {
                taggedHosts.put(host(carrier).id(), Set.of(name));
            } else {
                tagged.put(vm(carrier).vm().id(), Set.of(name));
            }
        }
        return this;
    }

    Town person(String name, String displayName) {
        people.add(new Person(new UserId(name), displayName));
        return this;
    }

    Town sits(String user, String vm) {
        sittings.add(new Sitting(
                "s-" + sittings.size(), new UserId(user), vm(vm).vm().id(), vm, "SPICE", "active"));
        return this;
    }

    Town event(Instant at, String severity, String text, Optional<String> vm) {
        var tended = vm.map(this::vm);
        events.addFirst(new Occurrence(
                events.size() + 1L,
                at,
                severity,
                text,
                tended.map(it -> it.vm().id()),
                Optional.empty(),
                tended.flatMap(it -> it.vm().host()),
                tended.flatMap(it -> it.vm().assignedTo()),
                Optional.of("c-" + events.size())));
        return this;
    }

    Census census() {
        var seen = new HashMap<HostId, Seen>();
        hosts.values()
                .forEach(host -> seen.put(
                        host.id(),
                        Seen.of(NOW, NOW, host.facts().orElseThrow(), reports.getOrDefault(host.id(), List.of()))));
        var estate = new Estate(
                byId(hosts, Host::id),
                new Site(
                        byId(clusters, Cluster::id),
                        Map.of(network.id(), network),
                        Map.of(shared.id(), shared, local.id(), local)),
                byId(templates, Template::id),
                byId(pools, Pool::id),
                byId(vms, it -> it.vm().id()),
                seen,
                Map.of(),
                Map.of(),
                NOW);
        return new Census(
                estate,
                List.of(dataCenter),
                new Census.Uses(hostUse, vmUse),
                new Tags(Tags.byName(tags), tagged, taggedHosts, Map.of(), Map.of()),
                List.of(),
                new Census.Log(events, List.of()),
                new Census.People(people, List.of("staff@internal"), sittings),
                NOW.atZone(ZoneOffset.UTC));
    }

    private static <K, V> Map<K, V> byId(Map<String, V> all, Function<V, K> id) {
        return all.values().stream().collect(Collectors.toMap(id, it -> it));
    }

    /** The names of what is found, in order. */
    static List<String> names(Found found) {
        return found.hits().stream().map(Found.Hit::name).toList();
    }
}
