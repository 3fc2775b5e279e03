package io.oriel.pool.schedule;

import io.oriel.pool.estate.SchedulingPolicy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Which weights count in which policy, and how much: oVirt's factors. */
final class Policies {
    private static final Ranks.Weighing VM_AFFINITY = new Ranks.Weighing(new VmAffinity(), 1);
    private static final Ranks.Weighing HOST_AFFINITY = new Ranks.Weighing(new VmToHostAffinity(), 20);
    private static final List<Ranks.Weighing> EVEN = List.of(
            new Ranks.Weighing(new EvenDistributionCpu(), 2), new Ranks.Weighing(new EvenDistributionMemory(), 1));
    private static final List<Ranks.Weighing> SAVING =
            List.of(new Ranks.Weighing(new PowerSavingCpu(), 2), new Ranks.Weighing(new PowerSavingMemory(), 1));
    private static final List<Ranks.Weighing> GUESTS = List.of(new Ranks.Weighing(new EvenGuestDistribution(), 2));

    private static final Map<SchedulingPolicy.Kind, List<Ranks.Weighing>> ALONE = all(List.of());
    private static final Map<SchedulingPolicy.Kind, List<Ranks.Weighing>> IN_GROUPS =
            all(List.of(VM_AFFINITY, HOST_AFFINITY));

    private Policies() {}

    /** The weights for a VM; without affinity groups all hosts are equal in theirs, so they are left out. */
    static List<Ranks.Weighing> weighings(Ask ask) {
        var kind = ask.policy();
        var all = (ask.bonds() == Bonds.NONE ? ALONE : IN_GROUPS).get(kind);
        if (all == null) {
            throw new IllegalStateException("policy " + kind + " has no weights");
        }
        return all;
    }

    private static Map<SchedulingPolicy.Kind, List<Ranks.Weighing>> all(List<Ranks.Weighing> more) {
        var all = new EnumMap<SchedulingPolicy.Kind, List<Ranks.Weighing>>(SchedulingPolicy.Kind.class);
        for (var kind : SchedulingPolicy.Kind.values()) {
            var weighings = new ArrayList<>(
                    switch (kind) {
                        case NONE, EVENLY_DISTRIBUTED, CLUSTER_MAINTENANCE -> EVEN;
                        case POWER_SAVING -> SAVING;
                        case VM_EVENLY_DISTRIBUTED -> GUESTS;
                    });
            weighings.addAll(more);
            all.put(kind, List.copyOf(weighings));
        }
        return all;
    }
}
