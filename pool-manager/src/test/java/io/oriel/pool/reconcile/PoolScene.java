package io.oriel.pool.reconcile;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.HostFacts;
import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.pool.estate.Build;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.DataCenterId;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.InFlight;
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
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.estate.Trials;
import io.oriel.pool.estate.Upkeep;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmDisk;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.plan.Plan;
import io.oriel.pool.schedule.Limits;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One pool on one host that is up, as the reconciler sees it. */
final class PoolScene {
    static final HostId HOST = new HostId(UUID.randomUUID());

    private final Instant begun;
    private final boolean stateless;
    private final PoolPolicy policy;
    private final Cluster cluster = new Cluster(
            new ClusterId(UUID.randomUUID()), new DataCenterId(UUID.randomUUID()), "c", "", Optional.empty());
    private final StorageDomain storage = new StorageDomain(
            new StorageDomainId(UUID.randomUUID()), cluster.dataCenter(), "nfs", "/s", true, Optional.empty(), true);
    private final Template template =
            new Template(new TemplateId(UUID.randomUUID()), "t", DiskId.random(), storage.id(), 1 << 20, Instant.EPOCH);
    private final PoolId pool = PoolId.random();

    PoolScene(boolean stateless, PoolPolicy policy, Instant begun) {
        this.stateless = stateless;
        this.policy = policy;
        this.begun = begun;
    }

    Plan plan(Trials trials, Instant now, List<TendedVm> all) {
        var facts = new HostFacts("hw", "h", 8, 8192, "simulated", true, "", "", "", "");
        var host = new Host(
                HOST,
                "h",
                "127.0.0.1",
                8446,
                cluster.id(),
                new HostState.Up(begun.minusSeconds(9999)),
                Optional.of("hw"),
                Optional.of(facts),
                1);
        var vms = new LinkedHashMap<VmId, TendedVm>();
        all.forEach(it -> vms.put(it.vm().id(), it));
        var site = new Site(Map.of(cluster.id(), cluster), Map.of(), Map.of(storage.id(), storage));
        var running = all.stream()
                .filter(it -> it.state() instanceof VmState.Up)
                .map(it -> new VmReport(it.vm().id(), "", true, VmPower.RUNNING, true, List.of(), List.of()))
                .toList();
        var seen = Seen.of(now.plusSeconds(1), now.plusSeconds(1), facts, running);
        var estate = new Estate(
                Map.of(HOST, host),
                site,
                Map.of(template.id(), template),
                Map.of(pool, pool(trials, 3)),
                vms,
                Map.of(HOST, seen),
                Map.of(),
                Map.of(HOST, now),
                begun.minusSeconds(9999));
        return new Reconciler(Timing.standard(), new Limits(8, 8, 2)).plan(estate, now);
    }

    private Pool pool(Trials trials, int size) {
        return new Pool(
                pool,
                "p",
                "",
                PoolKind.AUTOMATIC,
                cluster.id(),
                template.id(),
                false,
                Optional.empty(),
                size,
                size,
                1,
                stateless,
                1,
                64,
                policy,
                trials,
                false,
                1);
    }

    /** @param diskMade when its disk was made */
    TendedVm vm(int position, VmState state, VmDisk.Use use, Optional<Instant> diskMade) {
        var vm = new Vm(
                new VmId(new UUID(7, position)),
                "p-" + position,
                Optional.of(pool),
                state,
                Optional.empty(),
                1,
                64,
                stateless,
                Optional.empty(),
                1);
        var build =
                new Build(position, cluster.id(), DiskSource.thin(template.id()), Hardware.LINUX, 1, Optional.empty());
        var upkeep = new Upkeep(
                build,
                new VmDisk(DiskId.random(), storage.id(), use),
                false,
                false,
                false,
                Optional.of(HOST),
                command(state),
                Optional.empty(),
                Setback.NONE,
                Optional.empty(),
                List.of(),
                false,
                Optional.empty(),
                diskMade);
        var card = new Nic(NicId.random(), "", Optional.empty());
        return new TendedVm(vm, upkeep, Outfit.pooled(card.plugged(state instanceof VmState.Up)));
    }

    /** The same, as somebody's who wants it to run. */
    TendedVm held(TendedVm free, UserId user) {
        var vm = free.vm();
        var held = new Vm(
                vm.id(),
                vm.name(),
                vm.pool(),
                vm.state(),
                Optional.of(user),
                vm.vcpus(),
                vm.memoryMiB(),
                vm.stateless(),
                vm.trouble(),
                vm.version());
        return World.wanting(new TendedVm(held, free.upkeep(), free.outfit()), true);
    }

    private static Optional<InFlight> command(VmState state) {
        return state instanceof VmState.WaitForLaunch it
                ? Optional.of(new InFlight(
                        new CommandId(UUID.randomUUID()),
                        InFlight.Kind.START_VM,
                        HOST,
                        it.since(),
                        it.since().plusSeconds(5)))
                : Optional.empty();
    }
}
