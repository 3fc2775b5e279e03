package io.oriel.pool;

import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.loop.Usages;
import io.oriel.pool.schedule.Explanation;
import io.oriel.pool.schedule.Load;
import io.oriel.pool.schedule.Placement;
import io.oriel.pool.schedule.Scheduler;
import io.oriel.pool.store.EstateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether VMs can go elsewhere, and why not. An answer is true for the moment of the question only. */
final class Evacuations {
    private static final int MOST_NAMES = 10;

    private final EstateStore store;
    private final Usages usages;
    private final Scheduler scheduler;

    Evacuations(EstateStore store, Usages usages, Scheduler scheduler) {
        this.store = store;
        this.usages = usages;
        this.scheduler = scheduler;
    }

    /** The VMs that bind a host. */
    List<TendedVm> vmsOn(Host host) {
        return store.readAll().estate().vmsOn(host.id());
    }

    /** Which VMs of somebody's can go nowhere else, and why; empty when the host can be emptied. */
    Optional<String> objection(Host host) {
        var estate = estate();
        var load = Load.of(estate);
        var stuck = new ArrayList<String>();
        for (var tended : estate.vmsOn(host.id())) {
            if (tended.held()) {
                place(tended, Optional.empty(), estate, load)
                        .ifPresent(why -> stuck.add("vm " + tended.vm().name() + ": " + why));
            }
        }
        return stuck.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", stuck));
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
