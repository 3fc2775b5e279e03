package io.oriel.pool.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.oriel.pool.estate.Restraint;
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
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmDisk;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.plan.Action;
import io.oriel.pool.plan.Plan;
import io.oriel.pool.schedule.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the loop plans for a pool whose desktops keep failing. */
class RestraintsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final HostId HOST = new HostId(UUID.randomUUID());

    private final Cluster cluster = new Cluster(
            new ClusterId(UUID.randomUUID()), new DataCenterId(UUID.randomUUID()), "c", "", Optional.empty());
    private final StorageDomain storage = new StorageDomain(
            new StorageDomainId(UUID.randomUUID()), cluster.dataCenter(), "nfs", "/s", true, Optional.empty(), true);
    private final Template template = new Template(
            new TemplateId(UUID.randomUUID()), "t", DiskId.random(), storage.id(), 1 << 20, NOW.minusSeconds(9999));
    private final PoolId pool = PoolId.random();

    @Test
    void threeFailuresRestrainAPool() {
        // When
        var plan = plan(new Trials(3, Optional.of(NOW), "vm p-1: bad luck", Optional.empty()), NOW, allDown());
        // Then
        assertThat(plan.actions())
                .filteredOn(Action.RestrainPool.class::isInstance)
                .singleElement()
                .satisfies(action ->
                        assertThat(((Action.RestrainPool) action).reason()).contains("bad luck"));
    }

    @Test
    void aRestrainedPoolIsLeftAloneUntilThePauseHasPassed() {
        // Given
        var trials = restrained(NOW.minusSeconds(60), Optional.of(NOW.minusSeconds(61)));
        // When
        var plan = plan(trials, NOW, allDown());
        // Then
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.next()).isPresent();
        assertThat(plan.next().orElseThrow())
                .isBeforeOrEqualTo(NOW.minusSeconds(60).plus(Trials.PAUSE));
    }

    @Test
    void afterThePauseOneDesktopIsTriedAndTheOthersWaitForIt() {
        // Given
        var since = NOW.minus(Trials.PAUSE);
        // When
        var plan = plan(restrained(since, Optional.empty()), NOW, allDown());
        // Then
        assertThat(plan.actions()).singleElement().isInstanceOf(Action.StartVm.class);

        // When
        var launching = new VmState.WaitForLaunch(NOW, HOST);
        var waiting = plan(
                restrained(since, Optional.empty()), NOW.plusSeconds(1), List.of(vm(1, launching), down(2), down(3)));
        // Then
        assertThat(waiting.actions()).noneMatch(Action.StartVm.class::isInstance);
    }

    @Test
    void anAttemptThatFailsBeginsThePauseAnew() {
        // Given
        var trials = restrained(NOW.minus(Duration.ofHours(1)), Optional.of(NOW.minusSeconds(10)));
        // When
        var plan = plan(trials, NOW, allDown());
        // Then
        assertThat(plan.actions()).isEmpty();
    }

    @Test
    void anAttemptThatComesUpFreesThePoolAndThenAllAreStarted() {
        // Given
        var since = NOW.minus(Trials.PAUSE);
        var up = vm(1, new VmState.Up(NOW, HOST));
        // When
        var plan = plan(restrained(since, Optional.empty()), NOW.plusSeconds(1), List.of(up, down(2), down(3)));
        // Then
        assertThat(plan.actions()).filteredOn(Action.FreePool.class::isInstance).hasSize(1);
        assertThat(plan.actions()).filteredOn(Action.StartVm.class::isInstance).hasSizeLessThanOrEqualTo(1);
        assertThat(plan(Trials.NONE, NOW.plusSeconds(1), List.of(up, down(2), down(3)))
                        .actions())
                .filteredOn(Action.StartVm.class::isInstance)
                .hasSize(2);
    }

    @Test
    void aPoolThatLacksNothingIsFreedWhenItWouldBeTried() {
        // Given
        var up = vm(1, new VmState.Up(NOW.minus(Duration.ofHours(2)), HOST));
        // When
        var plan = plan(restrained(NOW.minus(Trials.PAUSE), Optional.empty()), NOW, List.of(up));
        // Then
        assertThat(plan.actions()).filteredOn(Action.FreePool.class::isInstance).hasSize(1);
    }

    private static Trials restrained(Instant since, Optional<Instant> lastFailure) {
        return new Trials(0, lastFailure, "", Optional.of(new Restraint(since, "bad luck")));
    }

    private List<TendedVm> allDown() {
        return List.of(down(1), down(2), down(3));
    }

    private Plan plan(Trials trials, Instant now, List<TendedVm> all) {
        var facts = new HostFacts("hw", "h", 8, 8192, "simulated", true, "", "", "", "");
        var host = new Host(
                HOST,
                "h",
                "127.0.0.1",
                8446,
                cluster.id(),
                new HostState.Up(NOW.minusSeconds(9999)),
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
                NOW.minusSeconds(9999));
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
                true,
                1,
                64,
                PoolPolicy.standard(PoolKind.AUTOMATIC, true),
                trials,
                false,
                1);
    }

    private TendedVm down(int position) {
        return vm(position, new VmState.Down(NOW.minusSeconds(7000)));
    }

    private TendedVm vm(int position, VmState state) {
        var vm = new Vm(
                new VmId(new UUID(7, position)),
                "p-" + position,
                Optional.of(pool),
                state,
                Optional.empty(),
                1,
                64,
                true,
                Optional.empty(),
                1);
        var build =
                new Build(position, cluster.id(), DiskSource.thin(template.id()), Hardware.LINUX, 1, Optional.empty());
        var use = state.host().isPresent() ? VmDisk.Use.USED : VmDisk.Use.CLEAN;
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
                Optional.empty());
        return new TendedVm(vm, upkeep, Outfit.pooled(new Nic(NicId.random(), "", Optional.empty())));
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
