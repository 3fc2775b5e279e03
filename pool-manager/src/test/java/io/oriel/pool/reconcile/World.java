package io.oriel.pool.reconcile;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.HostFacts;
import io.oriel.host.api.HostId;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.Seen;
import io.oriel.pool.estate.Setback;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.estate.Upkeep;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmDisk;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.plan.Action;
import io.oriel.pool.plan.Plan;
import io.oriel.pool.schedule.Limits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * An estate with hosts that do what they are told, or not, on a clock of its own. A night of failures passes in a
 * second. What must never happen stops the test.
 */
final class World {
    static final Limits LIMITS = new Limits(3, 3);

    private final SplittableRandom random;
    private final Timing timing = Timing.standard();
    private final Reconciler reconciler = new Reconciler(timing, LIMITS);
    private final Instant begun = Instant.parse("2026-11-22T00:00:00Z");

    private final Map<HostId, Host> hosts = new LinkedHashMap<>();
    private final Map<HostId, Seen> seen = new HashMap<>();
    private final Map<HostId, Boolean> silent = new HashMap<>();
    private final Map<PoolId, Pool> pools = new LinkedHashMap<>();
    private final Map<VmId, TendedVm> vms = new LinkedHashMap<>();
    private final Template template;
    private final StorageDomain storage;

    /** What really runs where, on which disk. */
    private final Map<VmId, HostId> running = new HashMap<>();

    private final Map<VmId, DiskId> runsOn = new HashMap<>();
    /** Who has worked on a disk. */
    private final Map<DiskId, UserId> workedOn = new HashMap<>();

    private final Map<CommandId, Outcome> journal = new HashMap<>();

    /** What happened, to be read when a test fails. */
    final List<String> history = new ArrayList<>();

    Instant now = begun;
    /** Whether hosts may fail. */
    boolean calm;

    World(long seed) {
        random = new SplittableRandom(seed);
        storage = new StorageDomain(new StorageDomainId(uuid()), "local", "/s");
        template = new Template(new TemplateId(uuid()), "t", new DiskId(uuid()), storage.id(), 1 << 20, begun);
        int hostCount = 1 + random.nextInt(3);
        for (int i = 0; i < hostCount; i++) {
            var id = new HostId(uuid());
            var facts = new HostFacts("hw" + i, "h" + i, 4, 1024, "simulated", true, "", "", "", "");
            hosts.put(
                    id,
                    new Host(
                            id,
                            "h" + i,
                            "127.0.0.1",
                            8446,
                            new ClusterId(uuid()),
                            new HostState.Unassigned(begun),
                            Optional.empty(),
                            Optional.of(facts),
                            1));
            silent.put(id, false);
        }
        int poolCount = 1 + random.nextInt(3);
        for (int i = 0; i < poolCount; i++) {
            int size = 1 + random.nextInt(5);
            var pool = new Pool(
                    new PoolId(uuid()),
                    "p" + i,
                    "",
                    template.id(),
                    size,
                    random.nextInt(size + 1),
                    1,
                    random.nextInt(4) > 0,
                    1,
                    64,
                    1);
            pools.put(pool.id(), pool);
            Pool.vmNames(pool.name(), size).forEach(name -> addVm(pool, name));
        }
    }

    private void addVm(Pool pool, String name) {
        var id = new VmId(uuid());
        var vm = new Vm(
                id,
                name,
                Optional.of(pool.id()),
                new VmState.Down(begun),
                Optional.empty(),
                1,
                64,
                pool.stateless(),
                Optional.empty(),
                1);
        var disk = new VmDisk(new DiskId(uuid()), storage.id(), VmDisk.Use.MISSING);
        var upkeep = new Upkeep(
                vms.size(),
                disk,
                "",
                false,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Setback.NONE,
                Optional.empty(),
                List.of());
        vms.put(id, new TendedVm(vm, upkeep));
    }

    Estate estate() {
        return new Estate(
                hosts, Map.of(storage.id(), storage), Map.of(template.id(), template), pools, vms, seen, begun);
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
        var subjects = new ArrayList<VmId>();
        for (var action : plan.actions()) {
            switch (action) {
                case Action.StartVm it -> {
                    subjects.add(it.vm().vm().id());
                    require(estate.host(it.on()).orElseThrow().up(), "a start on a host that is not up");
                }
                case Action.DeleteDisk it -> {
                    subjects.add(it.vm().vm().id());
                    require(it.vm().vm().stateless(), "the disk of a stateful vm is deleted");
                }
                case Action.CreateDisk it -> subjects.add(it.vm().vm().id());
                case Action.ShutdownVm it -> subjects.add(it.vm().vm().id());
                case Action.DestroyVm it -> {
                    subjects.add(it.vm().vm().id());
                    var ours = it.vm().vm().assignedTo().isPresent()
                            && it.vm().state() instanceof VmState.Up
                            && !it.vm().upkeep().recycle();
                    require(!ours, "an assigned running vm is destroyed");
                }
                case Action.SendAgain it -> subjects.add(it.vm().vm().id());
                case Action.MarkVm it -> subjects.add(it.vm().vm().id());
                case Action.MarkHost _, Action.NoteFacts _, Action.PrepareHost _, Action.Distrust _ -> {}
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
            case Action.ShutdownVm it ->
                send(it.vm().powerDown(command(InFlight.Kind.SHUTDOWN_VM, it.on(), deadline), now));
            case Action.DestroyVm it ->
                send(it.vm().powerDown(command(InFlight.Kind.DESTROY_VM, it.on(), deadline), now));
            case Action.SendAgain it -> send(it.vm().sendAgain(deadline));
            case Action.MarkVm it -> put(it.now());
            case Action.MarkHost it -> hosts.put(it.host().id(), it.host().in(it.now()));
            case Action.NoteFacts it -> hosts.put(it.host().id(), it.now());
            case Action.PrepareHost it -> hosts.put(it.host().id(), it.host().in(new HostState.Up(now)));
            case Action.Distrust it ->
                throw new AssertionError("a host is distrusted: " + it + "\n" + String.join("\n", history));
        }
    }

    private InFlight command(InFlight.Kind kind, HostId on, Instant sendAgain) {
        return new InFlight(new CommandId(uuid()), kind, on, sendAgain);
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
                require(!running.containsKey(vm.id()), "a vm is started while it runs on " + running.get(vm.id()));
                var disk = tended.upkeep().disk().id();
                var before = Optional.ofNullable(workedOn.get(disk));
                // Given back while the command was on its way, it is nobody's, and is cleared before it is anybody's.
                var nobodys = vm.assignedTo().isEmpty() && tended.upkeep().recycle();
                require(
                        !vm.stateless() || before.isEmpty() || vm.assignedTo().equals(before) || nobodys,
                        "a stateless vm is started on the disk of somebody else");
                running.put(vm.id(), command.host());
                runsOn.put(vm.id(), disk);
            }
            case SHUTDOWN_VM, DESTROY_VM -> running.remove(vm.id(), command.host());
            case DELETE_DISK -> {
                if (running.containsKey(vm.id())) {
                    return new Outcome.Refused(Outcome.Reason.BUSY, "in use");
                }
            }
            case CREATE_DISK -> {}
        }
        return new Outcome.Done();
    }

    private void put(TendedVm tended) {
        history.add(now + " " + tended.vm().name() + " " + tended.state() + " "
                + tended.upkeep().command().map(it -> it.kind().name()).orElse("") + " really on "
                + running.get(tended.vm().id()));
        vms.put(tended.vm().id(), tended);
    }

    private void listen() {
        hosts.forEach((host, row) -> {
            if (!silent(host)) {
                var reports = running.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(host))
                        .map(entry ->
                                new VmReport(entry.getKey(), "", true, VmPower.RUNNING, true, List.of(), List.of()))
                        .toList();
                seen.put(host, Seen.of(now, now, row.facts().orElseThrow(), reports));
            }
        });
    }

    /** Something that people, guests or machines do. */
    void happen() {
        switch (random.nextInt(6)) {
            case 0, 1 -> claim(new UserId("user" + random.nextInt(6)));
            case 2 ->
                any(vms.values().stream()
                                .filter(it -> it.vm().assignedTo().isPresent())
                                .toList())
                        .ifPresent(this::release);
            case 3 -> any(List.copyOf(running.keySet())).ifPresent(running::remove);
            case 4 ->
                any(List.copyOf(hosts.keySet())).ifPresent(host -> {
                    silent.put(host, !silent(host));
                    history.add(now + " host " + host + " silent: " + silent(host));
                });
            default -> now = now.plusSeconds(random.nextInt(90));
        }
        now = now.plusMillis(random.nextInt(3000));
    }

    /** As the rows have it: free, and not still showing an earlier user's work. */
    private void claim(UserId user) {
        var free = vms.values().stream()
                .filter(it -> it.vm().assignedTo().isEmpty())
                .filter(it -> !it.upkeep().recycle() || it.vm().host().isEmpty())
                .filter(it -> switch (it.state()) {
                    case VmState.Up _,
                            VmState.PoweringUp _,
                            VmState.WaitForLaunch _,
                            VmState.Down _,
                            VmState.ImageLocked _ -> true;
                    case VmState.PoweringDown _, VmState.Paused _, VmState.Unknown _, VmState.NotResponding _ -> false;
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
                tended.upkeep().recycle() || tended.vm().host().isPresent()));
    }

    private static TendedVm assigned(TendedVm tended, Optional<UserId> user, boolean recycle) {
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
                        up.position(),
                        user.isPresent() ? up.disk() : up.disk().abandoned(),
                        up.mac(),
                        user.isPresent(),
                        recycle,
                        up.defined(),
                        up.lastHost(),
                        up.command(),
                        up.setback(),
                        up.launched(),
                        up.consoles()));
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

    /** From now on nothing goes wrong. */
    void calm() {
        calm = true;
        silent.replaceAll((_, _) -> false);
    }

    /** What is wanted is so. */
    List<String> unfulfilled() {
        var missing = new ArrayList<String>();
        vms.values().stream()
                .filter(it -> it.vm().assignedTo().isPresent() && it.upkeep().wanted())
                .filter(it -> !(it.state() instanceof VmState.Up))
                .forEach(it -> missing.add("wanted but not up: " + it));
        for (var pool : pools.values()) {
            var mine = vms.values().stream()
                    .filter(it -> it.vm().pool().equals(Optional.of(pool.id())))
                    .toList();
            long free =
                    mine.stream().filter(it -> it.vm().assignedTo().isEmpty()).count();
            long reserve = mine.stream()
                    .filter(it -> it.state() instanceof VmState.Up
                            && it.vm().assignedTo().isEmpty())
                    .count();
            if (reserve < Math.min(pool.prestarted(), free)) {
                missing.add("reserve of " + pool.name() + ": " + reserve + " of " + pool.prestarted());
            }
            if (mine.size() != pool.size()) {
                missing.add("vms of " + pool.name() + ": " + mine.size() + " of " + pool.size());
            }
        }
        vms.values().stream()
                .filter(it -> running.containsKey(it.vm().id()) != (it.state() instanceof VmState.Up))
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
