package io.oriel.pool.schedule;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.schedule.Explanation.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Picks a host among those that no filter refuses: the one with the lowest sum of ranks in the weights of its cluster's
 * policy.
 *
 * <p>What only depends on the host is asked once for each cluster and round, and what a VM was refused is not asked again
 * for the next one of its shape.
 */
public final class Scheduler {
    private static final int MOST_REASONS = 10;

    private static final List<Filter> OF_HOSTS = List.of(new HostIsUp(), new HasCpuLevel());
    private static final List<Filter> WISHES = List.of(new ClusterInMaintenance(), new ChosenHost());
    private static final List<Filter> NEEDS = List.of(
            new NotWhereItIs(),
            new ReachesDisk(),
            new HasNetwork(),
            new EnoughProcessors(),
            new CpuOverload(),
            new EnoughMemory(),
            new VmToHostAffinity(),
            new VmAffinity());
    private static final List<Filter> OF_VMS =
            Stream.concat(WISHES.stream(), NEEDS.stream()).toList();

    /** In the order in which people are told. */
    private static final List<Filter> ALL = Stream.of(List.of(new SameCluster()), WISHES, OF_HOSTS, NEEDS)
            .<Filter>flatMap(List::stream)
            .toList();

    private final Limits limits;

    public Scheduler(Limits limits) {
        this.limits = limits;
    }

    /** Where a VM that does not run may start. */
    public Placement place(TendedVm tended, Estate estate, Load load) {
        var ask = Ask.of(tended, true, estate, load);
        var shape = ask.shape();
        var before = shape.map(load.hopeless()::get);
        if (before.isPresent()) {
            return before.get();
        }
        var placement = best(ask, usable(ask));
        if (!(placement instanceof Placement.Placed)) {
            shape.ifPresent(it -> load.hopeless().put(it, placement));
        }
        return placement;
    }

    /**
     * Where a running VM may move.
     *
     * @param chosen the only host to look at; empty: every one
     */
    public Placement move(TendedVm tended, Optional<HostId> chosen, Estate estate, Load load) {
        var ask = Ask.of(tended, false, estate, load);
        if (chosen.isEmpty()) {
            return best(ask, usable(ask));
        }
        var only = usable(ask).stream()
                .filter(host -> host.id().equals(chosen.get()))
                .toList();
        var placement = best(ask, only);
        return placement instanceof Placement.NoFit ? noFit(ask, estate.host(chosen.get()).stream()) : placement;
    }

    /**
     * What is to be said of each host: about a start when the VM does not run, else about a move.
     *
     * <p>Makes a sentence for every host of the estate: for people, not for rounds.
     */
    public Explanation explain(TendedVm tended, Estate estate, Load load) {
        var ask = Ask.of(tended, tended.vm().host().isEmpty(), estate, load);
        var refused = new ArrayList<Verdict>();
        var fitting = new ArrayList<Candidate>();
        for (var host : estate.hostsInOrder()) {
            var candidate = Candidate.of(host, estate, load);
            refusal(ask, candidate)
                    .ifPresentOrElse(
                            filter -> refused.add(
                                    new Verdict.Refused(host.name(), filter.word(), filter.sentence(ask, candidate))),
                            () -> fitting.add(candidate));
        }
        var ranks = Ranks.of(ask, fitting, Policies.weighings(ask));
        var best = winner(ask, fitting, ranks);
        var weighed = new ArrayList<Verdict.Weighed>();
        for (int i = 0; i < fitting.size(); i++) {
            var host = fitting.get(i);
            var waits = !hasATurn(ask).test(host);
            var chosen = best.filter(host::equals).isPresent();
            weighed.add(new Verdict.Weighed(host.host().name(), ranks.scores(i), ranks.sum(i), waits, chosen));
        }
        // The sort is stable: equal sums stay in the order of names.
        weighed.sort(Comparator.comparing((Verdict.Weighed it) -> !it.chosen()).thenComparing(Verdict.Weighed::sum));
        return new Explanation(
                ask.start(),
                ask.policy().word(),
                Stream.concat(weighed.stream(), refused.stream()).toList());
    }

    /** Whether one more disk of this storage domain may be made or deleted there now. */
    public boolean mayWorkOnDisk(Host host, StorageDomainId storage, Load load) {
        return host.up()
                && load.diskWork(host.id()) < limits.diskWork()
                && load.storageWork(storage) < limits.storageWork();
    }

    private Placement best(Ask ask, List<Candidate> usable) {
        var fitting = new ArrayList<Candidate>();
        for (var host : usable) {
            if (admitted(ask, host)) {
                fitting.add(host);
            }
        }
        if (fitting.isEmpty()) {
            return noFit(ask, ask.estate().hosts().values().stream());
        }
        return winner(ask, fitting, Ranks.of(ask, fitting, Policies.weighings(ask)))
                .<Placement>map(host -> new Placement.Placed(host.id()))
                .orElseGet(Placement.Later::new);
    }

    /** The best of those that have a turn. */
    private Optional<Candidate> winner(Ask ask, List<Candidate> fitting, Ranks ranks) {
        var hasATurn = hasATurn(ask);
        int best = -1;
        for (int i = 0; i < fitting.size(); i++) {
            if ((best < 0 || ranks.sum(i) < ranks.sum(best)) && hasATurn.test(fitting.get(i))) {
                best = i;
            }
        }
        return best < 0 ? Optional.empty() : Optional.of(fitting.get(best));
    }

    private Predicate<Candidate> hasATurn(Ask ask) {
        if (ask.start()) {
            var storage = ask.tended().upkeep().disk().storage();
            var calm = ask.load().storageWork(storage) < limits.storageWork();
            return host -> calm && host.starting() < limits.starts();
        }
        var cluster = ask.tended().upkeep().build().cluster();
        var mayLeave = ask.load().movingIn(cluster) < limits.clusterMoves()
                && ask.here()
                        .filter(it -> ask.load().moving(it) >= limits.moves())
                        .isEmpty();
        return host -> mayLeave && host.moving() < limits.moves();
    }

    /** What is to be said of the hosts that were asked: those of its own cluster first, by name. */
    private static Placement.NoFit noFit(Ask ask, Stream<Host> hosts) {
        var cluster = ask.tended().upkeep().build().cluster();
        var here = ask.start() ? Optional.<HostId>empty() : ask.here();
        var asked = hosts.filter(host -> here.filter(host.id()::equals).isEmpty())
                .sorted(Comparator.comparing((Host host) -> !host.cluster().equals(cluster))
                        .thenComparing(Host::name))
                .toList();
        var reasons = new LinkedHashMap<String, String>();
        for (var host : asked.subList(0, Math.min(MOST_REASONS, asked.size()))) {
            var candidate = Candidate.of(host, ask.estate(), ask.load());
            refusal(ask, candidate).ifPresent(filter -> reasons.put(host.name(), filter.sentence(ask, candidate)));
        }
        return new Placement.NoFit(reasons, asked.size() - reasons.size());
    }

    private static List<Candidate> usable(Ask ask) {
        return ask.load().usable(ask.tended().upkeep().build().cluster(), cluster -> usable(ask, cluster));
    }

    /** By name. */
    private static List<Candidate> usable(Ask ask, ClusterId cluster) {
        return ask.estate().hostsInOrder().stream()
                .filter(host -> host.cluster().equals(cluster))
                .map(host -> Candidate.of(host, ask.estate(), ask.load()))
                .filter(host -> OF_HOSTS.stream().noneMatch(filter -> filter.refuses(ask, host)))
                .toList();
    }

    private static boolean admitted(Ask ask, Candidate host) {
        for (var filter : OF_VMS) {
            if (filter.refuses(ask, host)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Filter> refusal(Ask ask, Candidate host) {
        return ALL.stream().filter(filter -> filter.refuses(ask, host)).findFirst();
    }
}
