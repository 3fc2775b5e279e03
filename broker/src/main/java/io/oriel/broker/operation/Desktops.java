package io.oriel.broker.operation;

import io.oriel.broker.access.Access;
import io.oriel.broker.access.ChannelRules;
import io.oriel.broker.access.PoolChannels;
import io.oriel.broker.directory.User;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.Passage;
import io.oriel.host.api.AgentException;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.VmId;
import io.oriel.pool.PoolException;
import io.oriel.pool.PoolModule;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.event.Change;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a person sees: their desktops, the pools they may take from, and that something of it has changed. */
public final class Desktops {
    private final Access access;
    private final PoolModule estate;
    private final ChannelRules rules;
    private final Clock clock;

    public Desktops(Access access, PoolModule estate, ChannelRules rules, Clock clock) {
        this.access = access;
        this.estate = estate;
        this.rules = rules;
        this.clock = clock;
    }

    /** All that this person sees now. */
    public Overview of(User user) {
        var pools = estate.pools().list();
        var byId = pools.stream().collect(Collectors.toMap(Pool::id, Function.identity()));
        var mine = estate.vms().of(user.id());
        var desktops = mine.stream()
                .map(vm -> desktop(vm, vm.pool().map(byId::get)))
                .sorted(Comparator.comparing(Desktop::name))
                .toList();
        var offers = access.takeable(user, pools).stream()
                .map(pool -> offer(pool, mine))
                .sorted(Comparator.comparing(PoolOffer::name))
                .toList();
        return new Overview(desktops, offers);
    }

    /** The screen of this person's running desktop as PNG; empty when it is not theirs or has no picture now. */
    public Optional<byte[]> thumbnail(User user, VmId id) {
        try {
            return estate.vms()
                    .find(id)
                    .filter(vm -> access.maySee(user.id(), vm) && connectable(vm))
                    .map(vm -> estate.vms().screenshot(id))
                    .filter(png -> png.length > 0);
        } catch (PoolException | AgentException e) {
            return Optional.empty(); // a picture is worth no error
        }
    }

    /** What may pass between this person and a desktop of theirs; nothing when it is not theirs. */
    public ChannelPolicy channels(User user, VmId id) {
        return estate.vms()
                .find(id)
                .filter(vm -> access.maySee(user.id(), vm))
                .map(vm -> PoolChannels.of(vm, estate.pools(), rules.refused(user, vm.pool())))
                .orElseGet(() -> ChannelPolicy.without(List.of(Passage.values())));
    }

    /**
     * Hears of changes to what this person sees.
     *
     * @param changed called on any thread, perhaps for something that turns out to look the same; must return quickly
     */
    public AutoCloseable watch(User user, Runnable changed) {
        var pools = access.takeable(user, estate.pools().list()).stream()
                .map(Pool::id)
                .collect(Collectors.toUnmodifiableSet());
        var mine = estate.vms().of(user.id()).stream()
                .flatMap(vm -> vm.pool().stream())
                .collect(Collectors.toUnmodifiableSet());
        return estate.events().onChange(change -> {
            if (concerns(change, pools, mine)) {
                changed.run();
            }
        });
    }

    /** A change of no pool may be an entitlement or an own VM: better look once too often. */
    private static boolean concerns(Change change, Set<PoolId> pools, Set<PoolId> mine) {
        return change.pool()
                .map(pool -> pools.contains(pool) || mine.contains(pool))
                .orElse(true);
    }

    private Desktop desktop(Vm vm, Optional<Pool> pool) {
        boolean up = connectable(vm);
        boolean spice = up && estate.vms().console(vm.id(), ConsoleKind.SPICE).isPresent();
        boolean vnc = up && estate.vms().console(vm.id(), ConsoleKind.VNC).isPresent();
        var startingFor = starting(vm.state())
                ? Optional.of(positive(Duration.between(vm.state().since(), clock.instant())))
                : Optional.<Duration>empty();
        return new Desktop(
                vm.id(),
                vm.name(),
                vm.state().restName(),
                spice || vnc,
                spice,
                vnc,
                pool.map(Pool::name),
                vm.vcpus(),
                vm.memoryMiB(),
                vm.stateless(),
                estate.vms().eta(vm.id()),
                startingFor,
                vm.trouble());
    }

    private PoolOffer offer(Pool pool, List<Vm> mine) {
        var count = estate.pools().count(pool.id());
        var taken = mine.stream()
                .filter(vm -> vm.pool().filter(pool.id()::equals).isPresent())
                .count();
        return new PoolOffer(
                pool.id(),
                pool.name(),
                pool.description(),
                pool.vcpus(),
                pool.memoryMiB(),
                count.ready(),
                count.startable(),
                count.assigned(),
                count.size(),
                (int) taken,
                pool.maxPerUser(),
                count.medianStart());
    }

    private static boolean connectable(Vm vm) {
        return switch (vm.state()) {
            case VmState.Up _, VmState.RebootInProgress _, VmState.MigratingFrom _ -> true;
            case VmState.Down _,
                    VmState.ImageLocked _,
                    VmState.Suspended _,
                    VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.PoweringUp _,
                    VmState.PoweringDown _,
                    VmState.SavingState _,
                    VmState.Paused _,
                    VmState.MigratingTo _,
                    VmState.Unknown _,
                    VmState.NotResponding _ -> false;
        };
    }

    /** On its way up, by the state alone. */
    static boolean starting(VmState state) {
        return switch (state) {
            case VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.PoweringUp _,
                    VmState.ImageLocked _,
                    VmState.MigratingTo _ -> true;
            case VmState.Down _,
                    VmState.Suspended _,
                    VmState.Up _,
                    VmState.RebootInProgress _,
                    VmState.PoweringDown _,
                    VmState.SavingState _,
                    VmState.Paused _,
                    VmState.MigratingFrom _,
                    VmState.Unknown _,
                    VmState.NotResponding _ -> false;
        };
    }

    private static Duration positive(Duration time) {
        return time.isNegative() ? Duration.ZERO : time;
    }
}
