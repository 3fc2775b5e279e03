package io.oriel.pool.reconcile;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.HostFacts;
import io.oriel.host.api.HostId;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.pool.estate.Build;
import io.oriel.pool.estate.Care;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.Continuity;
import io.oriel.pool.estate.DataCenterId;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.Errand;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.Mobility;
import io.oriel.pool.estate.Nic;
import io.oriel.pool.estate.NicId;
import io.oriel.pool.estate.Outfit;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.PoolKind;
import io.oriel.pool.estate.PoolPolicy;
import io.oriel.pool.estate.Refresh;
import io.oriel.pool.estate.Restraint;
import io.oriel.pool.estate.Seen;
import io.oriel.pool.estate.Setback;
import io.oriel.pool.estate.Site;
import io.oriel.pool.estate.Starting;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateDisk;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.estate.Trials;
import io.oriel.pool.estate.Upkeep;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmDisk;
import io.oriel.pool.estate.VmKind;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.plan.Action;
import io.oriel.pool.plan.Plan;
import io.oriel.pool.schedule.Limits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * An estate with hosts that do what they are told, or not, on a clock of its own. A night of failures passes in a
 * second. What must never happen stops the test.
 */
final class World {
    static final Limits LIMITS = new Limits(3, 3, 2, 5, 2);

    private final SplittableRandom random;
    private final Workshop workshop;
    private final Timing timing = Timing.standard();
    private final Reconciler reconciler = new Reconciler(timing, LIMITS);
    private final Instant begun = Instant.parse("2026-11-22T00:00:00Z");

    private final Map<HostId, Host> hosts = new LinkedHashMap<>();
    private final Map<HostId, Seen> seen = new HashMap<>();
    private final Map<HostId, Boolean> silent = new HashMap<>();
    /** Whose machine is off. */
    private final Set<HostId> off = new HashSet<>();

    private final Map<PoolId, Pool> pools = new LinkedHashMap<>();
    private final Map<VmId, TendedVm> vms = new LinkedHashMap<>();
    private final Template template;
    private final Template other;
    private final StorageDomain storage;
    private final Cluster cluster;

    /** What really runs where, on which disk. */
    private final Map<VmId, HostId> running = new HashMap<>();

    /** What of it stands still. */
    private final Set<VmId> paused = new HashSet<>();

    /** Whose memory lies where. */
    private final Map<VmId, HostId> saved = new HashMap<>();

    private final Map<VmId, DiskId> runsOn = new HashMap<>();
    /** Who has worked on a disk. */
    private final Map<DiskId, UserId> workedOn = new HashMap<>();

    private final Map<PoolId, List<Instant>> failures = new HashMap<>();
    private final Map<PoolId, Restraint> restraints = new HashMap<>();
    /** Who had a VM when something was asked for. */
    private final Map<VmId, Optional<UserId>> asked = new HashMap<>();

    private final Map<CommandId, Outcome> journal = new HashMap<>();

    /** How often a VM came up elsewhere by its lease, and how often one was started again after its host's end. */
    int takenOver;

    int recovered;

    /** What happened, to be read when a test fails. */
    final List<String> history = new ArrayList<>();

    Instant now = begun;
    /** Whether hosts may fail. */
    boolean calm;

    World(long seed) {
        random = new SplittableRandom(seed);
        cluster = new Cluster(new ClusterId(uuid()), new DataCenterId(uuid()), "c", "", Optional.empty());
        var firstHost = new HostId(uuid());
        boolean shared = random.nextInt(3) > 0;
        storage = new StorageDomain(
                new StorageDomainId(uuid()),
                cluster.dataCenter(),
                "disks",
                "/s",
                shared,
                shared ? Optional.empty() : Optional.of(firstHost),
                true);
        template = withTwoDisks(
                new Template(new TemplateId(uuid()), "t", new DiskId(uuid()), storage.id(), 1 << 20, begun));
        workshop = new Workshop(random, template);
        other = new Template(new TemplateId(uuid()), "u", new DiskId(uuid()), storage.id(), 1 << 20, begun);
        int hostCount = 1 + random.nextInt(3);
        for (int i = 0; i < hostCount; i++) {
            var id = i == 0 ? firstHost : new HostId(uuid());
            var facts = new HostFacts("hw" + i, "h" + i, 4, 2048, "simulated", true, "", "", "", "");
            hosts.put(
                    id,
                    new Host(
                            id,
                            "h" + i,
                            "127.0.0.1",
                            8446,
                            cluster.id(),
                            new HostState.Unassigned(begun),
                            Optional.empty(),
                            Optional.of(facts),
                            1));
            silent.put(id, false);
        }
        int poolCount = 1 + random.nextInt(3);
        for (int i = 0; i < poolCount; i++) {
            int size = 1 + random.nextInt(5);
            var kind = random.nextInt(3) > 0 ? PoolKind.AUTOMATIC : PoolKind.MANUAL;
            boolean stateless = kind == PoolKind.AUTOMATIC && random.nextInt(4) > 0;
            var pool = new Pool(
                    new PoolId(uuid()),
                    "p" + i,
                    "",
                    kind,
                    cluster.id(),
                    template.id(),
                    false,
                    Optional.empty(),
                    size,
                    random.nextInt(size + 1),
                    1,
                    stateless,
                    1,
                    64,
                    policy(kind, stateless),
                    Trials.NONE,
                    false,
                    1);
            pools.put(pool.id(), pool);
            Pool.vmNames(pool.name(), size).forEach(name -> addVm(Optional.of(pool.id()), name, pool.stateless()));
        }
        for (int i = 0; i < random.nextInt(4); i++) {
            addVm(Optional.empty(), "server" + i, false);
        }
    }

    private Template withTwoDisks(Template one) {
        var data = new TemplateDisk(new DiskId(uuid()), "data", storage.id(), 1 << 20, Optional.empty());
        return new Template(
                one.id(),
                one.name(),
                one.number(),
                one.disk(),
                one.storage(),
                one.virtualBytes(),
                one.created(),
                one.state(),
                one.source(),
                one.progress(),
                one.trouble(),
                one.touched(),
                List.of(data));
    }

    private PoolPolicy policy(PoolKind kind, boolean stateless) {
        var standard = PoolPolicy.standard(kind, stateless);
        return new PoolPolicy(
                standard.idle(),
                standard.onIdle(),
                standard.disconnected(),
                standard.onDisconnect(),
                standard.longestSession(),
                stateless || random.nextBoolean() ? Refresh.AT_GIVE_BACK : Refresh.NEVER,
                Optional.empty(),
                standard.unused(),
                Set.of(),
                standard.secondViewer());
    }

    private void addVm(Optional<PoolId> pool, String name, boolean stateless) {
        var id = new VmId(uuid());
        var vm = new Vm(
                id, name, pool, new VmState.Down(begun), Optional.empty(), 1, 64, stateless, Optional.empty(), 1);
        var disk = new VmDisk(new DiskId(uuid()), storage.id(), VmDisk.Use.MISSING);
        var build = new Build(
                vms.size(), cluster.id(), DiskSource.thin(template.id()), Hardware.LINUX, 1, Optional.empty());
        var upkeep = new Upkeep(
                build,
                disk,
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

        var card = new Nic(new NicId(uuid()), "52:54:00:00:00:01", Optional.empty());
        var outfit = pool.isPresent()
                ? Outfit.pooled(card)
                : Outfit.of(
                        Starting.FROM_DISK,
                        new Care(VmKind.SERVER, "", false, false, continuity()),
                        List.of(card),
                        List.of());
        vms.put(id, new TendedVm(vm, upkeep, outfit));
    }

    private Continuity continuity() {
        var priority = random.nextInt(3) == 0
                ? Optional.<Integer>empty()
                : Optional.of(random.nextInt(Continuity.HIGHEST + 1));
        var mobility = random.nextInt(4) > 0
                ? Mobility.MIGRATABLE
                : any(List.of(Mobility.values())).orElseThrow();
        return new Continuity(priority, priority.isPresent() && random.nextBoolean(), mobility);
    }

    Estate estate() {
        var site = new Site(Map.of(cluster.id(), cluster), Map.of(), Map.of(storage.id(), storage));
        var looked = new HashMap<HostId, Instant>();
        hosts.keySet().forEach(host -> looked.put(host, now));
        var faring = new HashMap<PoolId, Pool>();
        pools.forEach((id, pool) -> faring.put(id, pool.faring(trials(id))));
        return new Estate(
                hosts,
                site,
                Map.of(template.id(), template, other.id(), other),
                faring,
                vms,
                seen,
                Map.of(),
                looked,
                begun);
    }

    private Trials trials(PoolId pool) {
        var lately = failures.getOrDefault(pool, List.of()).stream()
                .filter(at -> at.isAfter(now.minus(Trials.MEMORY)))
                .toList();
        var last = lately.isEmpty() ? Optional.<Instant>empty() : Optional.of(lately.getLast());
        return new Trials(lately.size(), last, "bad luck", Optional.ofNullable(restraints.get(pool)));
    }

    /** Looks, decides twice and compares, acts. */
    Plan round() {
        now = now.plusMillis(1);
        listen();
        now = now.plusMillis(1);
        var estate = estate();
        var plan = reconciler.plan(estate, now);
        if (!plan.equals(new Reconciler(timing, LIMITS).plan(estate, now))) {
            throw new AssertionError("the same input gave another plan");
        }
        check(plan, estate);
        plan.actions().forEach(this::act);
        return plan;
    }

    private void check(Plan plan, Estate estate) {
        var subjects = plan.actions().stream()
                .flatMap(action -> action.subject().stream())
                .map(tended -> tended.vm().id())
                .toList();
        for (var action : plan.actions()) {
            switch (action) {
                case Action.StartVm it -> {
                    mayRun(it.vm(), it.on(), estate, "a start");
                    require(!overtakes(it.vm(), estate), "a start before one of higher priority");
                }
                case Action.TakeOver it -> {
                    mayRun(it.vm(), it.on(), estate, "a start elsewhere");
                    require(it.vm().outfit().care().continuity().lease(), "a start elsewhere without a lease");
                    require(
                            estate.host(it.vm().vm().host().orElseThrow())
                                            .orElseThrow()
                                            .state()
                                    instanceof HostState.NonResponsive,
                            "a start elsewhere although the host answers, or is known to be down");
                }
                case Action.MigrateVm it -> {
                    mayRun(it.vm(), it.to(), estate, "a move");
                    require(!it.on().equals(it.to()), "a move to where it is");
                    var mobility = it.vm().outfit().care().continuity().mobility();
                    var asked = it.vm().upkeep().errand().isPresent();
                    require(asked || mobility == Mobility.MIGRATABLE, "a vm that may not be moved is moved");
                }
                case Action.DeleteDisk it -> {
                    var mayGo = it.vm().vm().stateless() || it.vm().upkeep().deleting() || stale(it.vm());
                    require(mayGo, "the disk of a stateful vm is deleted");
                    require(it.vm().upkeep().disk().use() != VmDisk.Use.KEPT, "a disk that was kept is deleted");
                    require(estate.reachesDisk(estate.host(it.on()).orElseThrow(), it.vm()), "a disk out of reach");
                }
                case Action.CreateDisk it ->
                    require(estate.reachesDisk(estate.host(it.on()).orElseThrow(), it.vm()), "a disk out of reach");
                case Action.DestroyVm it -> {
                    var asked = it.vm().upkeep().errand().isPresent();
                    var ours = it.vm().vm().assignedTo().isPresent()
                            && it.vm().state() instanceof VmState.Up
                            && !it.vm().upkeep().recycle()
                            && !it.vm().upkeep().deleting()
                            && !asked;
                    require(!ours, "an assigned running vm is destroyed");
                }
                case Action.Tend it -> workshop.check(it, estate);
                case Action.MarkHost it ->
                    require(
                            !(it.now() instanceof HostState.Maintenance)
                                    || estate.vms().values().stream()
                                            .noneMatch(vm -> vm.vm()
                                                    .host()
                                                    .filter(it.host().id()::equals)
                                                    .isPresent()),
                            "a host in maintenance has vms");
                case Action.LockGuest it -> meant(it.vm());
                case Action.LogOutGuest it -> meant(it.vm());
                case Action.ShutdownVm _,
                        Action.PowerOffVm _,
                        Action.RebootVm _,
                        Action.ResetVm _,
                        Action.PauseVm _,
                        Action.ResumeVm _,
                        Action.SuspendVm _,
                        Action.CancelMigration _,
                        Action.SendAgain _,
                        Action.MarkVm _,
                        Action.ForgetVm _,
                        Action.RestrainPool _,
                        Action.FreePool _,
                        Action.RollOut _,
                        Action.ForgetPool _,
                        Action.MakeTemplate _,
                        Action.DropTemplate _,
                        Action.SpoilTemplate _,
                        Action.NoteFacts _,
                        Action.PrepareHost _,
                        Action.Distrust _,
                        Action.Complain _ -> {}
            }
        }
        require(subjects.stream().distinct().count() == subjects.size(), "two actions for one vm");
        for (var host : hosts.keySet()) {
            long starting = estate.vms().values().stream()
                            .filter(tended -> tended.vm().host().equals(Optional.of(host)))
                            .filter(tended -> tended.state() instanceof VmState.WaitForLaunch)
                            .count()
                    + plan.actions().stream()
                            .filter(action -> action instanceof Action.StartVm start
                                    && start.on().equals(host))
                            .count();
            require(starting <= LIMITS.starts(), "more starts at once than the limit");
        }
        long moves = plan.actions().stream()
                .filter(Action.MigrateVm.class::isInstance)
                .count();
        long moving = estate.vms().values().stream()
                .filter(tended -> tended.state() instanceof VmState.MigratingFrom)
                .count();
        require(moves == 0 || moves + moving <= LIMITS.clusterMoves(), "more moves in the cluster than the limit");
        long begun = plan.actions().stream()
                .filter(action -> action instanceof Action.StartVm
                        || action instanceof Action.CreateDisk
                        || action instanceof Action.DeleteDisk)
                .count();
        long underway = estate.vms().values().stream()
                .filter(tended -> tended.state() instanceof VmState.WaitForLaunch
                        || tended.state() instanceof VmState.RestoringState
                        || tended.state() instanceof VmState.ImageLocked)
                .count();
        require(begun == 0 || begun + underway <= LIMITS.storageWork(), "more work on the storage than the limit");
    }

    /** Nobody holds it, and its pool wants another disk for whoever comes next. */
    private boolean stale(TendedVm tended) {
        return tended.vm().pool().map(pools::get).stream()
                .anyMatch(pool -> !tended.held()
                        && (pool.policy().refresh() == Refresh.AT_GIVE_BACK
                                || !tended.upkeep().build().source().template().equals(Optional.of(pool.template()))));
    }

    /** One of higher priority that was lost too is not up yet, and the time to wait for it is not over. */
    private boolean overtakes(TendedVm tended, Estate estate) {
        var lost = tended.upkeep().setback().lost();
        return lost.filter(at -> now.isBefore(at.plus(Recovery.LONGEST_WAIT))).isPresent()
                && estate.vms().values().stream().anyMatch(it -> it.missing() && urgency(it) > urgency(tended));
    }

    private static int urgency(TendedVm tended) {
        return tended.outfit().care().continuity().urgency();
    }

    /** Nobody is locked or logged out in the place of somebody who had the VM before. */
    private void meant(TendedVm tended) {
        require(
                tended.vm().assignedTo().equals(asked.get(tended.vm().id())),
                "the guest of " + tended.vm().name() + " is closed to the wrong person");
    }

    private void mayRun(TendedVm tended, HostId on, Estate estate, String what) {
        var host = estate.host(on).orElseThrow();
        require(host.up(), what + " on a host that is not up");
        require(estate.reachesDisk(host, tended), what + " where the disk is not");
        var memory = saved.get(tended.vm().id());
        require(
                memory == null || memory.equals(on),
                what + " where the saved memory is not: " + tended.vm().name() + "\n" + String.join("\n", history));
    }

    private void act(Action action) {
        var deadline = now.plus(timing.sendAgain());
        switch (action) {
            case Action.CreateDisk it -> {
                var command = command(InFlight.Kind.CREATE_DISK, it.on(), deadline);
                send(it.vm().lockImage(command, now));
            }
            case Action.DeleteDisk it -> {
                var command = command(InFlight.Kind.DELETE_DISK, it.on(), deadline);
                send(it.vm().lockImage(command, now));
            }
            case Action.StartVm it -> send(it.vm().launch(command(InFlight.Kind.START_VM, it.on(), deadline), now));
            case Action.TakeOver it -> send(it.vm().takeOver(command(InFlight.Kind.START_VM, it.on(), deadline), now));
            case Action.ShutdownVm it ->
                send(it.vm().powerDown(command(InFlight.Kind.SHUTDOWN_VM, it.on(), deadline), now));
            case Action.DestroyVm it ->
                send(it.vm().powerDown(command(InFlight.Kind.DESTROY_VM, it.on(), deadline), now));
            case Action.PowerOffVm it ->
                send(it.vm().powerDown(command(InFlight.Kind.POWER_OFF_VM, it.on(), deadline), now));
            case Action.ResetVm it -> send(it.vm().reboot(command(InFlight.Kind.RESET_VM, it.on(), deadline), now));
            case Action.Tend it ->
                send(it.vm()
                        .tend(new InFlight(new CommandId(uuid()), it.what(), it.on(), now, deadline, it.thing()), now));
            case Action.RebootVm it -> send(it.vm().reboot(command(InFlight.Kind.REBOOT_VM, it.on(), deadline), now));
            case Action.PauseVm it -> send(it.vm().still(command(InFlight.Kind.PAUSE_VM, it.on(), deadline)));
            case Action.ResumeVm it -> send(it.vm().still(command(InFlight.Kind.RESUME_VM, it.on(), deadline)));
            case Action.SuspendVm it -> send(it.vm().save(command(InFlight.Kind.SUSPEND_VM, it.on(), deadline), now));
            case Action.LockGuest it -> send(it.vm().close(command(InFlight.Kind.LOCK_GUEST, it.on(), deadline)));
            case Action.LogOutGuest it -> send(it.vm().close(command(InFlight.Kind.LOG_OUT_GUEST, it.on(), deadline)));
            case Action.MigrateVm it ->
                send(it.vm().migrate(command(InFlight.Kind.MIGRATE_VM, it.on(), deadline), it.to(), now));
            case Action.CancelMigration it ->
                send(it.vm().callOff(command(InFlight.Kind.CANCEL_MIGRATION, it.on(), deadline)));
            case Action.SendAgain it -> send(it.vm().sendAgain(deadline));
            case Action.MarkVm it -> put(it.now());
            case Action.ForgetVm it -> {
                var id = it.vm().vm().id();
                require(!running.containsKey(id) && !saved.containsKey(id), "a vm is forgotten that is still there");
                workshop.check(it.vm());
                vms.remove(id);
            }
            case Action.RestrainPool it -> {
                require(it.pool().trials().restraint().isEmpty(), "a pool is restrained twice");
                restraints.put(it.pool().id(), new Restraint(now, it.reason()));
            }
            case Action.FreePool it -> {
                restraints.remove(it.pool().id());
                failures.remove(it.pool().id());
            }
            case Action.RollOut it -> throw new AssertionError("no pool follows its template: " + it);
            case Action.MakeTemplate _, Action.DropTemplate _, Action.SpoilTemplate _ ->
                throw new AssertionError("every template is ready: " + action);
            case Action.ForgetPool it -> throw new AssertionError("no pool is deleted: " + it);
            case Action.MarkHost it -> {
                history.add(now + " " + it.host().name() + " " + it.now() + " " + it.why());
                hosts.put(it.host().id(), it.host().in(it.now()));
            }
            case Action.NoteFacts it -> hosts.put(it.host().id(), it.now());
            case Action.PrepareHost it -> hosts.put(it.host().id(), it.host().in(new HostState.Up(now)));
            case Action.Complain it -> throw new AssertionError("nobody complained: " + it);
            case Action.Distrust it ->
                throw new AssertionError("a host is distrusted: " + it + "\n" + String.join("\n", history));
        }
    }

    private InFlight command(InFlight.Kind kind, HostId on, Instant sendAgain) {
        return new InFlight(new CommandId(uuid()), kind, on, now, sendAgain);
    }

    /** The row is written; then the command may get lost, or its answer. */
    private void send(TendedVm tended) {
        put(tended);
        var command = tended.upkeep().command().orElseThrow();
        int luck = calm ? 9 : random.nextInt(10);
        if (luck == 0 || silent(command.host())) {
            return;
        }
        var outcome = journal.computeIfAbsent(command.id(), _ -> carryOut(tended, command, luck == 1));
        if (luck != 2) {
            put(tended.ended(outcome, new DiskId(uuid()), now));
        }
    }

    private Outcome carryOut(TendedVm tended, InFlight command, boolean fails) {
        if (fails) {
            return new Outcome.Failed("bad luck");
        }
        var vm = tended.vm();
        switch (command.kind()) {
            case START_VM -> {
                if (tended.state() instanceof VmState.Unknown && running.containsKey(vm.id())) {
                    return new Outcome.Failed("its disk is locked by another host");
                }
                require(!running.containsKey(vm.id()), "a vm is started while it runs on " + running.get(vm.id()));
                var disk = tended.upkeep().disk().id();
                var before = Optional.ofNullable(workedOn.get(disk));
                // Given back while the command was on its way, it is nobody's, and is cleared before it is anybody's.
                var cleared = tended.upkeep().recycle() || tended.upkeep().deleting();
                var nobodys = vm.assignedTo().isEmpty() && cleared;
                require(
                        !vm.stateless() || before.isEmpty() || vm.assignedTo().equals(before) || nobodys,
                        "a stateless vm is started on the disk of somebody else");
                var memory = saved.remove(vm.id());
                require(memory == null || memory.equals(command.host()), "a vm is started beside its saved memory");
                if (memory == null) {
                    workshop.started(tended, command.host());
                }
                running.put(vm.id(), command.host());
                runsOn.put(vm.id(), disk);
                paused.remove(vm.id());
                takenOver += tended.state() instanceof VmState.Unknown ? 1 : 0;
                recovered += tended.missing() ? 1 : 0;
            }
            case SHUTDOWN_VM, POWER_OFF_VM, DESTROY_VM -> {
                running.remove(vm.id(), command.host());
                saved.remove(vm.id(), command.host());
                if (command.kind() == InFlight.Kind.DESTROY_VM) {
                    workshop.forgotten(vm.id(), command.host());
                }
            }
            case REBOOT_VM, RESET_VM, PAUSE_VM, RESUME_VM, SUSPEND_VM, MIGRATE_VM, LOCK_GUEST, LOG_OUT_GUEST -> {
                if (!command.host().equals(running.get(vm.id()))) {
                    return new Outcome.Refused(Outcome.Reason.NOT_FOUND, "it does not run here");
                }
                live(tended, command);
            }
            case CANCEL_MIGRATION -> {}
            case CREATE_DISK, COPY_DISK -> {
                if (command.subject().isPresent()) {
                    return work(tended, command);
                }
            }
            case ATTACH_DISK,
                    DETACH_DISK,
                    ATTACH_NIC,
                    DETACH_NIC,
                    CHANGE_CD,
                    CREATE_SNAPSHOT,
                    DELETE_SNAPSHOT,
                    REVERT_SNAPSHOT -> {
                return work(tended, command);
            }
            case DELETE_DISK -> {
                if (command.subject().isPresent()) {
                    return work(tended, command);
                }
                if (running.containsKey(vm.id())) {
                    return new Outcome.Refused(Outcome.Reason.BUSY, "in use");
                }
            }
        }
        return new Outcome.Done();
    }

    private Outcome work(TendedVm tended, InFlight command) {
        var id = tended.vm().id();
        var outcome = workshop.carryOut(tended, command, command.host().equals(running.get(id)));
        var withMemory = tended.outfit().snapshots().stream()
                .anyMatch(it -> command.subject().equals(Optional.of(it.id().value())) && it.memory());
        if (command.kind() == InFlight.Kind.REVERT_SNAPSHOT && outcome instanceof Outcome.Done && withMemory) {
            workshop.started(tended, command.host());
            running.put(id, command.host());
            runsOn.put(id, tended.upkeep().disk().id());
        }
        return outcome;
    }

    private void live(TendedVm tended, InFlight command) {
        var id = tended.vm().id();
        switch (command.kind()) {
            case PAUSE_VM -> paused.add(id);
            case REBOOT_VM, RESET_VM, RESUME_VM -> paused.remove(id);
            case SUSPEND_VM -> {
                running.remove(id);
                saved.put(id, command.host());
            }
            case MIGRATE_VM -> {
                running.put(id, tended.state().peer().orElseThrow());
                workshop.moved(id, tended.state().peer().orElseThrow());
                workshop.forgotten(id, command.host());
            }
            case CREATE_DISK,
                    COPY_DISK,
                    DELETE_DISK,
                    START_VM,
                    SHUTDOWN_VM,
                    POWER_OFF_VM,
                    DESTROY_VM,
                    CANCEL_MIGRATION,
                    ATTACH_DISK,
                    DETACH_DISK,
                    ATTACH_NIC,
                    DETACH_NIC,
                    CHANGE_CD,
                    CREATE_SNAPSHOT,
                    DELETE_SNAPSHOT,
                    REVERT_SNAPSHOT,
                    LOCK_GUEST,
                    LOG_OUT_GUEST -> {}
        }
    }

    private void put(TendedVm tended) {
        var before = Optional.ofNullable(vms.get(tended.vm().id()));
        var failed = before.filter(was -> was.upkeep().setback().failures()
                        < tended.upkeep().setback().failures())
                .isPresent();
        tended.vm()
                .pool()
                .filter(_ -> failed)
                .ifPresent(pool ->
                        failures.computeIfAbsent(pool, _ -> new ArrayList<>()).add(now));
        history.add(now + " " + tended.vm().name() + " " + tended.state() + " "
                + tended.upkeep().command().map(it -> it.kind().name()).orElse("") + " really on "
                + running.get(tended.vm().id()));
        vms.put(tended.vm().id(), tended);
    }

    private void listen() {
        hosts.forEach((host, row) -> {
            if (!silent(host)) {
                var reports = new ArrayList<VmReport>();
                running.forEach((vm, on) -> {
                    if (on.equals(host)) {
                        reports.add(report(vm, paused.contains(vm) ? VmPower.PAUSED : VmPower.RUNNING));
                    }
                });
                saved.forEach((vm, on) -> {
                    if (on.equals(host)) {
                        reports.add(report(vm, VmPower.SAVED));
                    }
                });
                seen.put(host, Seen.of(now, now, row.facts().orElseThrow(), reports));
            }
        });
    }

    private static VmReport report(VmId vm, VmPower power) {
        return new VmReport(vm, "", true, power, true, List.of(), List.of());
    }

    /** Something that people, guests or machines do. */
    void happen() {
        switch (random.nextInt(13)) {
            case 11 -> any(List.copyOf(hosts.values())).ifPresent(this::power);
            case 12 ->
                hosts.values().stream()
                        .filter(host -> host.state() instanceof HostState.NonResponsive && off.contains(host.id()))
                        .toList()
                        .forEach(this::confirm);
            case 10 ->
                any(staying().filter(it -> it.vm().pool().isEmpty()).toList())
                        .ifPresent(it -> put(workshop.wish(it, now, now.plus(timing.errand()))));
            case 9 -> {
                if (random.nextInt(6) == 0) {
                    any(staying().toList()).ifPresent(this::delete);
                } else if (random.nextInt(4) == 0) {
                    any(List.copyOf(pools.values())).ifPresent(this::rollOut);
                }
            }
            case 6 -> any(staying().filter(TendedVm::held).toList()).ifPresent(this::ask);
            case 7 ->
                any(staying().filter(it -> it.vm().pool().isEmpty()).toList()).ifPresent(it -> put(wanting(it, true)));
            case 8 -> any(List.copyOf(hosts.values())).ifPresent(this::maintain);
            case 0, 1 -> claim(new UserId("user" + random.nextInt(6)));
            case 2 ->
                any(vms.values().stream()
                                .filter(it -> it.vm().assignedTo().isPresent())
                                .toList())
                        .ifPresent(this::release);
            case 3 -> any(List.copyOf(running.keySet())).ifPresent(running::remove);
            case 4 ->
                any(hosts.keySet().stream().filter(it -> !off.contains(it)).toList())
                        .ifPresent(host -> {
                            silent.put(host, !silent(host));
                            history.add(now + " host " + host + " silent: " + silent(host));
                        });
            default -> now = now.plusSeconds(random.nextInt(90));
        }
        now = now.plusMillis(random.nextInt(3000));
    }

    /** An admin asks for something; what the VM's state does not allow is left to the reconciler to refuse. */
    private void ask(TendedVm tended) {
        var kind = any(List.of(Errand.Kind.values())).orElseThrow();
        var off = kind == Errand.Kind.STOP || kind == Errand.Kind.SHUTDOWN;
        var refused = kind == Errand.Kind.REVERT_SNAPSHOT
                || tended.vm().host().isEmpty()
                || (tended.vm().stateless() && (off || kind == Errand.Kind.SUSPEND));
        if (!refused) {
            var errand = new Errand(kind, Optional.empty(), now.plus(timing.errand()));
            asked.put(tended.vm().id(), tended.vm().assignedTo());
            put(with(wanting(tended, !off && tended.upkeep().wanted()), Optional.of(errand)));
        }
    }

    /** A machine fails, and all that it runs; or it is repaired. Saved memory lies on its disk. */
    private void power(Host host) {
        if (off.remove(host.id())) {
            silent.put(host.id(), false);
        } else if (random.nextInt(3) == 0) {
            off.add(host.id());
            silent.put(host.id(), true);
            running.values().removeIf(host.id()::equals);
            paused.retainAll(running.keySet());
            history.add(now + " host " + host.name() + " fails");
        }
    }

    /** A person has looked. */
    private void confirm(Host host) {
        if (host.state() instanceof HostState.NonResponsive lost) {
            hosts.put(host.id(), host.in(lost.dead(now, "somebody looked")));
            history.add(now + " host " + host.name() + " is known to be off");
        }
    }

    private void maintain(Host host) {
        switch (host.state()) {
            case HostState.Up it -> hosts.put(host.id(), host.in(it.drain(now)));
            case HostState.Maintenance it -> hosts.put(host.id(), host.in(it.activate(now)));
            case HostState.PreparingForMaintenance it -> {
                if (random.nextInt(3) == 0) {
                    hosts.put(host.id(), host.in(it.giveUp(now)));
                }
            }
            case HostState.Unassigned _,
                    HostState.Initializing _,
                    HostState.Connecting _,
                    HostState.NonResponsive _,
                    HostState.Down _,
                    HostState.NonOperational _,
                    HostState.PendingApproval _ -> {}
        }
    }

    private Stream<TendedVm> staying() {
        return vms.values().stream().filter(it -> !it.upkeep().deleting());
    }

    /** An admin deletes a VM, or takes one from its pool: as the rows have it, it is nobody's at once. */
    private void delete(TendedVm tended) {
        tended.vm().pool().ifPresent(id -> pools.computeIfPresent(id, (_, pool) -> smaller(pool)));
        var free = assigned(
                tended,
                Optional.empty(),
                tended.upkeep().recycle() || tended.vm().host().isPresent());
        var up = free.upkeep();
        put(new TendedVm(
                free.vm(),
                new Upkeep(
                        up.build(),
                        up.disk(),
                        false,
                        up.recycle(),
                        up.defined(),
                        up.lastHost(),
                        up.command(),
                        Optional.empty(),
                        Setback.NONE,
                        up.launched(),
                        up.consoles(),
                        true,
                        Optional.empty(),
                        up.diskMade()),
                workshop.deleted(free)));
    }

    private void rollOut(Pool pool) {
        var next = pool.template().equals(template.id()) ? other : template;
        history.add(now + " pool " + pool.name() + " is made of " + next.name());
        pools.put(pool.id(), pool.rolledOut(next.id()));
    }

    private static Pool smaller(Pool pool) {
        return new Pool(
                pool.id(),
                pool.name(),
                pool.description(),
                pool.kind(),
                pool.cluster(),
                pool.template(),
                pool.useLatest(),
                pool.previous(),
                pool.size() - 1,
                Math.min(pool.prestarted(), pool.size() - 1),
                pool.maxPerUser(),
                pool.stateless(),
                pool.vcpus(),
                pool.memoryMiB(),
                pool.policy(),
                pool.trials(),
                pool.deleting(),
                pool.version());
    }

    static TendedVm wanting(TendedVm tended, boolean wanted) {
        var up = tended.upkeep();
        return new TendedVm(
                tended.vm(),
                new Upkeep(
                        up.build(),
                        up.disk(),
                        wanted,
                        up.recycle(),
                        up.defined(),
                        up.lastHost(),
                        up.command(),
                        up.errand(),
                        up.setback(),
                        up.launched(),
                        up.consoles(),
                        up.deleting(),
                        up.unusedSince(),
                        up.diskMade()),
                tended.outfit());
    }

    static TendedVm with(TendedVm tended, Optional<Errand> errand) {
        var up = tended.upkeep();
        return new TendedVm(
                tended.vm(),
                new Upkeep(
                        up.build(),
                        up.disk(),
                        up.wanted(),
                        up.recycle(),
                        up.defined(),
                        up.lastHost(),
                        up.command(),
                        errand,
                        up.setback(),
                        up.launched(),
                        up.consoles(),
                        up.deleting(),
                        up.unusedSince(),
                        up.diskMade()),
                tended.outfit());
    }

    /** As the rows have it: free, and not still showing an earlier user's work. */
    private void claim(UserId user) {
        var free = vms.values().stream()
                .filter(it -> !it.held() && !it.upkeep().deleting())
                .filter(it -> !it.upkeep().recycle() || it.vm().host().isEmpty())
                .filter(it -> switch (it.state()) {
                    case VmState.Up _,
                            VmState.PoweringUp _,
                            VmState.WaitForLaunch _,
                            VmState.Down _,
                            VmState.ImageLocked _ -> true;
                    case VmState.PoweringDown _,
                            VmState.Paused _,
                            VmState.Suspended _,
                            VmState.RestoringState _,
                            VmState.RebootInProgress _,
                            VmState.SavingState _,
                            VmState.MigratingFrom _,
                            VmState.MigratingTo _,
                            VmState.Unknown _,
                            VmState.NotResponding _ -> false;
                })
                .toList();
        any(free).ifPresent(tended -> {
            var disk = runsOn.get(tended.vm().id());
            var inUse = running.containsKey(tended.vm().id()) && tended.vm().stateless() && disk != null;
            require(
                    !inUse || !workedOn.containsKey(disk) || workedOn.get(disk).equals(user),
                    "a running vm is given to " + user + " with the work of somebody else");
            put(assigned(tended, Optional.of(user), tended.upkeep().recycle()));
        });
    }

    private void release(TendedVm tended) {
        put(assigned(
                tended,
                Optional.empty(),
                tended.upkeep().recycle()
                        || tended.vm().host().isPresent()
                        || tended.state() instanceof VmState.Suspended));
    }

    private TendedVm assigned(TendedVm tended, Optional<UserId> user, boolean recycle) {
        var vm = tended.vm();
        var up = tended.upkeep();
        return new TendedVm(
                new Vm(
                        vm.id(),
                        vm.name(),
                        vm.pool(),
                        vm.state(),
                        user,
                        vm.vcpus(),
                        vm.memoryMiB(),
                        vm.stateless(),
                        vm.trouble(),
                        vm.version()),
                new Upkeep(
                        up.build(),
                        user.isPresent() ? up.disk() : up.disk().abandoned(),
                        user.isPresent(),
                        recycle,
                        up.defined(),
                        up.lastHost(),
                        up.command(),
                        up.errand(),
                        up.setback(),
                        up.launched(),
                        up.consoles(),
                        up.deleting(),
                        user.map(_ -> now),
                        up.diskMade()),
                tended.outfit());
    }

    /** Whoever holds a VM that is Up works on it. */
    void work() {
        vms.values().stream()
                .filter(it -> it.state() instanceof VmState.Up
                        && running.containsKey(it.vm().id()))
                .forEach(it -> it.vm()
                        .assignedTo()
                        .ifPresent(user -> workedOn.put(runsOn.get(it.vm().id()), user)));
    }

    /** From now on nothing goes wrong, and an admin has restrained pools refilled at once. */
    void calm() {
        calm = true;
        restraints.clear();
        failures.clear();
        silent.replaceAll((_, _) -> false);
        off.clear();
        hosts.replaceAll((_, host) -> switch (host.state()) {
            case HostState.Maintenance it -> host.in(it.activate(now));
            case HostState.PreparingForMaintenance it -> host.in(it.giveUp(now));
            case HostState.Unassigned _,
                    HostState.Initializing _,
                    HostState.Up _,
                    HostState.Connecting _,
                    HostState.NonResponsive _,
                    HostState.Down _,
                    HostState.NonOperational _,
                    HostState.PendingApproval _ -> host;
        });
    }

    /** What is wanted is so. */
    List<String> unfulfilled() {
        var missing = new ArrayList<String>();
        vms.values().stream().filter(it -> it.upkeep().deleting()).forEach(it -> missing.add("not deleted: " + it));
        vms.values().stream()
                .filter(it -> it.upkeep().disk().use() != VmDisk.Use.MISSING && !it.held())
                .filter(it -> it.vm().pool().map(pools::get).stream()
                        .anyMatch(
                                pool -> !it.upkeep().build().source().template().equals(Optional.of(pool.template()))))
                .forEach(it -> missing.add("not of its pool's template: " + it));
        vms.values().stream()
                .filter(it -> it.held() && it.upkeep().wanted())
                .filter(it -> !(it.state() instanceof VmState.Up || it.state() instanceof VmState.Paused))
                .forEach(it -> missing.add("wanted but not up: " + it));
        vms.values()
                .forEach(it -> missing.addAll(
                        workshop.unfulfilled(it, running.containsKey(it.vm().id()))));
        for (var pool : pools.values()) {
            var mine = vms.values().stream()
                    .filter(it -> it.vm().pool().equals(Optional.of(pool.id())))
                    .toList();
            long free =
                    mine.stream().filter(it -> it.vm().assignedTo().isEmpty()).count();
            long reserve = mine.stream()
                    .filter(it -> it.state() instanceof VmState.Up
                            && it.vm().assignedTo().isEmpty()
                            && !it.upkeep().recycle())
                    .count();
            if (reserve < Math.min(pool.prestarted(), free)) {
                missing.add("reserve of " + pool.name() + ": " + reserve + " of " + pool.prestarted());
            }
            if (mine.size() != pool.size()) {
                missing.add("vms of " + pool.name() + ": " + mine.size() + " of " + pool.size());
            }
        }
        vms.values().stream()
                .filter(it -> running.containsKey(it.vm().id())
                        != (it.state() instanceof VmState.Up || it.state() instanceof VmState.Paused))
                .forEach(it -> missing.add("not as it really is: " + it));
        return missing;
    }

    private boolean silent(HostId host) {
        return Boolean.TRUE.equals(silent.get(host));
    }

    private <T> Optional<T> any(List<T> things) {
        return things.isEmpty() ? Optional.empty() : Optional.of(things.get(random.nextInt(things.size())));
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new AssertionError(rule);
        }
    }
}
