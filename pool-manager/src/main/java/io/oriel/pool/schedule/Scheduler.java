package io.oriel.pool.schedule;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.TendedVm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Picks the host with the most free memory among those that no filter objects to. */
public final class Scheduler {
    private static final List<Filter> EVERYWHERE = List.of(
            new HostIsUp(),
            new SameCluster(),
            new ReachesDisk(),
            new HasNetwork(),
            new EnoughProcessors(),
            new EnoughMemory());
    private static final Filter AT_THE_START = new ChosenHost();

    private final Limits limits;

    public Scheduler(Limits limits) {
        this.limits = limits;
    }

    /** Where a VM that does not run may start. */
    public Placement place(TendedVm tended, Estate estate, Load load) {
        return best(
                estate.hostsInOrder(), tended, estate, load, true, host -> load.starting(host.id()) < limits.starts());
    }

    /**
     * Where a running VM may move.
     *
     * @param chosen the only host to look at; empty: every one
     */
    public Placement move(TendedVm tended, Optional<HostId> chosen, Estate estate, Load load) {
        var here = tended.vm().host();
        var hosts = estate.hostsInOrder().stream()
                .filter(host -> here.filter(host.id()::equals).isEmpty())
                .filter(host -> chosen.isEmpty() || chosen.get().equals(host.id()))
                .toList();
        var mayLeave = here.isEmpty() || load.moving(here.get()) < limits.moves();
        return best(hosts, tended, estate, load, false, host -> mayLeave && load.moving(host.id()) < limits.moves());
    }

    /** Whether one more disk may be made or deleted there now. */
    public boolean mayWorkOnDisk(Host host, Load load) {
        return host.up() && load.diskWork(host.id()) < limits.diskWork();
    }

    private static Placement best(
            List<Host> hosts, TendedVm tended, Estate estate, Load load, boolean start, Predicate<Host> hasATurn) {
        var reasons = new LinkedHashMap<String, String>();
        var fitting = new ArrayList<Host>();
        for (var host : hosts) {
            objection(tended, host, estate, load, start)
                    .ifPresentOrElse(reason -> reasons.put(host.name(), reason), () -> fitting.add(host));
        }
        if (fitting.isEmpty()) {
            return new Placement.NoFit(reasons);
        }
        return fitting.stream()
                .filter(hasATurn)
                .max(Comparator.comparing((Host host) -> free(host, load))
                        .thenComparing(Comparator.comparing(Host::name).reversed()))
                .<Placement>map(host -> new Placement.Placed(host.id()))
                .orElseGet(Placement.Later::new);
    }

    private static Optional<String> objection(TendedVm tended, Host host, Estate estate, Load load, boolean start) {
        if (start) {
            var chosen = AT_THE_START.objection(tended, host, estate, load);
            if (chosen.isPresent()) {
                return chosen;
            }
        }
        for (var filter : EVERYWHERE) {
            var objection = filter.objection(tended, host, estate, load);
            if (objection.isPresent()) {
                return objection;
            }
        }
        return Optional.empty();
    }

    private static long free(Host host, Load load) {
        return host.facts()
                .map(facts -> facts.memoryMiB() - load.memoryMiB(host.id()))
                .orElse(0L);
    }
}
