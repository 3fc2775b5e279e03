package io.oriel.pool.schedule;

import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Vm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/** Picks the host with the most free memory among those that no filter objects to. */
public final class Scheduler {
    private static final List<Filter> FILTERS = List.of(new HostIsUp(), new EnoughProcessors(), new EnoughMemory());

    private final Limits limits;

    public Scheduler(Limits limits) {
        this.limits = limits;
    }

    public Placement place(Vm vm, Estate estate, Load load) {
        var reasons = new LinkedHashMap<String, String>();
        var fitting = new ArrayList<Host>();
        for (var host : estate.hostsInOrder()) {
            FILTERS.stream()
                    .flatMap(filter -> filter.objection(vm, host, load).stream())
                    .findFirst()
                    .ifPresentOrElse(reason -> reasons.put(host.name(), reason), () -> fitting.add(host));
        }
        if (fitting.isEmpty()) {
            return new Placement.NoFit(reasons);
        }
        return fitting.stream()
                .filter(host -> load.starting(host.id()) < limits.starts())
                .max(Comparator.comparing((Host host) -> free(host, load))
                        .thenComparing(Comparator.comparing(Host::name).reversed()))
                .<Placement>map(host -> new Placement.Placed(host.id()))
                .orElseGet(Placement.Later::new);
    }

    /** Whether one more disk may be made or deleted there now. */
    public boolean mayWorkOnDisk(Host host, Load load) {
        return host.up() && load.diskWork(host.id()) < limits.diskWork();
    }

    private static long free(Host host, Load load) {
        return host.facts()
                .map(facts -> facts.memoryMiB() - load.memoryMiB(host.id()))
                .orElse(0L);
    }
}
