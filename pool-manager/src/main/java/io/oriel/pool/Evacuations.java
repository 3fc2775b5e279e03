package io.oriel.pool;

import io.oriel.host.api.HostEvent;
import io.oriel.host.api.VmId;
import io.oriel.pool.Drain.Hindrance;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.Mobility;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.loop.Usages;
import io.oriel.pool.schedule.Explanation;
import io.oriel.pool.schedule.Forecast;
import io.oriel.pool.schedule.Load;
import io.oriel.pool.schedule.Placement;
import io.oriel.pool.schedule.Scheduler;
import io.oriel.pool.store.EstateStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether VMs can go elsewhere, and why not. An answer is true for the moment of the question only. */
final class Evacuations {
    private static final int MOST_NAMES = 10;

    private final EstateStore store;
    private final Usages usages;
    private final Scheduler scheduler;
    private final Timing timing;
    private final Clock clock;

    Evacuations(EstateStore store, Usages usages, Scheduler scheduler, Timing timing, Clock clock) {
        this.store = store;
        this.usages = usages;
        this.scheduler = scheduler;
        this.timing = timing;
        this.clock = clock;
    }

    /** The VMs that bind a host. */
    List<TendedVm> vmsOn(Host host) {
        return store.readAll().estate().vmsOn(host.id());
    }

    /** All that keeps a host from being emptied, in one sentence; empty when it can be. */
    Optional<String> objection(Host host) {
        var hindrances = hindrances(host, estate());
        return hindrances.isEmpty()
                ? Optional.empty()
                : Optional.of(hindrances.stream().map(Hindrance::sentence).collect(Collectors.joining("; ")));
    }

    /** What emptying a host would meet, or how far it has come. */
    Drain drain(Host host) {
        var estate = estate();
        var leaving = inTurn(estate, host).stream()
                .map(tended -> new Drain.Leaving(tended, percent(tended)))
                .toList();
        var left = host.state() instanceof HostState.PreparingForMaintenance it
                ? Optional.of(Duration.between(clock.instant(), it.since().plus(timing.drain())))
                        .map(rest -> rest.isNegative() ? Duration.ZERO : rest)
                : Optional.<Duration>empty();
        return new Drain(host, hindrances(host, estate), leaving, left);
    }

    /** What would become of the VMs on a host if it failed now. */
    Forecast forecast(Host host) {
        return Forecast.of(host, estate(), clock.instant());
    }

    private Optional<Integer> percent(TendedVm tended) {
        return tended.upkeep()
                .command()
                .filter(it -> it.kind() == InFlight.Kind.MIGRATE_VM)
                .flatMap(it -> usages.progress(it.host(), it.id()))
                .map(HostEvent.Progress::percent);
    }

    private List<Hindrance> hindrances(Host host, Estate estate) {
        var all = new ArrayList<Hindrance>();
        if (host.state() instanceof HostState.PendingApproval) {
            all.add(new Hindrance(Optional.empty(), "it waits for approval; approve or remove it"));
        }
        var load = Load.of(estate);
        for (var tended : inTurn(estate, host)) {
            hindrance(tended, host, estate, load)
                    .ifPresent(
                            why -> all.add(new Hindrance(Optional.of(tended.vm().name()), why)));
        }
        return all;
    }

    private Optional<String> hindrance(TendedVm tended, Host host, Estate estate, Load load) {
        var from = tended.vm().host().filter(it -> !it.equals(host.id())).flatMap(estate::host);
        if (from.isPresent()) {
            // It comes here from a host that is being emptied itself: called off, it could not leave that one.
            return from.filter(it -> it.state() instanceof HostState.PreparingForMaintenance)
                    .map(it -> "it is on its way here from host " + it.name() + ", which is being emptied");
        }
        if (tended.state() instanceof VmState.Unknown) {
            return Optional.of("nobody knows whether it runs");
        }
        var runs = tended.vm().host().isPresent();
        var mobility = tended.outfit().care().continuity().mobility();
        if (!tended.held() || !runs || tended.state() instanceof VmState.MigratingFrom) {
            return Optional.empty();
        }
        return mobility == Mobility.MIGRATABLE
                ? place(tended, Optional.empty(), estate, load)
                : Optional.of(mobility.reason());
    }

    /** Those with the highest priority leave first. */
    private static List<TendedVm> inTurn(Estate estate, Host host) {
        return estate.vmsOn(host.id()).stream()
                .sorted(Comparator.comparing(
                        (TendedVm it) -> -it.outfit().care().continuity().urgency()))
                .toList();
    }

    /** Why a VM cannot move to this host, or to any; empty when it can. */
    Optional<String> objection(TendedVm tended, Optional<Host> to) {
        var estate = estate();
        return place(tended, to, estate, Load.of(estate));
    }

    /** What is to be said of each host; empty when the VM is not there. */
    Optional<Explanation> explain(VmId id) {
        var estate = estate();
        return Optional.ofNullable(estate.vms().get(id))
                .map(tended -> scheduler.explain(tended, estate, Load.of(estate)));
    }

    private Estate estate() {
        return store.readAll().estate().using(usages.cpu());
    }

    private Optional<String> place(TendedVm tended, Optional<Host> to, Estate estate, Load load) {
        return switch (scheduler.move(tended, to.map(Host::id), estate, load)) {
            case Placement.Placed(var host) -> {
                load.starts(host, tended);
                yield Optional.empty();
            }
            case Placement.Later() -> Optional.empty();
            case Placement.NoFit noFit -> Optional.of(noFit.sentence());
        };
    }

    static String names(List<TendedVm> vms) {
        return vms.stream()
                .map(tended -> tended.vm().name())
                .limit(MOST_NAMES)
                .collect(Collectors.joining(", ", "", vms.size() > MOST_NAMES ? " and others" : ""));
    }
}
