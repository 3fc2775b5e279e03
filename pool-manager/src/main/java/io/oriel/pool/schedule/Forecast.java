package io.oriel.pool.schedule;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.TendedVm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * What would become of the VMs on a host if it failed now, in the order in which they would come back. True for the
 * moment of the question only.
 */
public record Forecast(Host failed, List<Fate> fates) {
    private static final Limits NO_LIMITS =
            new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    public Forecast {
        fates = List.copyOf(fates);
    }

    /**
     * What would become of one VM.
     *
     * @param to where it would start; empty: nowhere
     * @param why it would start nowhere; empty when it would
     */
    public record Fate(TendedVm vm, Optional<Host> to, String why) {
        /** Highly available, and without a place. */
        public boolean stranded() {
            return to.isEmpty() && vm.outfit().care().continuity().highlyAvailable();
        }
    }

    /** Whether every highly available VM would find a place. */
    public boolean survived() {
        return fates.stream().noneMatch(Fate::stranded);
    }

    /** Plays the failure of a host through, without doing anything. */
    public static Forecast of(Host failed, Estate estate, Instant now) {
        var lost = estate.vms().values().stream()
                .filter(it -> it.vm().host().filter(failed.id()::equals).isPresent())
                .sorted(Comparator.comparing((TendedVm it) ->
                                -it.outfit().care().continuity().urgency())
                        .thenComparing(it -> it.vm().name()))
                .toList();
        var after = after(failed, lost, estate, now);
        var load = Load.of(after);
        var scheduler = new Scheduler(NO_LIMITS);
        var fates = new ArrayList<Fate>();
        for (var tended : lost) {
            fates.add(fate(tended, after, load, scheduler));
        }
        return new Forecast(failed, fates);
    }

    private static Fate fate(TendedVm before, Estate after, Load load, Scheduler scheduler) {
        if (!before.outfit().care().continuity().highlyAvailable()) {
            return new Fate(before, Optional.empty(), "it is not highly available");
        }
        var tended = after.vms().getOrDefault(before.vm().id(), before);
        if (!tended.missing()) {
            return new Fate(before, Optional.empty(), "it is to be off");
        }
        return switch (scheduler.place(tended, after, load)) {
            case Placement.Placed(var host) -> {
                load.starts(host, tended);
                yield new Fate(before, after.host(host), "");
            }
            case Placement.Later() -> new Fate(before, Optional.empty(), "it would have to wait its turn");
            case Placement.NoFit noFit -> new Fate(before, Optional.empty(), noFit.sentence());
        };
    }

    private static Estate after(Host failed, List<TendedVm> lost, Estate estate, Instant now) {
        var hosts = new HashMap<HostId, Host>(estate.hosts());
        hosts.put(failed.id(), failed.in(new HostState.Down(now, "it failed")));
        var vms = new HashMap<VmId, TendedVm>(estate.vms());
        lost.forEach(it -> vms.put(it.vm().id(), it.recovered(now)));
        return new Estate(
                hosts,
                estate.site(),
                estate.templates(),
                estate.pools(),
                vms,
                estate.seen(),
                estate.complaints(),
                estate.looked(),
                estate.cpu(),
                estate.watchedSince());
    }
}
